// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Refining a class. Extents stay between 1 and their limit for every t from `low` to `last`, so that all numbers here
// are far from leaving 64 bits.
#include "check/SizeClass.h"

#include "geometry/Division.h"

#include <algorithm>
#include <numeric>

namespace evenstride::check {

using geometry::ceilDivide;
using geometry::floorDivide;
using geometry::floorRemainder;
using geometry::maxExtent;
using geometry::Progression;

SizeRun SizeClass::run() const { return {size.at(low), single() ? 0 : size.step, size.at(last)}; }

std::optional<int64_t> SizeClass::timeOf(int64_t wanted) const {
  int64_t time = size.isConstant() ? low : (wanted - size.first) / size.step;
  bool fits = size.at(time) == wanted && time >= low && time <= last;
  return fits ? std::optional(time) : std::nullopt;
}

bool SizeClass::substitute(const Progression &times) {
  low = ceilDivide(low - times.first, times.step);
  last = floorDivide(last - times.first, times.step);
  if (low > last)
    return false;
  auto move = [&](Progression &each) { each = {each.at(times.first), each.step * times.step}; };
  move(size);
  std::ranges::for_each(extents, move);
  return true;
}

bool SizeClass::restrict(int64_t from, int64_t to) {
  low = std::max(low, from);
  last = std::min(last, to);
  return low <= last;
}

bool SizeClass::pin(int64_t wanted) {
  std::optional<int64_t> time = timeOf(wanted);
  if (!time)
    return false;
  if (!single())
    restrictions.push_back(here);
  return restrict(*time, *time);
}

/// The t at which the operand lies between two numbers.
bool SizeClass::bound(const Progression &operand, int64_t least, int64_t most) {
  if (operand.isConstant())
    return operand.first >= least && operand.first <= most;
  return restrict(ceilDivide(least - operand.first, operand.step), floorDivide(most - operand.first, operand.step));
}

/// Leaves the t at which factor * operand + offset is a multiple of the divisor.
bool SizeClass::divide(const Progression &operand, const Scaling &numerator) {
  int64_t divisor = numerator.divisor;
  auto reduced = [&](int64_t value) {
    return floorRemainder(floorRemainder(numerator.factor, divisor) * floorRemainder(value, divisor), divisor);
  };
  if (single())
    return floorRemainder(reduced(operand.at(low)) + numerator.offset, divisor) == 0;
  std::optional<Progression> times = geometry::whereDivided({reduced(operand.first), reduced(operand.step)},
                                                            floorRemainder(numerator.offset, divisor), divisor);
  if (!times)
    return false;
  if (times->step == 1)
    return true;
  factors.push_back({node, times->step});
  restrictions.push_back(here);
  return substitute(*times);
}

int64_t SizeClass::partsByRemainder(const Progression &extent, int64_t stride) const {
  if (single() || extent.isConstant())
    return 1;
  return std::min(stride / std::gcd(extent.step, stride), last - low + 1);
}

bool SizeClass::keepPart(int64_t parts, int64_t time) { return substitute({floorRemainder(time, parts), parts}); }

bool SizeClass::narrowWindow(const WindowRule &rule, const Progression &operand) {
  const geometry::Window &w = rule.window;
  int64_t padding = w.before + w.after, span = (w.kernel - 1) * w.dilation + 1;
  if (!bound(operand, std::max<int64_t>(1, span - padding), maxExtent - padding))
    return false;
  if (rule.rounding == Rounding::None)
    return divide(operand, {1, padding - span, w.stride});
  int64_t remainder = floorRemainder(operand.at(low) + padding - span, w.stride);
  return remainder == 0 || bound(operand, remainder - w.after + 1, maxExtent); // something real has to be read
}

bool SizeClass::narrow(const ExtentRule &rule, size_t operand) {
  Progression terms = extents[operand];
  if (rule.kind == ExtentRule::Kind::Window)
    return narrowWindow(rule.window, terms);
  const Scaling &s = rule.scaling;
  return bound(terms, std::max(s.least, ceilDivide(s.divisor - s.offset, s.factor)),
               floorDivide(maxExtent * s.divisor - s.offset, s.factor)) &&
         divide(terms, s);
}

bool SizeClass::conclude(const ExtentRule &rule, size_t operand, size_t result) {
  const Progression &terms = extents[operand];
  std::optional<int64_t> first = extentOf(rule, terms.at(low));
  if (!first)
    return false;
  bool isWindow = rule.kind == ExtentRule::Kind::Window;
  int64_t step =
      isWindow ? terms.step / rule.window.window.stride : rule.scaling.factor * terms.step / rule.scaling.divisor;
  extents[result] = single() ? Progression{*first, 0} : Progression{*first - step * low, step};
  return true;
}

bool SizeClass::equal(const Progression &a, const Progression &b) {
  if (single() || a.step == b.step)
    return a.at(low) == b.at(low);
  int64_t slope = a.step - b.step, distance = b.first - a.first;
  if (distance % slope != 0)
    return false;
  restrictions.push_back(here);
  return restrict(distance / slope, distance / slope);
}

bool SizeClass::limitVolume(int64_t channels, const Progression &rows, const Progression &columns) {
  auto fits = [&](int64_t time) {
    geometry::Checked area = geometry::checkedMultiply(rows.at(time), columns.at(time));
    geometry::Checked elements = geometry::checkedMultiply(area, channels);
    return elements && *elements <= geometry::maxElements;
  };
  if (!fits(low))
    return false;
  int64_t good = low, bad = last + 1;
  while (bad - good > 1) {
    int64_t middle = good + (bad - good) / 2;
    (fits(middle) ? good : bad) = middle;
  }
  last = good;
  return true;
}

} // namespace evenstride::check
