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

Turns turnsOf(const Step &step) {
  if (const auto *call = std::get_if<KernelCall>(&step))
    return call->turns;
  if (const auto *halo = std::get_if<ZeroHalo>(&step))
    return halo->turns;
  const auto *slide = std::get_if<SlideRows>(&step);
  return slide ? slide->turns : Turns();
}

std::vector<const KernelCall *> Program::calls() const {
  std::vector<const KernelCall *> calls;
  for (const Step &step : steps)
    if (const auto *call = std::get_if<KernelCall>(&step))
      calls.push_back(call);
  return calls;
}

std::vector<std::string> Program::portNames() const {
  std::vector<std::string> names;
  for (const std::vector<Port> *ports : {&inputs, &outputs})
    for (const Port &port : *ports)
      names.push_back(port.name);
  return names;
}

} // namespace evenstride::emit
