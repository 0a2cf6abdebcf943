// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks the layers of an ncnn file and collects what cannot be imported.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "interchange/ImportRequest.h"
#include "interchange/Refusals.h"
#include "interchange/ncnn/Layer.h"

#include <span>
#include <string>
#include <vector>

namespace evenstride::interchange::ncnn {

class NetworkReader {
public:
  NetworkReader(std::span<const LayerText> layers, const ImportRequest &request, Draft &draft, diagnostics::Sink &sink)
      : layers(layers), request(request), draft(draft), sink(sink), state(draft), errorsBefore(sink.errorCount()) {}

  /// Fills the draft; what was reported makes it unfit.
  void read();

private:
  bool hasErrors() const { return sink.errorCount() != errorsBefore; }
  void report(diagnostics::Code code, support::Span span, std::string message, std::vector<std::string> notes = {});
  void checkSizes();
  void define(const LayerText &text);
  int64_t sizeOf(const LayerText &text, const char *name, int64_t id) const;
  void readInput(const LayerText &text);
  void readLayer(const LayerText &text);
  void importLayer(const LayerText &text, const LayerKind &kind);
  void refuseUnread(const LayerText &text);
  void refuse(const LayerText &text, const Refusal &refusal);
  void readOutputs();
  void readWeights();

  std::span<const LayerText> layers;
  const ImportRequest &request;
  Draft &draft;
  diagnostics::Sink &sink;
  NetworkState state;
  size_t errorsBefore;
  UniqueNames inputNames, outputNames;
  Refusals refusals;
};

} // namespace evenstride::interchange::ncnn
