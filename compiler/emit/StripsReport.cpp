// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "emit/StripsReport.h"

namespace evenstride::emit {

std::string groupTitle(plan::KernelOp kernel) {
  std::string title;
  for (auto layer : kernel.getLayers().getAsRange<mlir::StringAttr>())
    title += (title.empty() ? "" : " + ") + layer.str();
  return title.empty() ? "copy" : title;
}

StripsReport stripsReport(plan::StripsOp strips) {
  StripsReport report;
  for (plan::KernelOp kernel : strips.getBody().getOps<plan::KernelOp>()) {
    report.last = groupTitle(kernel);
    if (report.first.empty())
      report.first = report.last;
  }
  report.count = int64_t(strips.getCount());
  report.because = strips.getBecause().str();
  return report;
}

std::vector<StripsReport> stripsReports(plan::NetworkOp network) {
  std::vector<StripsReport> reports;
  for (plan::StripsOp strips : network.getBody().getOps<plan::StripsOp>())
    reports.push_back(stripsReport(strips));
  return reports;
}

} // namespace evenstride::emit
