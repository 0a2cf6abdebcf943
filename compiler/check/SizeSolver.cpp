// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every extent is a progression over the t of a residue class of the variable. A stride that does not divide refines
// the class; a rounding splits it.
#include "check/SizeSolver.h"

#include "check/SizeClass.h"
#include "check/SizeRelations.h"

#include <algorithm>
#include <set>

namespace evenstride::check {

using geometry::Progression;

namespace {

/// What the solver looks at: the demands on some variables, and what all others are.
class Solver {
public:
  Solver(const SizeProgram &program, SizeVariable variable, WeightsMay weights)
      : program(program), variable(variable), weights(weights), present(extentsAt(program, presentValues(program))) {
    for (SizeVariable each : tiedTo(program, variable))
      tied.insert(each);
    for (size_t i = 0; i < program.extents().size(); ++i)
      if (tied.contains(program.extents()[i].variable))
        local.emplace_back(ExtentId(i));
    places.assign(program.extents().size(), -1);
    for (size_t i = 0; i < local.size(); ++i)
      places[size_t(local[i])] = int32_t(i);
    for (size_t i = 0; i < program.demands().size(); ++i)
      if (concerns(program.demands()[i]))
        demands.push_back(i);
  }

  SizeAnswer solve() {
    SizeAnswer answer = run(nullptr);
    if (answer.sizes.empty())
      answer.conflict = conflict();
    return answer;
  }

private:
  bool isLocal(ExtentId extent) const { return extent != unknownExtent && places[size_t(extent)] >= 0; }

  bool concerns(const SizeDemand &demand) const {
    return isLocal(demand.first.rows) || isLocal(demand.first.columns) || isLocal(demand.second.rows) ||
           isLocal(demand.second.columns);
  }

  /// The demands in order, or those of `only`.
  SizeAnswer run(const std::set<size_t> *only) {
    SizeAnswer answer;
    furthest.reset();
    SizeClass all(local.size());
    for (size_t i = 0; i < local.size(); ++i)
      if (program.rule(local[i]).kind == ExtentRule::Kind::Variable)
        all.extents[i] = all.size;
    std::vector<SizeClass> open{std::move(all)};
    size_t classes = 1;
    for (work = 0; !open.empty();) {
      SizeClass one = std::move(open.back());
      open.pop_back();
      if (!walk(one, only, open, answer, classes))
        continue;
      if (answer.sizes.empty())
        answer.factors = one.factors;
      answer.sizes.add(one.run());
    }
    return answer;
  }

  /// Takes a class through the demands that are left; false where nothing of it remains, or it was split.
  bool walk(SizeClass &one, const std::set<size_t> *only, std::vector<SizeClass> &open, SizeAnswer &answer,
            size_t &classes) {
    for (; one.next < demands.size(); ++one.next) {
      size_t index = demands[one.next];
      if (only && !only->contains(index))
        continue;
      ++work;
      const SizeDemand &demand = program.demands()[index];
      if (int64_t parts = splits(one, demand); parts > 1) {
        if (classes + size_t(parts) > mostClasses || work > mostWork)
          answer.partial = one.keepPart(parts, sampleTime(one)) || answer.partial;
        else {
          for (int64_t part = parts; part-- > 0;)
            if (SizeClass piece = one; piece.substitute({part, parts}))
              open.push_back(std::move(piece));
          classes += size_t(parts);
          return false;
        }
      }
      if (!meet(one, demand, open)) {
        if (!furthest || one.next > furthest->first)
          furthest.emplace(one.next, one.restrictions);
        return false;
      }
    }
    return true;
  }

  /// How many classes a rounding or a pool with a wide dilation makes of this one.
  int64_t splits(const SizeClass &one, const SizeDemand &demand) const {
    if (demand.kind != SizeDemand::Kind::Rule)
      return 1;
    const ExtentRule &rule = program.rule(demand.first.rows);
    if (rule.kind != ExtentRule::Kind::Window || rule.window.rounding == Rounding::None)
      return 1;
    return one.partsByRemainder(at(one, rule.operand), rule.window.window.stride);
  }

  int64_t sampleTime(const SizeClass &one) const {
    return one.timeOf(program.variables()[size_t(variable)].value).value_or(one.low);
  }

  /// An extent over the class: its own progression, or what it is now.
  Progression at(const SizeClass &one, ExtentId extent) const {
    if (isLocal(extent))
      return one.extents[size_t(places[size_t(extent)])];
    return {present[size_t(extent)].value_or(0), 0};
  }
  bool known(ExtentId extent) const { return isLocal(extent) || present[size_t(extent)]; }

  bool meet(SizeClass &one, const SizeDemand &demand, std::vector<SizeClass> &open) {
    one.here = demands[one.next];
    one.node = demand.node;
    switch (demand.kind) {
    case SizeDemand::Kind::Rule:
      return follow(one, demand.first.rows, open);
    case SizeDemand::Kind::Equal:
      return equal(one, demand.first.rows, demand.second.rows);
    case SizeDemand::Kind::Meet:
      return tensorsMeet(one, demand);
    case SizeDemand::Kind::OneSize:
      return weights == WeightsMay::Change || one.pin(program.variables()[size_t(variable)].value);
    case SizeDemand::Kind::Volume:
      return limit(one, demand);
    }
    return true;
  }

