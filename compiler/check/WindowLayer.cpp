// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From the arguments of a window to a node in exact form, or to a fault in the ledger.
#include "check/WindowLayer.h"

#include "check/SamePadding.h"
#include "check/WindowFixes.h"
#include "layers/Windows.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;
using geometry::FaultClass;
using geometry::Verdict;
using geometry::Window;
using layers::Shape;
using List = std::vector<int64_t>;

namespace {

/// The exact form of one axis, and whether it differs from what was written.
struct AxisForm {
  Window window;
  int64_t crop = 0;
  int64_t output = 1;
  bool lost = false; // a remainder
};

class WindowApplier {
public:
  WindowApplier(Flow &flow, LayerCall &call, WindowLedger &ledger, Reporter &reporter)
      : flow(flow), call(call), ledger(ledger), reporter(reporter), operand(call.operands[0]) {}

  Tensor apply() {
    if (!resolveSame())
      return unsure();
    Verdicts verdicts = layers::placeWindows(call.bound.arguments, flow.shape(operand));
    std::string round = takeRound();
    ExtentPair extents = extentsThrough(verdicts, round);
    AxisForm rows = formOf(verdicts.first, round), columns = formOf(verdicts.second, round);
    bool rounds = !round.empty() && (rows.lost || columns.lost) && mayRound(round, verdicts);
    Facts facts = resultFacts(verdicts, {rows, columns}, rounds);
    facts[Rows].extent = extents.rows;
    facts[Columns].extent = extents.columns;
    if (rounds) {
      rewrite(rows, columns);
      verdicts = layers::placeWindows(arguments(), flow.shape(call.operands[0]));
    }
    ledger.record(call, {&flow, call.operands[0], call.path, verdicts});
    return add({channels(), rows.output, columns.output}, facts);
  }

private:
  layers::Arguments &arguments() { return call.bound.arguments; }

  /// Turns `pad: same` into numbers. Where it has no single meaning, says so and gives up.
  bool resolveSame() {
    auto pad = arguments().values.find("pad");
    if (!std::holds_alternative<std::string>(pad->second))
      return true;
    pad->second = List{0, 0, 0, 0};
    Verdicts bare = layers::placeWindows(arguments(), flow.shape(operand));
    if (bare.first.faultClass == FaultClass::Parameter || bare.second.faultClass == FaultClass::Parameter ||
        bare.first.effectiveKernel == 0 || bare.second.effectiveKernel == 0)
      return true; // the ledger has more to say about these
    std::optional<List> pads = samePadding(bare);
    if (pads)
      pad->second = *pads;
    else if (flow.facts(operand)[Rows].firm && flow.facts(operand)[Columns].firm)
      reportSame(call, bare, reporter);
    return pads.has_value();
  }

  /// Whether there is a floor at all.
  static bool divides(const Verdict &verdict) {
    return verdict.faultClass != FaultClass::NeverFits && verdict.faultClass != FaultClass::Parameter &&
           verdict.faultClass != FaultClass::Overflow;
  }

  std::string takeRound() {
    auto round = arguments().values.extract("round");
    return std::get<std::string>(round.mapped());
  }

  /// What becomes of both extents at any size, a rounding as it is written.
  ExtentPair extentsThrough(const Verdicts &verdicts, const std::string &round) {
    WindowRule rule{.window = {},
                    .rounding = round.empty()   ? Rounding::None
                                : round == "up" ? Rounding::Up
                                                : Rounding::Down,
                    .isPool = call.kind->isPool};
    if (round == "up" && countsPadding())
      rule.rounding = Rounding::None; // has no form that rounds up
    auto node = int32_t(flow.graph.nodes.size());
    auto through = [&](const Verdict &verdict, Axis axis) {
      constexpr int64_t most = int64_t(1) << 40; // far beyond all limits
      rule.window = verdict.window;
      bool makesSense = verdict.faultClass != FaultClass::Parameter && verdict.effectiveKernel > 0;
      bool moderate = std::max({verdict.effectiveKernel, verdict.window.stride, verdict.window.before,
                                verdict.window.after}) <= most;
      return makesSense && moderate ? flow.sizes.window(flow.facts(operand)[axis].extent, rule, node, axis)
                                    : unknownExtent;
    };
    return {through(verdicts.first, Rows), through(verdicts.second, Columns)};
  }

