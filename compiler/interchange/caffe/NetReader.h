// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks the layers of a Caffe network and collects what cannot be imported.
#pragma once

#include "interchange/caffe/Types.h"

namespace evenstride::interchange::caffe {

/// Where faults go: those of single layers are told by reason.
struct Reports {
  diagnostics::Sink &sink;
  Refusals &refusals;
};

class NetReader {
public:
  NetReader(const ImportRequest &request, Progress &progress, Reports reports)
      : request(request), progress(progress), sink(reports.sink), refusals(reports.refusals) {}

  /// Fills the draft; what was reported makes it unfit.
  void read(const Net &net);

private:
  /// A name as one layer left it, until the next one overwrites it.
  struct Version {
    size_t layer, top; // an input by the old form is a layer behind all others
    auto operator<=>(const Version &) const = default;
  };

  struct Output {
    Version version;
    std::string name;
  };
  struct Input {
    const Scalar &name;
    std::vector<int64_t> shape;
    int uses;
  };

  void report(diagnostics::Code code, std::string message, support::Span span = {});
  void countUses(const Net &net);
  void readInputs(const Net &net);
  void readData(const NetLayer &layer, size_t index);
  void addInput(const Input &input);
  /// The shape with what --set says; empty after an error.
  std::vector<int64_t> sized(const Scalar &name, std::vector<int64_t> shape);
  void readLayer(const NetLayer &net, size_t index);
  bool importLayer(const Unit &unit, const Type &type, Layer &layer);
  void readOutputs(const Net &net);
  void warnOfUntaken();

  const ImportRequest &request;
  Progress &progress;
  diagnostics::Sink &sink;
  Refusals &refusals;
  std::map<Version, int> uses; // by layers and as outputs
  std::vector<Output> outputs;
  bool hasOneInput = false;
};

} // namespace evenstride::interchange::caffe