  bool follow(SizeClass &one, ExtentId extent, std::vector<SizeClass> &open) {
    const ExtentRule &rule = program.rule(extent);
    auto operand = size_t(places[size_t(rule.operand)]);
    if (!one.narrow(rule, operand))
      return false;
    peel(one, rule, operand, open);
    return one.conclude(rule, operand, size_t(places[size_t(extent)]));
  }

  /// A pool whose taps lie further apart than its input is long may step over all of it: such sizes are looked at one
  /// by one.
  void peel(SizeClass &one, const ExtentRule &rule, size_t operand, std::vector<SizeClass> &open) {
    const geometry::Window &window = rule.window.window;
    bool mayStepOver = rule.window.isPool && window.before > 0 && window.kernel > 1;
    if (!mayStepOver || one.single() || one.extents[operand].at(one.low) >= window.dilation)
      return;
    SizeClass rest = one;
    if (rest.restrict(one.low + 1, one.last))
      open.push_back(std::move(rest));
    one.restrict(one.low, one.low);
  }

  bool equal(SizeClass &one, ExtentId a, ExtentId b) {
    if (!known(a) || !known(b) || (!isLocal(a) && !isLocal(b)))
      return true; // another variable's
    return one.equal(at(one, a), at(one, b));
  }

  /// Which way tensors meet is what they do now.
  bool tensorsMeet(SizeClass &one, const SizeDemand &demand) {
    auto isPoint = [&](ExtentPair pair) {
      return present[size_t(pair.rows)] == 1 && present[size_t(pair.columns)] == 1;
    };
    auto becomePoint = [&](ExtentPair pair) {
      return (!isLocal(pair.rows) || one.equal(at(one, pair.rows), {1, 0})) &&
             (!isLocal(pair.columns) || one.equal(at(one, pair.columns), {1, 0}));
    };
    bool first = isPoint(demand.first), second = isPoint(demand.second);
    if (first != second)
      return becomePoint(first ? demand.first : demand.second);
    return equal(one, demand.first.rows, demand.second.rows) && equal(one, demand.first.columns, demand.second.columns);
  }

  bool limit(SizeClass &one, const SizeDemand &demand) {
    auto other = [&](ExtentId extent) { return known(extent) ? at(one, extent) : Progression{1, 0}; };
    return one.limitVolume(demand.channels, other(demand.first.rows), other(demand.first.columns));
  }

  /// The demands that an extent rests on.
  void addGrounds(ExtentId extent, std::set<size_t> &grounds) const {
    std::set<ExtentId> wanted;
    for (; extent != unknownExtent; extent = program.rule(extent).operand)
      wanted.insert(extent);
    for (size_t index : demands)
      if (program.demands()[index].kind == SizeDemand::Kind::Rule &&
          wanted.contains(program.demands()[index].first.rows))
        grounds.insert(index);
  }

  std::set<size_t> groundsOf(size_t index) const {
    std::set<size_t> grounds{index};
    const SizeDemand &demand = program.demands()[index];
    for (ExtentId extent : {demand.first.rows, demand.first.columns, demand.second.rows, demand.second.columns})
      addGrounds(extent, grounds);
    return grounds;
  }

  /// The demand at which the last class ended, and the earliest one that alone excludes it.
  std::optional<SizeConflict> conflict() {
    if (!furthest)
      return std::nullopt;
    auto [place, restrictions] = *furthest;
    size_t last = demands[place];
    std::set<size_t> own = groundsOf(last);
    if (!run(&own).sizes.empty())
      for (size_t earlier : restrictions) {
        std::set<size_t> both = groundsOf(earlier);
        both.insert(own.begin(), own.end());
        if (run(&both).sizes.empty())
          return SizeConflict{nodeOf(earlier), nodeOf(last)};
      }
    return SizeConflict{changeBefore(last, own), nodeOf(last)};
  }

  int32_t nodeOf(size_t index) const { return program.demands()[index].node; }

  /// The last layer before a demand, among its grounds, that does more than cut or add a few lines.
  int32_t changeBefore(size_t index, const std::set<size_t> &grounds) const {
    int32_t node = -1;
    for (size_t each : grounds) {
      if (each >= index || program.demands()[each].kind != SizeDemand::Kind::Rule)
        continue;
      const ExtentRule &rule = program.rule(program.demands()[each].first.rows);
      bool changes = rule.scaling.factor > 1 || rule.scaling.divisor > 1 || rule.window.window.stride > 1;
      if (changes || node < 0)
        node = rule.node;
    }
    return node;
  }

  static constexpr size_t mostClasses = 512, mostWork = 4'000'000;

  const SizeProgram &program;
  SizeVariable variable;
  WeightsMay weights;
  std::vector<std::optional<int64_t>> present;
  std::set<SizeVariable> tied;
  std::vector<ExtentId> local; // extents of these variables
  std::vector<int32_t> places; // of an extent among them, -1: none
  std::vector<size_t> demands; // that concern them
  size_t work = 0;
  std::optional<std::pair<size_t, std::vector<size_t>>> furthest; // where the last class ended, and what narrowed it
};

} // namespace

SizeAnswer solveSizes(const SizeProgram &program, SizeVariable variable, WeightsMay weights) {
  return Solver(program, variable, weights).solve();
}

} // namespace evenstride::check