  /// Whether this is a mean that counts its padding, and there is some.
  bool countsPadding() {
    auto border = arguments().values.find("border");
    return border != arguments().values.end() && std::get<std::string>(border->second) == "zero" &&
           std::ranges::any_of(arguments().list("pad"), [](int64_t side) { return side != 0; });
  }

  static AxisForm formOf(const Verdict &verdict, const std::string &round) {
    AxisForm form{.window = verdict.window};
    if (!divides(verdict))
      return form;
    form.output = verdict.floorOutput;
    form.lost = verdict.remainder != 0;
    if (!form.lost || verdict.unread >= verdict.input || round.empty())
      return form;
    geometry::ExactForm exact = round == "up" ? exactCeil(verdict) : exactFloor(verdict);
    form.window = exact.window;
    form.crop = exact.cropAfter;
    form.output = std::max<int64_t>(1, place(exact.window, verdict.input - exact.cropAfter).floorOutput);
    return form;
  }

  /// Whether the rounded form exists as this layer.
  bool mayRound(const std::string &round, const Verdicts &verdicts) {
    for (const Verdict *verdict : {&verdicts.first, &verdicts.second})
      if (!divides(*verdict) || verdict->unread >= verdict->input)
        return false;
    if (round != "up" || !countsPadding()) {
      if (auto border = arguments().values.find("border"); round == "up" && border != arguments().values.end())
        border->second = std::string("ignore"); // an overhang is never counted, and there is nothing else to count
      return true;
    }
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = Code::E0311;
    diagnostic.message = "this ceiling of `" + call.path + "` has no exact form as one pool";
    diagnostic.primary = {call.bound.spanOf("round", *call.call), "would count the padding, but not what overhangs it"};
    diagnostic.labels.push_back({call.bound.spanOf("border", *call.call), "counts the padding"});
    diagnostic.help.push_back("`border: ignore` counts neither");
    if (auto fix = ceilingAsPool(call, verdicts))
      diagnostic.fixes.push_back(std::move(*fix));
    reporter.report(std::move(diagnostic), call.path);
    return true; // goes on with the ceiling's size
  }

  /// Puts the exact form in place of what was written: a crop before, and other padding after.
  void rewrite(const AxisForm &rows, const AxisForm &columns) {
    if (rows.crop > 0 || columns.crop > 0) {
      Node crop;
      crop.kind = layers::findLayer("crop");
      crop.path = call.path + ":crop"; // no label holds a colon
      crop.arguments.values = {
          {"top", int64_t(0)}, {"left", int64_t(0)}, {"bottom", rows.crop}, {"right", columns.crop}};
      crop.operands = {operand};
      crop.span = call.span;
      Shape shape = flow.shape(operand);
      Facts facts = flow.facts(operand); // its extents are those before it: what it cuts follows from the window
      for (Axis axis : {Rows, Columns}) {
        int64_t cut = axis == Rows ? rows.crop : columns.crop;
        extent(shape, axis) -= cut;
        facts[axis].size = facts[axis].size ? facts[axis].size->plus(-cut) : std::nullopt;
        if (cut > 0)
          facts[axis].lastChange = int32_t(flow.graph.nodes.size());
      }
      call.operands[0] = flow.addNode(std::move(crop), shape, facts);
    }
    arguments().values["pad"] =
        List{rows.window.before, columns.window.before, rows.window.after, columns.window.after};
  }

