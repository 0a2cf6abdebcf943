// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The two meanings: TensorFlow pads as little as the ceiling of W / S needs, the odd element at the end; Torch and
// Caffe pad half a window on both sides and floor.
#include "check/SamePadding.h"

#include "check/WindowText.h"

namespace evenstride::check {

using geometry::Verdict;

static bool isPlain(const Verdict &verdict) { return verdict.window.stride == 1 && verdict.effectiveKernel % 2 == 1; }

std::optional<std::vector<int64_t>> samePadding(const Verdicts &bare) {
  if (!isPlain(bare.first) || !isPlain(bare.second))
    return std::nullopt;
  int64_t rows = (bare.first.effectiveKernel - 1) / 2, columns = (bare.second.effectiveKernel - 1) / 2;
  return std::vector<int64_t>{rows, columns, rows, columns};
}

/// Before and after, such that the window divides exactly where that is possible.
static std::pair<int64_t, int64_t> tensorFlow(const Verdict &bare) {
  int64_t steps = (bare.input - 1) / bare.window.stride;
  int64_t total = std::max<int64_t>(0, steps * bare.window.stride + bare.effectiveKernel - bare.input);
  return {total / 2, total - total / 2};
}

static std::pair<int64_t, int64_t> torch(const Verdict &bare) {
  int64_t half = bare.effectiveKernel / 2;
  return {half, half};
}

void reportSame(const LayerCall &call, const Verdicts &bare, Reporter &reporter) {
  const Verdict &reason = isPlain(bare.first) ? bare.second : bare.first;
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = diagnostics::Code::E0309;
  diagnostic.message = "`pad: same` has two meanings here";
  diagnostic.primary = {call.bound.spanOf("pad", *call.call),
                        reason.window.stride > 1
                            ? "the stride is " + std::to_string(reason.window.stride)
                            : "the window spans " + std::to_string(reason.effectiveKernel) + ", an even number"};
  diagnostic.notes.push_back("`same` is (K - 1) / 2 on each side, for stride 1 and odd windows");
  auto written = [&](auto meaning) {
    auto [top, bottom] = meaning(bare.first);
    auto [left, right] = meaning(bare.second);
    return padText({top, left, bottom, right});
  };
  auto offer = [&](const std::string &sides, const std::string &rounding, const std::string &before,
                   const std::string &behind) {
    std::string meaning = before + " mean `pad: " + sides + rounding + "`: " + behind;
    diagnostic.help.push_back(meaning);
    bool roundsAlready = !rounding.empty() && call.bound.given.contains("round");
    if (call.token.valid() && !roundsAlready)
      diagnostic.fixes.push_back(
          {std::nullopt, meaning, {{call.bound.given.at("pad")->value->span, sides + rounding}}});
  };
  offer(written(tensorFlow), "", "TensorFlow and ONNX's SAME_UPPER", "as little as it takes, the odd one at the end");
  offer(written(torch), ", round: down", "Torch, Caffe and Darknet", "half a window on both sides");
  reporter.report(std::move(diagnostic), call.path);
}

} // namespace evenstride::check
