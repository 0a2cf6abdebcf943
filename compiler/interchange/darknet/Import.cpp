// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The steps of an import.
#include "interchange/darknet/Import.h"
#include "interchange/TextImport.h"
#include "interchange/darknet/Config.h"
#include "interchange/darknet/NetworkReader.h"

namespace evenstride::interchange::darknet {

std::optional<Imported> importNetwork(const ImportRequest &request, diagnostics::Sink &sink) {
  return importText(request, sink, [&](Draft &draft) {
    const size_t errorsBefore = sink.errorCount();
    std::vector<Section> sections = parseConfig(*request.text, sink);
    if (sink.errorCount() == errorsBefore)
      NetworkReader(sections, request, draft, sink).read();
  });
}

} // namespace evenstride::interchange::darknet
