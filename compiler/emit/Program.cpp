// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Small questions to a planned network.
#include "emit/Program.h"

namespace evenstride::emit {

std::string KernelCall::title() const {
  if (layers.empty())
    return "copy";
  std::string text;
  for (const std::string &path : layers)
    text += (text.empty() ? "" : " + ") + path;
  return text;
}

std::vector<const KernelCall *> Program::calls() const {
  std::vector<const KernelCall *> calls;
  for (const Step &step : steps)
    if (const auto *call = std::get_if<KernelCall>(&step))
      calls.push_back(call);
  return calls;
}

} // namespace evenstride::emit
