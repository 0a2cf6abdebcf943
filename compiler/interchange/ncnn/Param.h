// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The text of an ncnn .param file: layers with their blobs and numbered parameters, and the places where they stand.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "support/SourceFile.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace evenstride::interchange::ncnn {

/// A piece of the text between blanks.
struct Word {
  std::string text;
  support::Span span;
};

/// `9=2`, `0=1.000000e+00` or `-23310=2,0.0,6.0`. ncnn keeps whole numbers and fractions apart: which one is meant is
/// told by a point or an exponent.
struct Parameter {
  std::vector<double> values;
  bool isFloat = false;
  bool isText = false; // an expression
  support::Span span;
  mutable bool isRead = false;
};

/// A line of the file with access to its parameters, which marks them as read. All throw Refusal at the parameter where
/// it is not of the kind asked for.
struct LayerText {
  Word type, name;
  std::vector<Word> bottoms, tops;
  std::map<int64_t, Parameter> parameters;

  const Parameter *find(int64_t id) const;
  int64_t integer(int64_t id, int64_t otherwise) const;
  double number(int64_t id, double otherwise) const;
  std::optional<std::vector<int64_t>> integers(int64_t id) const;
  std::vector<double> numbers(int64_t id) const;
  support::Span spanOf(int64_t id) const;
};

struct ParamLimits {
  static constexpr int64_t layers = 100'000, blobs = 200'000; // as they are announced
};

/// The layers in order. Reports what is no .param text (E0501), announces more than there may be (E0502), or other
/// numbers than there are (E0507).
std::vector<LayerText> parseParam(const support::SourceFile &file, diagnostics::Sink &sink);

} // namespace evenstride::interchange::ncnn
