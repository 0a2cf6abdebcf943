// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What exporters add to names, and taking it off again.
#include "interchange/Labels.h"

#include "interchange/Names.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <vector>

namespace evenstride::interchange {

static bool isDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)); }

static void dropSuffix(std::string &name, std::string_view suffix) {
  if (name.size() > suffix.size() && name.ends_with(suffix))
    name.resize(name.size() - suffix.size());
}

static std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return result;
}

/// Whether a name says nothing: digits, or `prefix`, such as the operator, and a number.
static bool isMadeUp(std::string_view label, std::string_view prefix) {
  std::string_view rest = label;
  for (std::string_view exporter : {"onnx__", "onnx_", "onnx."}) {
    if (!rest.starts_with(exporter))
      continue;
    rest.remove_prefix(exporter.size());
    rest.remove_prefix(std::min(rest.size(), rest.rfind('_') + 1)); // onnx::Conv_497
  }
  std::string own = lower(prefix), text = lower(rest);
  if (text.starts_with(own))
    text.erase(0, own.size());
  return text.size() <= 1 || std::ranges::all_of(text, [](char c) { return isDigit(c) || c == '_' || c == '.'; });
}

/// The name of the module that a weight belongs to.
static std::string fromWeight(std::string name) {
  for (std::string_view suffix : {".weight", "_weight", "/weight",  ".kernel",  "/kernel", "/weights",  "/W",
                                  ".W",      "_W",      "_w",       "_w_0",     "_W_0",    "/gamma",    "_gamma",
                                  ".gamma",  "_scale",  "_scale_0", "_gamma_0", "_s_0",    "_quantized"})
    dropSuffix(name, suffix);
  return usableLabel(name);
}

/// The name of the module that a node comes from: `/layer1/layer1.0/conv1/Conv` is `layer1.0.conv1`.
static std::string fromNode(std::string_view name, std::string_view op) {
  std::vector<std::string> parts(1);
  for (char c : name)
    if (c == '/')
      parts.emplace_back();
    else
      parts.back() += c;
  std::erase(parts, "");
  if (parts.size() > 1 && (parts.back() == op || parts.back().starts_with(std::string(op) + "_")))
    parts.pop_back();
  std::string label;
  for (const std::string &part : parts)
    if (!label.empty() && part.starts_with(label + "."))
      label = part;
    else if (size_t dot = label.rfind('.'); dot != label.npos && part.starts_with(label.substr(dot + 1) + "."))
      label = label.substr(0, dot + 1) + part;
    else
      label += (label.empty() ? "" : ".") + part;
  for (std::string_view suffix : {"_fwd", "_Conv2D"})
    dropSuffix(label, suffix);
  return usableLabel(label);
}

std::string chooseLabel(const LayerNames &names, UniqueNames &labels) {
  std::string weight = fromWeight(names.weight), node = fromNode(names.node, names.op);
  std::string label;
  if (!isMadeUp(weight, ""))
    label = weight;
  for (const std::string &candidate : {node, usableLabel(names.output)})
    if (label.empty() && !isMadeUp(candidate, names.op))
      label = candidate;
  if (label.empty() || (names.isOurs && looksCounted(label)))
    return "";
  return uniqueLabel(std::move(label), labels);
}

} // namespace evenstride::interchange
