// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The order of arguments elsewhere, and arguments that no layer takes here.
#include "check/ForeignCalls.h"

#include "check/Words.h"
#include "layers/Layer.h"

#include <algorithm>
#include <array>
#include <vector>

namespace evenstride::check {

using std::string_view;

namespace {

/// Our parameters in the order in which a layer of another framework takes them; an empty one is known here anyway.
struct Signature {
  string_view word;
  std::array<string_view, 7> parameters;
};
constexpr auto signatures = std::to_array<Signature>({
    {"Conv2d", {"", "filters", "kernel", "stride", "pad", "dilation", "groups"}},
    {"ConvTranspose2d", {"", "filters", "kernel", "stride", "pad", "output_pad", "groups"}},
    {"MaxPool2d", {"kernel", "stride", "pad", "dilation"}},
    {"AvgPool2d", {"kernel", "stride", "pad"}},
    {"Linear", {"", "outputs", "bias"}},
    {"BatchNorm2d", {"", "epsilon"}},
    {"AdaptiveAvgPool2d", {""}},
    {"AdaptiveMaxPool2d", {""}},
    {"ReLU", {""}},
    {"Softmax", {""}},
    {"Flatten", {"", ""}},
    {"Conv2D", {"filters", "kernel", "stride", "pad"}},
    {"Conv2DTranspose", {"filters", "kernel", "stride", "pad"}},
    {"MaxPooling2D", {"kernel", "stride", "pad"}},
    {"AveragePooling2D", {"kernel", "stride", "pad"}},
});

/// The paddings of PyTorch, which are one amount for all sides or four: left, right, top, bottom.
struct Padding {
  string_view word, mode;
};
constexpr auto paddings = std::to_array<Padding>({
    {"ZeroPad2d", ""},
    {"ConstantPad2d", ""},
    {"ReflectionPad2d", ", mode: reflect"},
    {"ReplicationPad2d", ", mode: replicate"},
});

/// The arguments that `pad` takes for such a layer; nothing where it is none, or is not written in one of these forms.
std::optional<std::string> translatedPadding(const ast::Call &call) {
  const auto *padding = std::ranges::find(paddings, string_view(call.callee.name), &Padding::word);
  if (padding == paddings.end() || call.arguments.empty() || call.arguments.size() > 2)
    return std::nullopt;
  auto textOf = [](const ast::Expr &expression) { return std::string(expression.span.text()); };
  const ast::Expr &amounts = *call.arguments[0].value;
  std::string text;
  if (const auto *sides = std::get_if<ast::Tuple>(&amounts.node); sides && sides->elements.size() == 4)
    text = textOf(*sides->elements[2]) + ", " + textOf(*sides->elements[0]) + ", " + textOf(*sides->elements[3]) +
           ", " + textOf(*sides->elements[1]);
  else if (std::holds_alternative<ast::Integer>(amounts.node))
    text = textOf(amounts) + ", " + textOf(amounts) + ", " + textOf(amounts) + ", " + textOf(amounts);
  else
    return std::nullopt;
  if (call.arguments.size() == 2)
    text += ", value: " + textOf(*call.arguments[1].value);
  return text.append(padding->mode);
}

class Translator {
public:
  Translator(const ast::Call &call, string_view meant) : call(call), meant(meant) {
    if (const layers::LayerKind *kind = layers::findLayer(meant))
      for (const layers::Parameter &parameter : kind->parameters) {
        names.push_back(parameter.name);
        if (parameter.positional)
          positional.push_back(parameter.name);
      }
    const auto *found = std::ranges::find(signatures, string_view(call.callee.name), &Signature::word);
    signature = found == signatures.end() ? nullptr : found;
  }

  diagnostics::Fix translate() {
    if (std::optional<std::string> padding = translatedPadding(call))
      written = std::move(*padding);
    else
      for (size_t i = 0; i < call.arguments.size(); ++i)
        add(call.arguments[i], i);
    const support::Span callee = call.callee.span;
    support::Span place = callee;
    std::string text(meant);
    if (!call.arguments.empty()) {
      place.end = call.arguments.back().span.end;
      if (written.empty())
        place.end = uint32_t(std::min(callee.file->text().find(')', place.end) + 1, callee.file->text().size()));
      else
        text += "(" + written;
    }
    return {std::nullopt, "write `" + (written.empty() ? text : text + ")") + "`", {{place, text}}};
  }

private:
  void add(const ast::Argument &argument, size_t index) {
    std::string value(argument.value->span.text());
    if (value == "True" || value == "False")
      value[0] = value[0] == 'T' ? 't' : 'f';
    if (argument.name) {
      const std::string &name = argument.name->name;
      if (!saysNothing(name))
        append(std::string(meantParameter(name, names).value_or(name)) + ": " + value);
      return;
    }
    const bool known = signature && index < signature->parameters.size();
    const string_view parameter = known ? signature->parameters[index] : string_view();
    if (known && parameter.empty())
      return;
    const bool inPlace = next < positional.size() && positional[next] == parameter;
    if (!known || inPlace)
      append(value);
    else
      append(std::string(parameter) + ": " + value);
    ++next;
  }

  void append(const std::string &argument) { written += (written.empty() ? "" : ", ") + argument; }

  const ast::Call &call;
  string_view meant;
  const Signature *signature = nullptr;
  std::vector<string_view> names, positional;
  std::string written;
  size_t next = 0; // of the positional parameters
};

} // namespace

diagnostics::Fix translatedCall(const ast::Call &call, string_view meant) {
  return Translator(call, meant).translate();
}

bool saysNothing(string_view name) {
  constexpr auto words = std::to_array<string_view>({"in_channels", "in_features", "num_features", "input_dim",
                                                     "inplace", "dtype", "device", "affine", "track_running_stats",
                                                     "momentum", "trainable", "kernel_initializer", "bias_initializer",
                                                     "kernel_regularizer", "activity_regularizer", "training"});
  return std::ranges::find(words, name) != words.end();
}

std::optional<string_view> adviceOnParameter(string_view name) {
  constexpr auto words = std::to_array<std::pair<string_view, string_view>>({
      {"activation", "an activation is a layer of its own: `-> relu`"},
      {"act", "an activation is a layer of its own: `-> relu`"},
      {"name", "a layer is named by a label behind it: `@stem`"},
      {"label", "a layer is named by a label behind it: `@stem`"},
      {"batch_normalize", "a batch norm is a layer of its own: `-> batch_norm`"},
      {"input_shape", "sizes stand in the type of the network's input"},
      {"input_size", "sizes stand in the type of the network's input"},
      {"batch_size", "how many images are run at once is no part of the network"},
      {"dim", "there is only one axis here that it could mean"},
      {"axis", "there is only one axis here that it could mean"},
      {"data_format", "tensors are `[C, H, W]`"},
      {"padding_mode", "padding holds zeros; the layer `pad` has a `mode`"},
      {"align_corners", "pixel centres stand at half coordinates, as with `align_corners=False`"},
  });
  for (const auto &[word, advice] : words)
    if (word == name)
      return advice;
  if (saysNothing(name))
    return "leave it out: it is known, or matters in training alone";
  return std::nullopt;
}

} // namespace evenstride::check
