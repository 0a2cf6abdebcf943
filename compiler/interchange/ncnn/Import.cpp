// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The steps of an import.
#include "interchange/ncnn/Import.h"
#include "interchange/TextImport.h"
#include "interchange/ncnn/NetworkReader.h"
#include "interchange/ncnn/Param.h"

namespace evenstride::interchange::ncnn {

std::optional<Imported> importNetwork(const ImportRequest &request, diagnostics::Sink &sink) {
  return importText(request, sink, [&](Draft &draft) {
    const size_t errorsBefore = sink.errorCount();
    std::vector<LayerText> layers = parseParam(*request.text, sink);
    if (sink.errorCount() == errorsBefore)
      NetworkReader(layers, request, draft, sink).read();
  });
}

} // namespace evenstride::interchange::ncnn
