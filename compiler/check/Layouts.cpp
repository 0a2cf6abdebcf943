// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Guesses from numbers: pictures have 1, 3 or 4 channels and many rows and columns.
#include "check/Layouts.h"

#include "check/CallEdits.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;
using diagnostics::Diagnostic;
using layers::Shape;

static bool isColor(int64_t size) { return size == 1 || size == 3 || size == 4; }

constexpr int64_t smallestPicture = 5; // rows or columns: fewer are no picture, and more are no channels of one

/// The shape that was meant, if the sizes are those of a picture whose channels do not come first.
static std::optional<Shape> meantLayout(const Shape &s) {
  if (s.channels < smallestPicture)
    return std::nullopt;
  if (isColor(s.width) && s.height >= smallestPicture)
    return Shape{s.width, s.channels, s.height};
  if (isColor(s.height) && s.width >= smallestPicture)
    return Shape{s.height, s.channels, s.width};
  return std::nullopt;
}

/// The type with other sizes, as an edit of what stands between its brackets.
static diagnostics::Fix typeFix(const ast::TensorType &type, const Shape &meant, std::string description) {
  std::string sizes = text(meant);
  support::Span between = support::join(type.dims.front()->span, type.dims.back()->span);
  return {std::nullopt, std::move(description), {{between, sizes.substr(1, sizes.size() - 2)}}};
}

static std::string question(const Shape &meant) {
  return "a type is [channels, rows, columns]: is `f32" + text(meant) + "` meant?";
}

static const ast::TensorType *typeOf(const Flow &flow, const NetworkInput &input) {
  for (const ast::NetworkInput &declared : flow.network->inputs)
    if (declared.name.name == input.name)
      return &declared.type;
  return nullptr;
}

static bool isWritten(const ast::TensorType *type) {
  bool channelsFirst = type && type->element.name == "f32" && !type->layout;
  return channelsFirst && type->span.valid() &&
         std::ranges::all_of(type->dims, [](const auto &dim) { return isLiteral(*dim); });
}

void helpWithSizes(const ast::TensorType &type, Diagnostic &diagnostic) {
  if (!isWritten(&type))
    return;
  std::vector<int64_t> sizes;
  for (const ast::ExprPtr &dim : type.dims)
    if (const auto *size = std::get_if<ast::Integer>(&dim->node))
      sizes.push_back(size->value);
  std::optional<Shape> meant;
  if (sizes.size() == 4) {
    diagnostic.notes.push_back("the batch is no part of a network: how many images there are is said when it runs");
    bool last = isColor(sizes[3]) && !isColor(sizes[1]);
    meant = last ? Shape{sizes[3], sizes[1], sizes[2]} : Shape{sizes[1], sizes[2], sizes[3]};
  } else if (sizes.size() == 2) {
    meant = Shape{1, sizes[0], sizes[1]};
  }
  if (meant)
    diagnostic.fixes.push_back(typeFix(type, *meant, question(*meant)));
}

void helpWithLayout(const Flow &flow, ValueId value, Diagnostic &diagnostic) {
  const NetworkInput &input = flow.inputOf(value);
  const Shape &shape = flow.shape(input.value);
  std::optional<Shape> meant = meantLayout(shape);
  if (!meant)
    return;
  diagnostic.help.push_back(question(*meant));
  const ast::TensorType *type = typeOf(flow, input);
  if (isWritten(type))
    diagnostic.fixes.insert(diagnostic.fixes.begin(), typeFix(*type, *meant, question(*meant)));
  support::Span span = flow.inputSpan(input);
  if (span.valid())
    diagnostic.labels.push_back({span, support::plural(shape.channels, "channel") + " here"});
}

void warnOfLayouts(const Flow &flow, Reporter &reporter) {
  constexpr int64_t surelyPicture = 32; // rows and columns; a feature map may well have [64, 25, 3]
  for (const NetworkInput &input : flow.graph.inputs) {
    const Shape &shape = flow.shape(input.value);
    const ast::TensorType *type = typeOf(flow, input);
    std::optional<Shape> meant = meantLayout(shape);
    bool strikes = meant && meant->channels > 1 && std::min(meant->height, meant->width) >= surelyPicture;
    if (!strikes || !isWritten(type))
      continue;
    Diagnostic diagnostic;
    diagnostic.code = Code::W0325;
    diagnostic.message = "the type of `" + input.name + "` looks like [rows, columns, channels]";
    diagnostic.primary = {type->span, support::plural(shape.channels, "channel") + " of " +
                                          rowsAndColumns(shape.height, shape.width)};
    diagnostic.fixes.push_back(typeFix(*type, *meant, question(*meant)));
    reporter.report(std::move(diagnostic));
  }
}

} // namespace evenstride::check
