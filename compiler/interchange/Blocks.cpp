// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Takes the pieces that save most first, and puts calls in their place.
#include "interchange/Blocks.h"
#include "interchange/Pieces.h"

#include "layers/Layer.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace evenstride::interchange {

namespace {

class Finder {
public:
  Finder(std::vector<Step> steps, const Draft &draft) : draft(draft), steps(std::move(steps)) {
    taken.insert(draft.name);
  }

  Blocks find() {
    constexpr int mostBlocks = 32;
    for (int i = 0; i < mostBlocks && replaceBest(); ++i)
      ;
    return {std::move(blocks), std::move(steps)};
  }

private:
  /// Lines that the piece takes in the text, about.
  size_t linesOf(const Piece &piece) const {
    size_t lines = 0;
    for (size_t i = piece.begin; i < piece.end; ++i)
      lines += (!steps[i].arguments.empty() || !steps[i].label.empty()) + (steps[i].operands.size() > 1);
    return lines;
  }

  bool replaceBest() {
    std::vector<Piece> best;
    size_t mostSaved = 0;
    const Pieces all(steps, draft);
    for (auto &[key, pieces] : all.groups()) {
      constexpr size_t overhead = 4; // the block's first and last lines
      if (pieces.size() < 2 || all.isRepetition(pieces[0]))
        continue;
      size_t lines = linesOf(pieces[0]), calls = pieces.size();
      if (lines < 3 || (lines - 1) * calls <= lines + overhead)
        continue;
      size_t saved = (lines - 1) * calls - lines - overhead;
      if (saved > mostSaved) {
        mostSaved = saved;
        best = pieces;
      }
    }
    if (best.empty())
      return false;
    replace(best);
    return true;
  }

  /// A word for the block: the letters that its labels begin with.
  std::string nameFor(const std::vector<Piece> &pieces) {
    std::string prefix = formOf(steps, pieces[0]).prefix;
    while (!prefix.empty() && !std::isalpha(static_cast<unsigned char>(prefix.back())))
      prefix.pop_back();
    size_t begin = prefix.size();
    while (begin > 0 && std::isalpha(static_cast<unsigned char>(prefix[begin - 1])))
      --begin;
    std::string wanted = identifierOf(prefix.substr(begin), "unit"), name = wanted;
    if (layers::findLayer(wanted) || wanted == "i" || wanted == "x")
      name = wanted = "unit";
    for (int copy = 2; !taken.insert(name).second; ++copy)
      name = wanted + "_" + std::to_string(copy);
    return name;
  }

  void replace(const std::vector<Piece> &pieces) {
    std::vector<std::vector<int64_t>> integers; // by piece
    for (const Piece &piece : pieces)
      integers.push_back(formOf(steps, piece).integers);
    std::string name = nameFor(pieces);
    std::vector<size_t> parameters; // the integers that are parameters
    std::vector<ast::ExprPtr> texts = parametrize(integers, parameters);
    std::vector<int32_t> order = addBlock(pieces[0], name, texts, parameters.size());
    std::vector<Step> result;
    size_t next = 0;
    for (size_t k = 0; k < pieces.size(); ++k) {
      std::move(steps.begin() + int64_t(next), steps.begin() + int64_t(pieces[k].begin), std::back_inserter(result));
      result.push_back(callOf(pieces[k], name, order));
      for (size_t parameter : parameters)
        result.back().arguments.push_back({std::nullopt, integerExpr(integers[k][parameter]), {}});
      next = pieces[k].end;
    }
    std::move(steps.begin() + int64_t(next), steps.end(), std::back_inserter(result));
    steps = std::move(result);
  }

  /// What stands for each integer in the block: a number, a parameter, or a multiple of one.
  static std::vector<ast::ExprPtr> parametrize(const std::vector<std::vector<int64_t>> &integers,
                                               std::vector<size_t> &parameters) {
    std::vector<ast::ExprPtr> texts;
    for (size_t i = 0; i < integers[0].size(); ++i) {
      auto isMultiple = [&](size_t of, int64_t factor) {
        return std::ranges::all_of(integers, [&](const auto &each) { return each[i] == factor * each[of]; });
      };
      bool same = std::ranges::all_of(integers, [&](const auto &each) { return each[i] == integers[0][i]; });
      ast::ExprPtr text = same ? integerExpr(integers[0][i]) : nullptr;
      for (size_t k = 0; k < parameters.size() && !text; ++k) {
        int64_t base = integers[0][parameters[k]], factor = base == 0 ? 0 : integers[0][i] / base;
        if (factor >= 1 && isMultiple(parameters[k], factor))
          text = factor == 1
                     ? parameterName(k)
                     : makeExpr(ast::Binary{ast::BinaryOp::Multiply, {}, integerExpr(factor), parameterName(k), {}});
      }
      if (!text) {
        parameters.push_back(i);
        text = parameterName(parameters.size() - 1);
      }
      texts.push_back(std::move(text));
    }
    return texts;
  }

  static ast::ExprPtr parameterName(size_t index) { return nameExpr("c" + std::to_string(index + 1)); }

  /// Adds the block; returns in which order its steps come.
  std::vector<int32_t> addBlock(const Piece &piece, const std::string &name, const std::vector<ast::ExprPtr> &texts,
                                size_t parameters) {
    std::string prefix = formOf(steps, piece).prefix;
    BodyRequest request;
    size_t next = 0;
    for (size_t i = piece.begin; i < piece.end; ++i) {
      Step step = steps[i];
      step.layers = {int32_t(i - piece.begin)};
      if (!step.label.empty())
        step.label = step.label.substr(prefix.size());
      for (size_t k = 0; k < step.arguments.size(); ++k)
        if (mayDiffer(steps[i], steps[i].arguments[k], k))
          step.arguments[k].value = texts[next++];
      request.steps.push_back(std::move(step));
    }
    request.inputs = {{"x", inputOf(piece)}};
    request.outputs = {{"y", steps[piece.end - 1].result}};
    for (size_t k = 0; k < parameters; ++k)
      request.reserved.push_back("c" + std::to_string(k + 1));
    Body body = bodyOf(std::move(request));
    ast::Block block;
    block.name.name = name;
    block.parameters.push_back({ast::Identifier{"x", {}}, false});
    for (size_t k = 0; k < parameters; ++k)
      block.parameters.push_back({ast::Identifier{"c" + std::to_string(k + 1), {}}, true});
    block.body = std::move(body.statements);
    blocks.push_back(std::move(block));
    return body.layers;
  }

  /// The value that the piece reads from outside.
  DraftValue inputOf(const Piece &piece) const { return steps[piece.begin].operands[0]; }

  Step callOf(const Piece &piece, const std::string &name, const std::vector<int32_t> &order) const {
    Step call;
    call.callee = name;
    call.label = formOf(steps, piece).prefix;
    while (!call.label.empty() && (call.label.back() == '.' || call.label.back() == '_'))
      call.label.pop_back();
    call.operands = {inputOf(piece)};
    call.result = steps[piece.end - 1].result;
    for (int32_t place : order) {
      const std::vector<int32_t> &layers = steps[piece.begin + size_t(place)].layers;
      call.layers.insert(call.layers.end(), layers.begin(), layers.end());
    }
    return call;
  }

  const Draft &draft;
  std::vector<Step> steps;
  std::vector<ast::Block> blocks;
  std::set<std::string> taken;
};

} // namespace

Blocks findBlocks(std::vector<Step> steps, const Draft &draft) { return Finder(std::move(steps), draft).find(); }

} // namespace evenstride::interchange
