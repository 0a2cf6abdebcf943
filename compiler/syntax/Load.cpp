// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Files are read breadth first, without recursion: a chain of them may be long. Circles are found afterwards.
#include "syntax/Load.h"

#include "support/Text.h"
#include "syntax/Parser.h"
#include "syntax/Reading.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace evenstride::syntax {

using diagnostics::Code;
using diagnostics::Diagnostic;

namespace {

namespace fs = std::filesystem;

std::string quoted(const std::string &text) { return "`" + text + "`"; }

class Loader {
public:
  Loader(const support::TextFiles &texts, diagnostics::Sink &sink) : texts(texts), sink(sink) {}

  std::vector<ast::ProgramFile> load(std::shared_ptr<const support::SourceFile> root) {
    add(std::move(root));
    for (size_t user = 0; user < files.size(); ++user)
      for (const ast::Use *use : ast::usesOf(files[user].module)) {
        int32_t used = obtain(*files[user].source, *use); // `files` may grow meanwhile
        files[user].uses.push_back(used);
      }
    return std::move(files);
  }

private:
  int32_t add(std::shared_ptr<const support::SourceFile> source) {
    auto index = int32_t(files.size());
    bytes += source->size();
    byIdentity[texts.identity(source->path())] = index;
    ast::ProgramFile file;
    size_t errors = sink.errorCount();
    file.module = parse(*source, sink);
    file.understood = sink.errorCount() == errors;
    file.source = std::move(source);
    files.push_back(std::move(file));
    return index;
  }

  int32_t obtain(const support::SourceFile &user, const ast::Use &use) {
    if (refused >= maxErrors)
      return ast::notLoaded;
    if (use.path.find_first_not_of(" \t") == std::string::npos)
      return refuse(Code::E0225, use, {"this names no file", "the path of a file goes here"});
    const std::string path = usedPath(user.path(), use.path, texts);
    auto [known, isNew] = byIdentity.try_emplace(texts.identity(path), ast::notLoaded);
    if (!isNew)
      return known->second;
    if (files.size() == ProgramLimits::files)
      return refuseAll(use, "this program has more than " + std::to_string(ProgramLimits::files) + " files");
    auto text = texts.read(path);
    if (auto *fault = std::get_if<support::Unreadable>(&text))
      return refuse(Code::E0225, use, {quoted(use.path) + " cannot be read: " + fault->why, hintFor(path)});
    auto &content = std::get<std::string>(text);
    if (bytes + content.size() > ProgramLimits::bytes)
      return refuseAll(use, "the files of this program have more than " + support::bytesText(ProgramLimits::bytes));
    return add(std::make_shared<const support::SourceFile>(path, std::move(content)));
  }

  struct Refusal {
    std::string message, label;
  };
  int32_t refuse(Code code, const ast::Use &use, Refusal why) {
    Diagnostic diagnostic;
    diagnostic.code = code;
    diagnostic.message = std::move(why.message);
    diagnostic.primary = {use.pathSpan, std::move(why.label)};
    sink.report(std::move(diagnostic));
    if (++refused == maxErrors && code == Code::E0225)
      refuse(Code::E0115, use, {"there are more errors than are shown", ""});
    return ast::notLoaded;
  }

  /// Refuses this file and those that would follow.
  int32_t refuseAll(const ast::Use &use, std::string message) {
    refused = maxErrors;
    return refuse(Code::E0227, use, {std::move(message), "the first one that was left out"});
  }

  /// The name in the same directory that was meant, or where the file was looked for.
  std::string hintFor(const std::string &path) const {
    const std::string name = fs::path(path).filename().string();
    std::vector<std::string> names = texts.list(fs::path(path).parent_path().string(), ".stride");
    if (std::ranges::count(names, name + ".stride") > 0)
      return "did you mean " + quoted(name + ".stride") + "?";
    std::vector<std::string_view> candidates(names.begin(), names.end());
    std::erase_if(candidates, [&](std::string_view each) { return each.ends_with('/') || each == name; });
    auto near = support::nearestName(name, candidates);
    return near ? "did you mean " + quoted(std::string(*near)) + "?" : "looked for at " + quoted(path);
  }

