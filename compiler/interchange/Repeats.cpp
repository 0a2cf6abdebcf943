// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finding runs, and labels that count.
#include "interchange/Repeats.h"

#include "ast/Flat.h"
#include "interchange/Steps.h"
#include "layers/Layer.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>

namespace evenstride::interchange {

namespace {

/// A label cut into text and the numbers in it: "conv1_2" is "conv", 1, "_", 2.
struct Numbered {
  std::vector<std::string> texts;
  std::vector<int64_t> numbers; // number i stands behind text i
};

/// Numbers that count along with the copies: first, first + step, …
struct Count {
  int64_t first = 0, step = 0;
};

bool isDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)); }

Numbered cut(const std::string &label) {
  constexpr size_t longest = 9; // digits; longer ones and those with a leading zero are text
  Numbered result{{""}, {}};
  for (size_t i = 0; i < label.size();) {
    size_t end = i;
    while (end < label.size() && isDigit(label[end]))
      ++end;
    bool isNumber = end > i && end - i <= longest && (label[i] != '0' || end == i + 1);
    if (isNumber) {
      result.numbers.push_back(std::stoll(label.substr(i, end - i)));
      result.texts.emplace_back();
      i = end;
    } else {
      end = std::max(end, i + 1);
      result.texts.back() += label.substr(i, end - i);
      i = end;
    }
  }
  return result;
}

struct Piece {
  std::string text;     // without the label
  bool isPlain = false; // a layer without arguments
  std::optional<Numbered> label;
};

Piece pieceOf(const ast::Stage &stage) {
  const auto *call = std::get_if<ast::Call>(&stage.node);
  if (!call)
    return {ast::flat(stage), false, std::nullopt};
  ast::Call bare = *call;
  bare.label.reset();
  return {ast::flat(ast::Stage{bare, {}}), bare.arguments.empty() && layers::findLayer(bare.callee.name),
          call->label ? std::optional(cut(call->label->pieces[0].text)) : std::nullopt};
}

/// A run: `copies` times `length` stages from `begin` on.
struct Run {
  size_t begin = 0, length = 0, copies = 1;
  size_t saved() const { return (copies - 1) * length; }
};

class Folder {
public:
  explicit Folder(std::vector<ast::Stage> stages) : stages(std::move(stages)) {
    for (const ast::Stage &stage : this->stages)
      pieces.push_back(pieceOf(stage));
  }

  std::vector<ast::Stage> fold() {
    std::vector<ast::Stage> result;
    for (size_t i = 0; i < stages.size();) {
      Run run = longestFrom(i);
      if (run.copies == 1) {
        result.push_back(std::move(stages[i++]));
        continue;
      }
      result.push_back({repeatOf(run), {}});
      i += run.length * run.copies;
    }
    return result;
  }

private:
  Run longestFrom(size_t begin) const {
    constexpr size_t longestBody = 24, leastSaved = 2;
    Run best{begin, 1, 1};
    for (size_t length = 1; length <= longestBody && begin + 2 * length <= stages.size(); ++length) {
      Run run{begin, length, 1};
      while (matches(run))
        ++run.copies;
      bool hasArguments = std::any_of(pieces.begin() + int64_t(begin), pieces.begin() + int64_t(begin + length),
                                      [](const Piece &piece) { return !piece.isPlain; });
      if (hasArguments && run.saved() >= leastSaved && run.saved() > best.saved())
        best = run;
    }
    return best;
  }

  /// Whether the stages behind the run are one more copy.
  bool matches(const Run &run) const {
    size_t next = run.begin + run.length * run.copies;
    if (next + run.length > stages.size())
      return false;
    for (size_t i = 0; i < run.length; ++i)
      if (!sameStage(pieces[run.begin + i], pieces[next + i]) || !counts(run, i, next))
        return false;
    return true;
  }

  static bool sameStage(const Piece &one, const Piece &other) {
    return one.text == other.text && one.label.has_value() == other.label.has_value() &&
           (!one.label || one.label->texts == other.label->texts);
  }

