// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names and units of figures, and the layers that set them.
#include "check/Budgets.h"

#include "check/Integers.h"
#include "check/Words.h"
#include "geometry/Checked.h"
#include "support/Text.h"

#include <algorithm>
#include <array>
#include <span>

namespace evenstride::check {

using diagnostics::Code;
using diagnostics::Diagnostic;

namespace {

constexpr size_t mostShares = 3; // that a diagnostic names

struct FigureWords {
  Figure figure;
  std::string_view name;
  bool bytes;
};
constexpr std::array figures = {FigureWords{Figure::Macs, "macs", false}, FigureWords{Figure::Params, "params", false},
                                FigureWords{Figure::Arena, "arena", true},
                                FigureWords{Figure::Weights, "weights", true}};

/// What others call them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> synonyms = {{{"parameters", "params"},
                                                                                    {"memory", "arena"},
                                                                                    {"ram", "arena"},
                                                                                    {"flash", "weights"},
                                                                                    {"rom", "weights"},
                                                                                    {"multiply_adds", "macs"}}};

const FigureWords &wordsOf(Figure figure) { return *std::ranges::find(figures, figure, &FigureWords::figure); }

/// The first number with a unit in an expression: `16MiB`, `2 * 500M`; null where there is none.
const ast::Expr *amountIn(const ast::Expr &expression) {
  if (const auto *integer = std::get_if<ast::Integer>(&expression.node))
    return integer->amount.empty() ? nullptr : &expression;
  if (const auto *binary = std::get_if<ast::Binary>(&expression.node)) {
    const ast::Expr *left = amountIn(*binary->left);
    return left ? left : amountIn(*binary->right);
  }
  const auto *unary = std::get_if<ast::Unary>(&expression.node);
  return unary ? amountIn(*unary->operand) : nullptr;
}

const FigureWords *figureNamed(const ast::Identifier &name, Reporter &reporter) {
  auto found = std::ranges::find(figures, name.name, &FigureWords::name);
  if (found != figures.end())
    return &*found;
  std::vector<std::string_view> names;
  for (const FigureWords &each : figures)
    names.push_back(each.name);
  auto synonym = std::ranges::find(synonyms, name.name, &std::pair<std::string_view, std::string_view>::first);
  std::string help =
      synonym != synonyms.end() ? didYouMean(synonym->second) : didYouMean(support::nearestName(name.name, names));
  reporter.report(Code::E0228, "there is no budget called `" + name.name + "`",
                  {name.span, help.empty() ? "`macs`, `params`, `arena` or `weights`" : help});
  return nullptr;
}

/// Whether the unit of a limit is one in which the figure is counted.
bool fitsUnit(const ast::Budget &budget, const FigureWords &words, Reporter &reporter) {
  const ast::Expr *amount = amountIn(*budget.limit);
  if (!amount)
    return true;
  const std::string &text = std::get<ast::Integer>(amount->node).amount;
  if ((text.back() == 'B') == words.bytes)
    return true;
  std::string name = "`" + std::string(words.name) + "`";
  reporter.report(Code::E0229, name + (words.bytes ? " is an amount of bytes" : " is a count"),
                  {amount->span, words.bytes ? "`" + text + "` is a count: write `" + text + "B` or `" + text + "iB`"
                                             : "`" + text + "` is an amount of bytes"});
  return false;
}

void readBudget(const ast::Budget &budget, const Scope &scope, Graph &graph, Reporter &reporter) {
  const FigureWords *words = figureNamed(budget.figure, reporter);
  std::optional<int64_t> limit = evaluateInteger(*budget.limit, scope, reporter);
  if (!words || !limit || !fitsUnit(budget, *words, reporter))
    return;
  if (*limit < 0)
    reporter.report(Code::E0229, "a budget is at least 0", {budget.limit->span, "this is " + std::to_string(*limit)});
  else
    graph.budgets.push_back({words->figure, *limit, budget.span});
}

