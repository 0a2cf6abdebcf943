// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Trying a form on copies, and writing it down.
#include "check/WindowForm.h"

#include "check/CallEdits.h"

namespace evenstride::check {

using diagnostics::Edit;
using geometry::Verdict;
using geometry::Window;

WindowForm::WindowForm(const WindowFault &fault) : fault(fault), windows{written(Rows), written(Columns)} {}

int64_t WindowForm::output(Axis axis) const {
  int64_t input = fault.copy.along(axis).input - (axis == Rows ? cropped.rows : cropped.columns);
  return place(windows[axis == Columns], input).output();
}

/// Arguments that are not edited stay what they are in this copy.
Window WindowForm::windowInCopy(const WindowCopy &copy, Axis axis) const {
  Window window = copy.along(axis).window;
  const Window &now = windows[axis == Columns];
  if (changes(&Window::kernel))
    window.kernel = now.kernel;
  if (changes(&Window::stride))
    window.stride = now.stride;
  if (changesPad()) {
    window.before = now.before;
    window.after = now.after;
  }
  return window;
}

static bool equal(const Window &a, const Window &b) {
  return a.kernel == b.kernel && a.stride == b.stride && a.dilation == b.dilation && a.before == b.before &&
         a.after == b.after;
}

bool WindowForm::staysAsItIs(const WindowCopy &copy, Axis axis) const {
  return equal(windowInCopy(copy, axis), copy.along(axis).window);
}

/// Nothing where the padding before differs from copy to copy: new numbers would move what every window sees.
std::optional<Verdict> WindowForm::inCopy(const WindowCopy &copy, Axis axis) const {
  if (changesPad() && copy.along(axis).window.before != written(axis).before)
    return std::nullopt;
  return place(windowInCopy(copy, axis), copy.along(axis).input - (axis == Rows ? cropped.rows : cropped.columns));
}

std::string WindowForm::kernelText(const ast::Argument &given) const {
  bool square = windows[0].kernel == windows[1].kernel;
  if (square && std::holds_alternative<ast::Integer>(given.value->node))
    return std::to_string(windows[0].kernel);
  return std::to_string(windows[0].kernel) + "x" + std::to_string(windows[1].kernel);
}

static std::string pairText(int64_t vertical, int64_t horizontal) {
  return padText({vertical, horizontal, vertical, horizontal});
}

std::optional<std::vector<Edit>> WindowForm::edits() const {
  const WindowSite &site = fault.site;
  auto find = [&](std::string_view parameter) {
    auto found = site.given.find(parameter);
    return found == site.given.end() ? nullptr : found->second;
  };
  const ast::Argument *kernel = find("kernel"), *stride = find("stride"), *pad = find("pad");
  bool newKernel = changes(&Window::kernel), newStride = changes(&Window::stride);
  if ((newKernel && !isLiteral(*kernel->value)) || (newStride && stride && !isLiteral(*stride->value)))
    return std::nullopt;
  CallEdits edits(*site.call);
  if (cropped.rows > 0 || cropped.columns > 0)
    edits.precede(sidesText("crop", {0, 0, cropped.rows, cropped.columns}), site.operand);
  if (newKernel)
    edits.replace(*kernel, kernelText(*kernel));
  std::string strideText = pairText(windows[0].stride, windows[1].stride);
  if (newStride && stride)
    edits.replace(*stride, strideText);
  else if (newStride || (newKernel && !stride && site.kind->isPool)) // a pool's stride is its kernel if not said
    edits.add("stride", strideText);
  if (!changesPad())
    return edits.take();
  std::vector<int64_t> sides = {windows[0].before, windows[1].before, windows[0].after, windows[1].after};
  bool isZero = std::ranges::all_of(sides, [](int64_t side) { return side == 0; });
  if (!pad)
    edits.add("pad", padText(sides));
  else if (isZero && pad != site.call->arguments.data())
    edits.remove(*pad);
  else
    edits.replace(*pad, padText(sides));
  return edits.take();
}

} // namespace evenstride::check
