// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Parsing and checking an edited text, and finding its places in the text without edits.
#include "check/EditTrial.h"

#include "diagnostics/Edits.h"
#include "syntax/Parser.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;
using diagnostics::Diagnostic;
using diagnostics::Edit;
using diagnostics::EditedText;
using diagnostics::Fix;

namespace {

/// Bytes parsed and layers checked in all trials of one program: about half a second. A small file never comes near it.
constexpr size_t mostWork = 5'000'000;
constexpr size_t workOfLayer = 32; // as long as this many bytes take to parse

/// From places in an edited text to places in the text that was edited.
class PlaceMap {
public:
  PlaceMap(std::span<const Edit> edits, std::span<const EditedText::Range> ranges) : edits(edits), ranges(ranges) {}

  /// A place within new text is where that begins.
  uint32_t original(uint32_t place) const {
    int64_t shift = 0;
    for (size_t i = 0; i < edits.size() && ranges[i].begin <= place; ++i) {
      if (place < ranges[i].end)
        return edits[i].span.begin;
      shift += int64_t(ranges[i].end - ranges[i].begin) - (edits[i].span.end - edits[i].span.begin);
    }
    return uint32_t(int64_t(place) - shift);
  }

  /// The edits behind this map with others of the edited text; nothing where they touch the same text.
  /// `edited` is the text after the edits.
  std::optional<std::vector<Edit>> joined(const std::vector<Edit> &more, const support::SourceFile *edited) const {
    std::vector<Edit> all(edits.begin(), edits.end());
    if (!std::ranges::all_of(more, [&](const Edit &edit) { return edit.span.file == edited; }))
      return std::nullopt;                   // a fix has edits of one file
    for (size_t i = more.size(); i-- > 0;) { // from behind, so that the places in front stay valid
      size_t begin = more[i].span.begin, end = more[i].span.end;
      auto touches = [&](const EditedText::Range &range) { return begin < range.end && end > range.begin; };
      if (std::ranges::any_of(ranges, touches))
        return std::nullopt;
      auto isBefore = [&](const EditedText::Range &range) { return range.end <= begin && range.begin < begin; };
      auto index = std::ranges::count_if(ranges, isBefore);
      int64_t shift = 0;
      for (size_t k = 0; k < size_t(index); ++k)
        shift += int64_t(ranges[k].end - ranges[k].begin) - (edits[k].span.end - edits[k].span.begin);
      const support::SourceFile *file = edits.front().span.file;
      Edit moved{{file, uint32_t(int64_t(begin) - shift), uint32_t(int64_t(end) - shift)}, more[i].text};
      all.insert(all.begin() + index, std::move(moved));
    }
    return all;
  }

private:
  std::span<const Edit> edits;
  std::span<const EditedText::Range> ranges;
};

/// Crops and pads are what fixes put in.
bool isPutIn(const Node &node) { return node.kind->keyword == "crop" || node.kind->keyword == "pad"; }

bool sameSizes(const Graph &a, const Graph &b) {
  size_t i = 0, k = 0;
  for (;; ++i, ++k) {
    while (i < a.nodes.size() && isPutIn(a.nodes[i]))
      ++i;
    while (k < b.nodes.size() && isPutIn(b.nodes[k]))
      ++k;
    if (i == a.nodes.size() || k == b.nodes.size())
      return i == a.nodes.size() && k == b.nodes.size();
    if (a.nodes[i].path != b.nodes[k].path || a.shapeOf(a.nodes[i].result) != b.shapeOf(b.nodes[k].result))
      return false;
  }
}

} // namespace

Fault faultOf(const Diagnostic &diagnostic) {
  std::string way;
  for (const diagnostics::AxisGeometry &axis : diagnostic.geometry)
    way += axis.axis + " " + axis.faultClass + " ";
  return {diagnostic.code, diagnostic.primary.span.file, diagnostic.primary.span.begin, way};
}

bool EditTrial::nothingNew() const {
  return std::ranges::none_of(faults, [&](const Fault &fault) { return isNew(fault); });
}

/// A program with an edited text, and everything that points into it.
struct EditTrials::Parsed {
  const support::SourceFile *before = nullptr, *edited = nullptr; // the file with edits
  std::vector<EditedText::Range> ranges;
  diagnostics::Sink syntaxErrors;
  ast::Program program;
  Examination found;
};

EditTrials::Parsed EditTrials::parse(std::span<const Edit> edits) const {
  Parsed parsed;
  parsed.before = edits.front().span.file;
  EditedText edited = diagnostics::applyEdits(*parsed.before, edits);
  parsed.ranges = std::move(edited.ranges);
  ast::ProgramFile file;
  file.source = std::make_shared<const support::SourceFile>(parsed.before->path(), std::move(edited.text));
  file.module = syntax::parse(*file.source, parsed.syntaxErrors);
  file.understood = !parsed.syntaxErrors.hasErrors();
  parsed.edited = file.source.get();
  parsed.program = ast::withFile(program, program.indexOf(parsed.before), std::move(file));
  parsed.found = examine(parsed.program, Purpose::Trial);
  return parsed;
}

EditTrial EditTrials::compare(const Parsed &parsed, std::span<const Edit> edits) const {
  EditTrial trial;
  trial.known = &known;
  PlaceMap map(edits, parsed.ranges);
  auto add = [&](const Diagnostic &diagnostic) {
    Fault fault = faultOf(diagnostic);
    if (fault.file == parsed.edited) {
      fault.file = parsed.before;
      fault.place = map.original(fault.place);
    }
    trial.faults.insert(fault);
    if (trial.completed || diagnostic.fixes.empty() || known.contains(fault))
      return;
    trial.completed.emplace();
    for (const Fix &fix : diagnostic.fixes)
      if (auto joined = map.joined(fix.edits, parsed.edited))
        trial.completed->push_back({fix.tag, fix.description, std::move(*joined)});
  };
  std::ranges::for_each(parsed.syntaxErrors.all(), add);
  std::ranges::for_each(parsed.found.diagnostics, add);
  auto sameGraph = [](const auto &a, const auto &b) { return sameSizes(a->graph, b->graph); };
  trial.keepsSizes = std::ranges::equal(base.flows, parsed.found.flows, sameGraph);
  return trial;
}

EditTrials::EditTrials(const ast::Program &program) : program(program) {
  diagnostics::Sink syntaxErrors;
  for (const auto &file : program.files) {
    costOfOne += file->module.file->size();
    if (!file->understood)
      syntax::parse(*file->module.file, syntaxErrors);
  }
  base = examine(program, Purpose::Trial);
  for (const std::vector<Diagnostic> &all : {syntaxErrors.all(), base.diagnostics})
    for (const Diagnostic &diagnostic : all)
      known.insert(faultOf(diagnostic));
  for (const auto &flow : base.flows)
    costOfOne += workOfLayer * flow->graph.nodes.size();
}

static std::string keyOf(std::span<const Edit> edits) {
  std::string key;
  for (const Edit &edit : edits)
    key += edit.span.file->path() + ":" + std::to_string(edit.span.begin) + "-" + std::to_string(edit.span.end) + "=" +
           edit.text + "\n";
  return key;
}

const EditTrial *EditTrials::check(std::span<const Edit> edits) {
  auto [place, isNew] = trials.try_emplace(keyOf(edits));
  if (!isNew)
    return &place->second;
  if (spent + costOfOne > mostWork) {
    trials.erase(place);
    return nullptr;
  }
  spent += costOfOne;
  place->second = compare(parse(edits), edits);
  return &place->second;
}

} // namespace evenstride::check
