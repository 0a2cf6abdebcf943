// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Families of fields through windows, their transposes and merges.
#include "geometry/Field.h"
#include "geometry/Checked.h"
#include "geometry/Division.h"

#include <algorithm>
#include <numeric>

namespace evenstride::geometry {

/// Tables longer than this (upsampled by thousands and sampled again) are not kept: the field counts as everything.
static constexpr int64_t longestPeriod = 4096;
/// Positions beyond this, which only strides far larger than any image give, count as everything too. Sums of two of
/// them stay inside 64 bits.
static constexpr int64_t farthest = int64_t(1) << 61;

static Interval hull(const Interval &left, const Interval &right) {
  if (left.empty())
    return right;
  if (right.empty())
    return left;
  return {std::min(left.begin, right.begin), std::max(left.end, right.end)};
}

/// Nothing where the field is too far away.
std::optional<Interval> Field::Family::find(int64_t element) const {
  const Interval &field = phases[size_t(floorRemainder(element, period()))];
  if (field.empty())
    return Interval{};
  Checked distance = checkedMultiply(floorDivide(element, period()), advance);
  Checked begin = checkedAdd(field.begin, distance), end = checkedAdd(field.end, distance);
  if (!begin || !end || *begin <= -farthest || *end >= farthest)
    return std::nullopt;
  return Interval{*begin, *end};
}

Interval Field::Family::at(int64_t element) const { return find(element).value_or(Interval{}); }

bool Field::Family::extend(Interval &field, int64_t element) const {
  auto own = find(element);
  field = hull(field, own.value_or(Interval{}));
  return own.has_value();
}

/// The first and the last `period` of `count` taps or elements: where fields that lie `period` apart differ by their
/// place alone, those that reach farthest are among these.
template <typename Visit> static void forEachOuter(int64_t count, int64_t period, Visit visit) {
  for (int64_t index = 0; index < std::min(count, period); ++index)
    visit(index);
  for (int64_t index = std::max(period, count - period); index < count; ++index)
    visit(index);
}

std::optional<Field::Family> Field::throughWindow(const Family &family, const Window &window) {
  int64_t period = family.period(), common = std::gcd(period, window.stride);
  Checked advance = checkedMultiply(family.advance, window.stride / common);
  if (!advance || *advance >= farthest)
    return std::nullopt;
  Family result{*advance, std::vector<Interval>(size_t(period / common))};
  bool near = true;
  for (int64_t phase = 0; phase < result.period(); ++phase)
    forEachOuter(window.kernel, period, [&](int64_t tap) {
      int64_t element = phase * window.stride - window.before + tap * window.dilation;
      near = near && family.extend(result.phases[size_t(phase)], element);
    });
  return near ? std::optional(std::move(result)) : std::nullopt;
}

std::optional<Field::Family> Field::throughTranspose(const Family &family, const Window &window) {
  Checked period = checkedMultiply(family.period(), window.stride);
  if (!period || *period > longestPeriod)
    return std::nullopt;
  Family result{family.advance, std::vector<Interval>(size_t(*period))};
  bool near = true;
  for (int64_t phase = 0; phase < *period; ++phase)
    forEachOuter(window.kernel, *period, [&](int64_t tap) {
      int64_t scaled = phase + window.before - tap * window.dilation;
      if (floorRemainder(scaled, window.stride) != 0)
        return;
      near = near && family.extend(result.phases[size_t(phase)], floorDivide(scaled, window.stride));
    });
  return near ? std::optional(std::move(result)) : std::nullopt;
}

/// The shortest table that says the same.
void Field::reduce(Family &family) {
  for (int64_t shorter = 1; shorter < family.period(); ++shorter) {
    int64_t times = family.period() / shorter;
    if (family.period() % shorter != 0 || family.advance % times != 0)
      continue;
    Family candidate{family.advance / times, {family.phases.begin(), family.phases.begin() + shorter}};
    bool same = true;
    for (int64_t element = shorter; same && element < family.period(); ++element)
      same = candidate.at(element) == family.phases[size_t(element)];
    if (!same)
      continue;
    family = std::move(candidate);
    return;
  }
}

void Field::add(Family family) {
  for (size_t index = 0; index < families.size(); ++index) {
    Family &known = families[index];
    if (__int128(known.advance) * family.period() != __int128(family.advance) * known.period())
      continue;
    int64_t period = std::lcm(known.period(), family.period());
    if (period > longestPeriod) {
      families.erase(families.begin() + ptrdiff_t(index));
      return add(whole({0, inputExtent}));
    }
    Family both{known.advance * (period / known.period()), {}};
    for (int64_t phase = 0; phase < period; ++phase)
      both.phases.push_back(hull(known.at(phase), family.at(phase)));
    reduce(both);
    known = std::move(both);
    return;
  }
  reduce(family);
  families.push_back(std::move(family));
}

Field Field::through(const Reads &reads, int64_t operandExtent) const {
  if (reads.elementwise())
    return *this;
  Field result(inputExtent, {});
  if (reads.rule == Reads::Rule::All) {
    result.add(whole(span(operandExtent)));
    return result;
  }
  for (const Family &family : families) {
    auto next = reads.rule == Reads::Rule::Window ? throughWindow(family, reads.window)
                                                  : throughTranspose(family, reads.window);
    result.add(next ? std::move(*next) : whole({0, inputExtent}));
  }
  return result;
}

void Field::unite(const Field &other) {
  for (const Family &family : other.families)
    add(family);
}

Interval Field::at(int64_t element) const {
  Interval field;
  for (const Family &family : families)
    field = hull(field, family.at(element));
  return field;
}

bool Field::isConstant() const {
  return std::ranges::all_of(families, [](const Family &family) { return family.advance == 0; });
}

// Within one phase of all families the ends of fields are affine, so that fields reach farthest at either end.
Interval Field::span(int64_t elements) const {
  int64_t period = 1;
  for (const Family &family : families)
    period = std::min(std::lcm(period, family.period()), elements);
  Interval all;
  forEachOuter(elements, period, [&](int64_t element) { all = hull(all, at(element)); });
  return all;
}

FieldFigures Field::figures(int64_t elements) const {
  FieldFigures figures;
  figures.first = at(0);
  // Where one family takes over from another, neighbours may share less than anywhere at the ends.
  int64_t period = families.size() == 1 ? families[0].period() : elements;
  forEachOuter(elements, period, [&](int64_t element) {
    Interval field = at(element);
    figures.size = std::max(figures.size, field.size());
    Interval next = element + 1 < elements ? at(element + 1) : Interval{};
    if (field.empty() || next.empty())
      return;
    int64_t shared = std::min(field.end, next.end) - std::max(field.begin, next.begin);
    if (!figures.overlap)
      figures.overlap = {shared, shared};
    figures.overlap->least = std::min(figures.overlap->least, shared);
    figures.overlap->most = std::max(figures.overlap->most, shared);
  });
  figures.step = Ratio{};
  bool moves = false;
  for (const Family &family : families) {
    if (family.advance == 0)
      continue; // what every element sees moves no grid
    int64_t common = std::gcd(family.advance, family.period());
    figures.step = moves ? std::nullopt : std::optional(Ratio{family.advance / common, family.period() / common});
    moves = true;
  }
  return figures;
}

} // namespace evenstride::geometry