  const support::TextFiles &texts;
  diagnostics::Sink &sink;
  std::vector<ast::ProgramFile> files;
  std::map<std::string, int32_t> byIdentity;
  size_t bytes = 0;
  size_t refused = 0; // beyond `maxErrors` nothing more is loaded
};

/// Finds the `use`s that close a circle, reports each and takes it away.
class CircleFinder {
public:
  CircleFinder(std::vector<ast::ProgramFile> &files, diagnostics::Sink &sink)
      : files(files), sink(sink), states(files.size(), State::New) {}

  void run() {
    enter(0);
    while (!way.empty()) {
      Step &step = way.back();
      std::vector<int32_t> &uses = files[step.file].uses;
      if (step.next == uses.size()) {
        states[step.file] = State::Done;
        way.pop_back();
        continue;
      }
      int32_t &used = uses[step.next++];
      if (used == ast::notLoaded)
        continue;
      if (states[size_t(used)] == State::OnTheWay) {
        if (said.insert({step.file, used}).second)
          report(size_t(used));
        used = ast::notLoaded;
      } else if (states[size_t(used)] == State::New) {
        enter(size_t(used));
      }
    }
  }

private:
  enum class State { New, OnTheWay, Done };
  struct Step {
    size_t file;
    size_t next = 0; // the `use` to be looked at
  };

  void enter(size_t file) {
    states[file] = State::OnTheWay;
    way.push_back({file});
  }

  const ast::Use &lastUse(const Step &step) const { return *ast::usesOf(files[step.file].module)[step.next - 1]; }
  std::string nameOf(size_t file) const { return quoted(files[file].source->path()); }

  /// The last step's `use` leads back to `first`.
  void report(size_t first) {
    auto begin = std::ranges::find(way, first, &Step::file);
    Diagnostic diagnostic;
    diagnostic.code = Code::E0226;
    diagnostic.message = nameOf(first) + " uses itself";
    diagnostic.primary = {lastUse(way.back()).pathSpan,
                          begin + 1 == way.end() ? "this is the same file" : "this closes the circle"};
    std::string circle = nameOf(first);
    for (auto step = begin; step + 1 != way.end(); ++step) {
      circle += " uses " + nameOf((step + 1)->file);
      diagnostic.labels.push_back({lastUse(*step).pathSpan, nameOf((step + 1)->file) + " is used here"});
    }
    if (begin + 1 != way.end())
      diagnostic.notes.push_back(circle + " uses " + nameOf(first));
    sink.report(std::move(diagnostic));
  }

  std::vector<ast::ProgramFile> &files;
  diagnostics::Sink &sink;
  std::vector<State> states;
  std::vector<Step> way;
  std::set<std::pair<size_t, int32_t>> said; // a file may use another several times
};

} // namespace

std::string usedPath(const std::string &user, const std::string &path, const support::TextFiles &files) {
  fs::path whole = fs::path(user).parent_path() / path;
  // `a/../b` is not `b` where `a` is a link to a directory elsewhere.
  std::string plain = whole.lexically_normal().string(), asWritten = whole.string();
  return files.identity(plain) == files.identity(asWritten) ? plain : asWritten;
}

ast::Program load(std::shared_ptr<const support::SourceFile> file, const support::TextFiles &files,
                  diagnostics::Sink &sink) {
  std::vector<ast::ProgramFile> loaded = Loader(files, sink).load(std::move(file));
  CircleFinder(loaded, sink).run();
  ast::Program program;
  for (ast::ProgramFile &each : loaded)
    program.files.push_back(std::make_shared<const ast::ProgramFile>(std::move(each)));
  return program;
}

} // namespace evenstride::syntax
