// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Grows pieces step by step from where they begin, and compares their forms.
#include "interchange/Pieces.h"

#include "ast/Flat.h"
#include "layers/Layer.h"

#include <algorithm>
#include <set>

namespace evenstride::interchange {

bool mayDiffer(const Step &step, const ast::Argument &argument, size_t index) {
  if (!std::holds_alternative<ast::Integer>(argument.value->node))
    return false;
  if (argument.name)
    return argument.name->name == "groups" || argument.name->name == "filters";
  bool countsChannels = step.callee == "conv" || step.callee == "deconv" || step.callee == "dense";
  bool isBlock = !layers::findLayer(step.callee);
  return isBlock || (countsChannels && index == 0);
}

static int64_t integerOf(const ast::Argument &argument) { return std::get<ast::Integer>(argument.value->node).value; }

static std::string commonPrefix(std::span<const Step> steps) {
  std::string prefix;
  bool first = true;
  for (const Step &step : steps) {
    if (step.label.empty())
      continue;
    size_t same = 0;
    while (!first && same < prefix.size() && same < step.label.size() && prefix[same] == step.label[same])
      ++same;
    prefix = first ? step.label : prefix.substr(0, same);
    first = false;
  }
  return prefix.substr(0, prefix.find_last_of("._") + 1);
}

Form formOf(std::span<const Step> steps, const Piece &piece) {
  Form form;
  std::span<const Step> within = steps.subspan(piece.begin, piece.end - piece.begin);
  form.prefix = commonPrefix(within);
  std::map<DraftValue, size_t> places;
  for (const Step &step : within) {
    form.key += step.callee + (step.op ? "op" : "");
    for (DraftValue operand : step.operands) {
      auto place = places.find(operand);
      form.key += place == places.end() ? " x" : " " + std::to_string(place->second);
    }
    for (size_t i = 0; i < step.arguments.size(); ++i)
      if (mayDiffer(step, step.arguments[i], i)) {
        form.integers.push_back(integerOf(step.arguments[i]));
        form.key += " n";
      } else {
        form.key += " " + ast::flat(step.arguments[i]);
      }
    if (!step.label.empty())
      form.key += " @" + step.label.substr(form.prefix.size());
    form.key += ";";
    places.emplace(step.result, places.size());
  }
  return form;
}

Pieces::Pieces(std::span<const Step> steps, const Draft &draft) : steps(steps) {
  for (size_t i = 0; i < steps.size(); ++i)
    for (DraftValue operand : steps[i].operands)
      last[operand] = i;
  for (const Draft::Named &output : draft.outputs)
    last[output.value] = steps.size();
}

/// Pieces that begin with this step, shorter ones first. Whatever else is alive meanwhile does not matter.
std::vector<Piece> Pieces::from(size_t begin) const {
  constexpr size_t most = 16, longest = 256; // pieces, and steps in one
  std::vector<Piece> pieces;
  std::set<DraftValue> inside;
  size_t openUntil = begin; // the last step that reads one of them
  for (size_t i = begin; i < steps.size() && i - begin < longest && pieces.size() < most; ++i) {
    bool isClosed = std::ranges::all_of(steps[i].operands, [&](DraftValue operand) {
      return inside.contains(operand) || operand == steps[begin].operands[0];
    });
    if (!isClosed)
      break;
    if (openUntil <= i)
      pieces.push_back({begin, i + 1});
    auto use = last.find(steps[i].result);
    openUntil = std::max(openUntil, use == last.end() ? 0 : use->second);
    inside.insert(steps[i].result);
  }
  return pieces;
}

/// Whether the piece is a row of equal ones, which make a better block.
bool Pieces::isRepetition(const Piece &piece) const {
  size_t size = piece.end - piece.begin;
  for (const Piece &part : from(piece.begin)) {
    size_t length = part.end - part.begin;
    if (length > size / 2)
      return false;
    if (size % length == 0 && isRowOf(part, piece.end))
      return true;
  }
  return false;
}

bool Pieces::isRowOf(const Piece &part, size_t end) const {
  std::string key = formOf(steps, part).key;
  size_t length = part.end - part.begin;
  for (size_t begin = part.end; begin < end; begin += length) {
    std::vector<Piece> pieces = from(begin);
    auto isNext = [&](const Piece &each) { return each.end == begin + length && formOf(steps, each).key == key; };
    if (std::ranges::none_of(pieces, isNext))
      return false;
  }
  return true;
}

/// Whether two steps call the same block in the same way, labels aside.
bool Pieces::isSameCall(size_t one, size_t other) const {
  const Step &first = steps[one], &second = steps[other];
  return !first.op && !layers::findLayer(first.callee) && first.callee == second.callee &&
         ast::flatList(first.arguments) == ast::flatList(second.arguments);
}

/// Whether the piece takes a part of a row of equal calls, and leaves the rest.
bool Pieces::cutsRow(const Piece &piece) const {
  return (piece.begin > 0 && isSameCall(piece.begin - 1, piece.begin)) ||
         (piece.end < steps.size() && isSameCall(piece.end - 1, piece.end));
}

/// Pieces by their form, without those that overlap an earlier one or whose prefix another one has.
std::map<std::string, std::vector<Piece>> Pieces::groups() const {
  std::map<std::string, std::vector<Piece>> result;
  std::map<std::string, std::set<std::string>> prefixes;
  for (size_t begin = 0; begin < steps.size(); ++begin)
    for (const Piece &piece : from(begin)) {
      Form form = formOf(steps, piece);
      std::vector<Piece> &same = result[form.key];
      bool overlaps = !same.empty() && same.back().end > piece.begin;
      bool isLabelled = form.key.find(" @") != std::string::npos;
      bool isNamed = !isLabelled || (!form.prefix.empty() && !prefixes[form.key].contains(form.prefix));
      if (overlaps || !isNamed || cutsRow(piece))
        continue;
      prefixes[form.key].insert(form.prefix);
      same.push_back(piece);
    }
  return result;
}

} // namespace evenstride::interchange