/// The sum, as far as 64 bits reach.
int64_t sumOf(const std::vector<Share> &shares) {
  int64_t sum = 0;
  for (const Share &share : shares)
    sum = geometry::checkedAdd(sum, share.amount).value_or(INT64_MAX);
  return sum;
}

std::string percentText(int64_t part, int64_t whole) {
  int64_t perMille = whole > 0 ? int64_t(double(part) / double(whole) * 1000 + 0.5) : 0;
  return std::to_string(perMille / 10) + "." + std::to_string(perMille % 10) + " %";
}

/// Both amounts, in full where they would read the same.
std::pair<std::string, std::string> bothTexts(Figure figure, int64_t amount, int64_t limit) {
  std::string first = amountText(figure, amount), second = amountText(figure, limit);
  if (first == second && wordsOf(figure).bytes)
    return {std::to_string(amount) + " B", std::to_string(limit) + " B"};
  return first == second ? std::pair(std::to_string(amount), std::to_string(limit)) : std::pair(first, second);
}

std::string messageOf(const Graph &graph, const Budget &budget, int64_t amount) {
  auto [has, may] = bothTexts(budget.figure, amount, budget.limit);
  std::string name = "`" + graph.name + "`";
  switch (budget.figure) {
  case Figure::Macs:
    return name + " takes " + has + " multiply-adds, and its budget is " + may;
  case Figure::Params:
    return name + " has " + has + " parameters, and its budget is " + may;
  case Figure::Arena:
    return name + " takes an arena of " + has + ", and its budget is " + may;
  case Figure::Weights:
    return "the packed weights of " + name + " take " + has + ", and their budget is " + may;
  }
  return {};
}

} // namespace

std::string amountText(Figure figure, int64_t amount) {
  return wordsOf(figure).bytes ? support::bytesText(uint64_t(amount)) : support::countText(amount);
}

void readBudgets(const ast::Network &network, const Scope &scope, Graph &graph, Reporter &reporter) {
  for (const ast::Statement &statement : network.body)
    if (const auto *require = std::get_if<ast::Require>(&statement.node))
      for (const ast::Budget &budget : require->budgets)
        readBudget(budget, scope, graph, reporter);
}

void checkBudgets(const Graph &graph, Reporter &reporter) {
  for (const Budget &budget : graph.budgets) {
    if (wordsOf(budget.figure).bytes)
      continue;
    std::vector<Share> shares;
    for (const Node &node : graph.nodes)
      shares.push_back(
          {node.path, budget.figure == Figure::Macs ? graph.macsOf(node) : graph.paramsOf(node), node.span});
    int64_t amount = sumOf(shares);
    if (auto diagnostic = overBudget(graph, budget, amount, std::move(shares)))
      reporter.report(std::move(*diagnostic));
  }
}

std::optional<Diagnostic> overBudget(const Graph &graph, const Budget &budget, int64_t amount,
                                     std::vector<Share> shares) {
  if (amount <= budget.limit)
    return std::nullopt;
  std::erase_if(shares, [](const Share &share) { return share.amount == 0; });
  std::ranges::stable_sort(shares, std::ranges::greater(), &Share::amount);
  Diagnostic diagnostic;
  diagnostic.code = Code::E0350;
  diagnostic.message = messageOf(graph, budget, amount);
  diagnostic.primary = {budget.span, amountText(budget.figure, amount - budget.limit) + " above this"};
  std::string list;
  for (const Share &share : std::span(shares).first(std::min(shares.size(), mostShares)))
    list += (list.empty() ? "" : ", ") + ("`" + share.name + "` " + amountText(budget.figure, share.amount)) + " (" +
            percentText(share.amount, amount) + ")";
  if (shares.size() > mostShares)
    list += ", and " + std::to_string(shares.size() - mostShares) + " more";
  if (!shares.empty()) {
    diagnostic.labels.push_back({shares.front().span, "`" + shares.front().name + "` has the largest part"});
    diagnostic.notes.push_back((shares.size() > mostShares ? "the largest parts: " : "the parts: ") + list);
  }
  return diagnostic;
}

} // namespace evenstride::check
