// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The text of a Caffe network as a tree with places. What a field means is not known here: Fields.h reads it.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace evenstride::interchange::caffe {

struct PrototxtLimits {
  static constexpr size_t bytes = size_t(1) << 26;
  static constexpr int depth = 32; // of messages within messages
  static constexpr int fields = 1'000'000;
};

enum class ScalarKind { Number, Word, Text };

struct Scalar {
  ScalarKind kind = ScalarKind::Number;
  std::string text; // as it is written; of a Text what it means
  support::Span span = {};
};

struct Field;

struct Message {
  std::vector<Field> fields; // in order; what is repeated comes several times
  support::Span span = {};   // its braces; of the outermost the whole file
};

struct Field {
  std::string name;
  support::Span nameSpan;
  std::variant<Scalar, Message> value;
};

/// The fields of a file; nothing after an error (E0501, E0502).
std::optional<Message> parsePrototxt(const support::SourceFile &file, diagnostics::Sink &sink);

} // namespace evenstride::interchange::caffe