  /// Whether the numbers of the label in the copy at `next` go on as those before; they must differ somewhere.
  bool counts(const Run &run, size_t i, size_t next) const {
    if (!pieces[run.begin + i].label)
      return true;
    const auto &first = pieces[run.begin + i].label->numbers,
               &second = pieces[run.begin + run.length + i].label->numbers;
    const auto &here = pieces[next + i].label->numbers;
    bool differs = false;
    for (size_t k = 0; k < first.size(); ++k) {
      differs = differs || here[k] != first[k];
      if (here[k] != first[k] + int64_t(run.copies) * (second[k] - first[k]))
        return false;
    }
    return differs;
  }

  std::vector<Count> countsOf(const Run &run, size_t i) const {
    std::vector<Count> result;
    const auto &first = pieces[run.begin + i].label->numbers,
               &second = pieces[run.begin + run.length + i].label->numbers;
    for (size_t k = 0; k < first.size(); ++k)
      result.push_back({first[k], second[k] - first[k]});
    return result;
  }

  /// Where the index begins, so that most labels are the index itself.
  std::optional<int64_t> beginOf(const Run &run) const {
    std::optional<int64_t> begin;
    for (size_t i = 0; i < run.length; ++i)
      if (pieces[run.begin + i].label)
        for (const Count &count : countsOf(run, i))
          if (count.step != 0 && (!begin || count.step == 1))
            return count.step == 1 ? count.first : 0;
    return begin;
  }

  /// first + step * (i - begin)
  static ast::ExprPtr counted(const Count &count, int64_t begin) {
    ast::ExprPtr index = nameExpr("i");
    if (count.step != 1) {
      ast::Binary product{ast::BinaryOp::Multiply, {}, integerExpr(count.step), index, std::nullopt};
      index = makeExpr(std::move(product));
    }
    int64_t shift = count.first - count.step * begin;
    if (shift == 0)
      return index;
    ast::BinaryOp op = shift > 0 ? ast::BinaryOp::Add : ast::BinaryOp::Subtract;
    return makeExpr(ast::Binary{op, {}, index, integerExpr(std::abs(shift)), std::nullopt});
  }

  ast::Label labelOf(const Run &run, size_t i, int64_t begin) const {
    ast::Label label;
    const Numbered &numbered = *pieces[run.begin + i].label;
    std::vector<Count> counts = countsOf(run, i);
    std::string text;
    for (size_t k = 0; k < numbered.texts.size(); ++k) {
      text += numbered.texts[k];
      if (k == counts.size())
        break;
      if (counts[k].step == 0) {
        text += std::to_string(counts[k].first);
        continue;
      }
      if (!text.empty())
        label.pieces.push_back({std::move(text), nullptr});
      text.clear();
      label.pieces.push_back({"", counted(counts[k], begin)});
    }
    if (!text.empty())
      label.pieces.push_back({std::move(text), nullptr});
    return label;
  }

  ast::Repeat repeatOf(const Run &run) {
    ast::Repeat repeat;
    std::optional<int64_t> begin = beginOf(run);
    auto copies = int64_t(run.copies);
    if (begin) {
      repeat.index = ast::Identifier{"i", {}};
      repeat.bounds =
          makeExpr(ast::Range{integerExpr(*begin), integerExpr(*begin + copies - (*begin == 1)), *begin == 1});
    } else {
      repeat.bounds = integerExpr(copies);
    }
    for (size_t i = 0; i < run.length; ++i) {
      ast::Stage stage = stages[run.begin + i];
      if (auto *call = std::get_if<ast::Call>(&stage.node); call && call->label)
        call->label = labelOf(run, i, *begin);
      repeat.body.push_back(std::move(stage));
    }
    return repeat;
  }

  std::vector<ast::Stage> stages;
  std::vector<Piece> pieces;
};

} // namespace

std::vector<ast::Stage> foldRepeats(std::vector<ast::Stage> stages) { return Folder(std::move(stages)).fold(); }

} // namespace evenstride::interchange
