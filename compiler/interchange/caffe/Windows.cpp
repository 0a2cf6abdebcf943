// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The three ways to write two numbers.
#include "interchange/caffe/Windows.h"

#include <fmt/format.h>

namespace evenstride::interchange::caffe {

using List = std::vector<int64_t>;

namespace {

/// The names of a field: for both axes, or for each.
struct PairNames {
  const char *both, *vertical, *horizontal;
  int64_t least;
};

} // namespace

static void checkBound(std::string_view name, int64_t value, const support::Span &place, int64_t least) {
  if (value < least || value > geometry::maxExtent)
    throw Refusal{fmt::format("its `{}` cannot be {}", name, value), place};
}

int64_t atLeast(Fields &fields, std::string_view name, int64_t least, int64_t otherwise) {
  return fields.readOr(otherwise, [&] {
    const Scalar *scalar = fields.scalar(name);
    int64_t value = scalar ? integerOf(*scalar) : otherwise;
    if (scalar)
      checkBound(name, value, scalar->span, least);
    return value;
  });
}

/// Two numbers given once or in order; nothing where none is. Throws Refusal.
static List bothAxes(Fields &fields, std::string_view name, int64_t least) {
  auto written = fields.scalars(name);
  if (written.size() > 2)
    throw Refusal{fmt::format("its `{}` has {} numbers; windows over 2 axes are built", name, written.size()),
                  written[2]->span};
  List pair;
  for (const Scalar *scalar : written) {
    pair.push_back(integerOf(*scalar));
    checkBound(name, pair.back(), scalar->span, least);
  }
  if (pair.size() == 1)
    pair.push_back(pair[0]);
  return pair;
}

/// The same, or each under its own name.
static List thrownPairOf(Fields &fields, const PairNames &names) {
  List both = bothAxes(fields, names.both, names.least);
  bool hasVertical = fields.has(names.vertical), hasHorizontal = fields.has(names.horizontal);
  if (!both.empty() && (hasVertical || hasHorizontal))
    throw Refusal{fmt::format("it has a `{}` for both axes and one for each", names.both),
                  fields.placeOf(hasVertical ? names.vertical : names.horizontal)};
  if (hasVertical != hasHorizontal)
    throw Refusal{fmt::format("of `{}` and `{}` it has only one", names.vertical, names.horizontal),
                  fields.placeOf(hasVertical ? names.vertical : names.horizontal)};
  if (hasVertical)
    return {atLeast(fields, names.vertical, names.least, names.least),
            atLeast(fields, names.horizontal, names.least, names.least)};
  return both;
}

static List pairOf(Fields &fields, const PairNames &names) {
  return fields.readOr(List{names.least, names.least}, [&] { return thrownPairOf(fields, names); });
}

static List orElse(List pair, int64_t otherwise) { return pair.empty() ? List{otherwise, otherwise} : pair; }

WindowFields windowOf(Fields &fields) {
  WindowFields window;
  window.kernel = pairOf(fields, {"kernel_size", "kernel_h", "kernel_w", 1});
  if (window.kernel.empty())
    throw Refusal{"it has no `kernel_size`"};
  window.stride = orElse(pairOf(fields, {"stride", "stride_h", "stride_w", 1}), 1);
  window.pad = orElse(pairOf(fields, {"pad", "pad_h", "pad_w", 0}), 0);
  window.dilation = {1, 1};
  return window;
}

List dilationOf(Fields &fields) {
  return orElse(fields.readOr(List(), [&] { return bothAxes(fields, "dilation", 1); }), 1);
}

std::map<std::string, layers::Value, std::less<>> WindowFields::arguments() const {
  return {
      {"kernel", kernel}, {"stride", stride}, {"dilation", dilation}, {"pad", List{pad[0], pad[1], pad[0], pad[1]}}};
}

} // namespace evenstride::interchange::caffe
