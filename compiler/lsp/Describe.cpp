// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Texts made from the layers' tables; there is no other list of layers or parameters here.
#include "lsp/Describe.h"

#include "ast/Spelling.h"

#include <algorithm>

namespace evenstride::lsp {

std::string shapesOf(std::span<const Instance> instances) {
  constexpr size_t most = 3;
  std::vector<std::string> different;
  for (const Instance &instance : instances)
    if (std::string text = instance.shapeText();
        different.size() <= most && std::ranges::find(different, text) == different.end())
      different.push_back(std::move(text));
  std::string result;
  for (size_t i = 0; i < std::min(different.size(), most); ++i)
    result += (i ? ", " : "") + different[i];
  return different.size() > most ? result + ", …" : result;
}

namespace {

std::string valueText(int64_t value) { return std::to_string(value); }
std::string valueText(double value) { return ast::spell(ast::Fraction{value}); }
std::string valueText(const std::string &value) { return value; }
std::string valueText(bool value) { return value ? "true" : "false"; }
/// One number where all are equal, as people write it.
template <typename Number> std::string valueText(const std::vector<Number> &value) {
  if (std::ranges::adjacent_find(value, std::ranges::not_equal_to()) == value.end())
    return value.empty() ? "" : valueText(value[0]);
  std::string result;
  for (Number each : value)
    result += (result.empty() ? "(" : ", ") + valueText(each);
  return result + ")";
}

std::string defaultText(const layers::Parameter &parameter) {
  if (!parameter.byDefault)
    return std::string(parameter.defaultsTo);
  return std::visit([](const auto &value) { return valueText(value); }, *parameter.byDefault);
}

std::string wordsText(const layers::Parameter &parameter) {
  std::string result;
  for (std::string_view word : parameter.words)
    result += (result.empty() ? "" : " | ") + std::string(word);
  return result;
}

} // namespace

std::string signatureOf(const layers::Parameter &parameter) {
  std::string result(parameter.name), value = defaultText(parameter);
  if (parameter.required())
    return result;
  return result + ": " + (value.empty() ? wordsText(parameter) : value);
}

std::string signatureOf(const ast::BlockParameter &parameter) {
  return parameter.name.name + (parameter.isInteger ? ": int" : "");
}

std::string Signature::text() const {
  std::string result = name + "(";
  for (const std::string &parameter : parameters)
    result += (&parameter == &parameters.front() ? "" : ", ") + parameter;
  return result + ")";
}

Signature signatureOf(const layers::LayerKind &kind) {
  Signature signature{.name = std::string(kind.keyword)};
  if (kind.maxOperands < 0)
    signature.parameters = {"a", "b", "…"};
  else if (kind.maxOperands == 1)
    signature.parameters = {"x"};
  else
    signature.parameters = {"a", "b"};
  signature.tensors = signature.parameters.size();
  for (const layers::Parameter &parameter : kind.parameters)
    signature.parameters.push_back(signatureOf(parameter));
  return signature;
}

Signature signatureOf(const ast::Block &block) {
  Signature signature{.name = block.name.name};
  for (const ast::BlockParameter &parameter : block.parameters)
    signature.parameters.push_back(signatureOf(parameter));
  signature.tensors = block.parameters.empty() || block.parameters[0].isInteger ? 0 : 1;
  return signature;
}

std::string describe(const layers::Parameter &parameter) {
  std::string result(parameter.description);
  std::string value = defaultText(parameter), words = wordsText(parameter);
  if (!words.empty() && result.find('`' + std::string(parameter.words[0]) + '`') == std::string::npos)
    result += " (`" + words + "`)";
  if (parameter.required())
    return result + "; required";
  if (!parameter.defaultsTo.empty())
    return result + "; as `" + value + "` if it is not said";
  return value.empty() ? result : result + "; `" + value + "` if it is not said";
}

std::string describe(const layers::LayerKind &kind) {
  std::string result(kind.summary);
  result += "\n";
  for (const layers::Parameter &parameter : kind.parameters)
    result += "\n- `" + std::string(parameter.name) + "`: " + describe(parameter);
  return result;
}

} // namespace evenstride::lsp