  Facts resultFacts(const Verdicts &verdicts, std::pair<AxisForm, AxisForm> forms, bool rounds) {
    Facts facts = flow.facts(operand);
    facts[Channels].firm = facts[Channels].firm || arguments().values.contains("filters");
    bool crops = rounds && (forms.first.crop > 0 || forms.second.crop > 0);
    auto node = int32_t(flow.graph.nodes.size() + crops);
    if (channels() != flow.shape(operand).channels)
      facts[Channels].lastChange = node;
    for (Axis axis : {Rows, Columns}) {
      const Verdict &verdict = axis == Rows ? verdicts.first : verdicts.second;
      const AxisForm &form = axis == Rows ? forms.first : forms.second;
      AxisFact &fact = facts[axis];
      bool mild = verdict.exact() || verdict.faultClass == FaultClass::Padding || verdict.faultClass == FaultClass::Gap;
      fact.firm = fact.firm && (rounds || mild);
      if (form.output != verdict.input)
        fact.lastChange = node;
      if (form.lost) {
        bool up = form.output > verdict.floorOutput;
        flow.losses.push_back({node, axis, verdict.input, form.output, up ? 0 : verdict.unread, up, fact.lastLoss});
        fact.lastLoss = int32_t(flow.losses.size()) - 1;
      }
      std::optional<geometry::Affine> cropped = fact.size && rounds ? fact.size->plus(-form.crop) : fact.size;
      fact.size = cropped ? cropped->through(rounds ? form.window : verdict.window) : std::nullopt;
    }
    return facts;
  }

  /// Output channels, from the rule with a window that fits every input.
  int64_t channels() {
    layers::Arguments plain = arguments();
    for (const char *name : {"kernel", "stride", "dilation"})
      plain.values[name] = List{1, 1};
    plain.values["pad"] = List{0, 0, 0, 0};
    layers::ShapeResult result = call.kind->shape(plain, std::array{flow.shape(operand)});
    if (const auto *shape = std::get_if<Shape>(&result))
      return shape->channels;
    return arguments().values.contains("filters") ? arguments().integer("filters") : flow.shape(operand).channels;
  }

  /// Says what the rule has against the layer besides its windows, which are the ledger's.
  void reportOther() {
    layers::ShapeResult result = call.kind->shape(arguments(), std::array{flow.shape(call.operands[0])});
    const auto *fault = std::get_if<layers::ShapeFault>(&result);
    if (!fault || fault->windows || !flow.facts(operand)[Channels].firm)
      return;
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = fault->code;
    diagnostic.message = fault->message;
    diagnostic.primary = {call.bound.spanOf(fault->parameter, *call.call), fault->label};
    diagnostic.labels.push_back(
        {flow.originOf(operand, Channels), std::to_string(flow.shape(operand).channels) + " channels come in"});
    reporter.report(std::move(diagnostic), call.path);
  }

  Tensor add(const Shape &shape, Facts facts) {
    reportOther();
    if (!checkLimits(flow, call, shape, reporter))
      return {};
    Node node;
    node.kind = call.kind;
    node.path = call.path;
    node.arguments = arguments();
    node.operands = call.operands;
    node.span = call.span;
    return {flow.addNode(std::move(node), shape, facts)};
  }

  /// The size that both meanings of `same` mostly agree on, for finding more errors behind.
  Tensor unsure() {
    const List &stride = arguments().list("stride");
    Shape shape = flow.shape(operand);
    shape.height = (shape.height - 1) / stride[0] + 1;
    shape.width = (shape.width - 1) / stride[1] + 1;
    shape.channels = channels();
    Facts facts = flow.facts(operand);
    facts[Rows] = facts[Columns] = {.firm = false};
    takeRound();
    return add(shape, facts);
  }

  Flow &flow;
  LayerCall &call;
  WindowLedger &ledger;
  Reporter &reporter;
  ValueId operand;
};

} // namespace

Tensor applyWindow(Flow &flow, LayerCall call, WindowLedger &ledger, Reporter &reporter) {
  return WindowApplier(flow, call, ledger, reporter).apply();
}

} // namespace evenstride::check
