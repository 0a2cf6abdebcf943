// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks the sections of a Darknet file and collects what cannot be imported.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "interchange/ImportRequest.h"
#include "interchange/Refusals.h"
#include "interchange/darknet/Layer.h"

#include <span>
#include <string>
#include <vector>

namespace evenstride::interchange::darknet {

class NetworkReader {
public:
  NetworkReader(std::span<const Section> sections, const ImportRequest &request, Draft &draft, diagnostics::Sink &sink)
      : sections(sections), request(request), draft(draft), sink(sink), state(draft) {}

  /// Fills the draft; what was reported makes it unfit.
  void read();

private:
  void report(diagnostics::Code code, support::Span span, std::string message, std::vector<std::string> notes = {});
  bool checkSizes();
  bool readInput();
  int64_t sizeOf(const Section &net, std::string_view key) const;
  void readLayer(const Section &section);
  void importLayer(const Section &section, const LayerKind &kind);
  void refuseUnread(const Section &section);
  void refuseUnknown(const Section &section);
  void refuseOption(const Section &section, const Option &option);
  void refuse(const Section &section, const Refusal &refusal);
  bool readOutputs();

  std::span<const Section> sections;
  const ImportRequest &request;
  Draft &draft;
  diagnostics::Sink &sink;
  NetworkState state;
  Refusals refusals;
};

} // namespace evenstride::interchange::darknet
