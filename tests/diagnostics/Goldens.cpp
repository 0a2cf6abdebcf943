// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every NAME.stride beside this file is checked and its diagnostics compared with NAME.txt. EVENSTRIDE_UPDATE_GOLDENS=1
// rewrites the texts.
#include "check/Advice.h"
#include "diagnostics/Edits.h"
#include "diagnostics/Render.h"
#include "support/CheckText.h"

// After the compiler's own headers: the folder of these tests has the same name.
#include "Codes.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace evenstride;
using namespace evenstride::test;
using diagnostics::Diagnostic;

namespace {

std::vector<std::filesystem::path> goldenSources() {
  std::vector<std::filesystem::path> paths;
  for (const auto &entry : std::filesystem::directory_iterator(sourcePath("tests/diagnostics")))
    if (entry.path().extension() == ".stride")
      paths.push_back(entry.path());
  std::ranges::sort(paths);
  return paths;
}

/// What the goldens use lies beside them.
FolderTexts folder() { return FolderTexts(sourcePath("tests/diagnostics")); }

/// The golden with a fix, which may be one of a file that it uses.
CheckedText checkMended(const CheckedText &checked, const diagnostics::Fix &fix) {
  const support::SourceFile &edited = *fix.edits.front().span.file;
  std::string text = applyEdits(edited, fix.edits).text;
  if (&edited == checked.file.get())
    return checkText(edited.path(), text, folder());
  TestTexts files;
  for (const auto &file : checked.program.files)
    files.texts[file->source->path()] = file->source.get() == &edited ? text : file->source->text();
  return checkText(checked.file->path(), std::string(checked.file->text()), files);
}

/// Everything that a diagnostic says.
std::vector<std::string> sentences(const Diagnostic &diagnostic) {
  std::vector<std::string> result = {diagnostic.message, diagnostic.primary.message};
  for (const diagnostics::Label &label : diagnostic.labels)
    result.push_back(label.message);
  for (const diagnostics::Fix &fix : diagnostic.fixes)
    result.push_back(fix.description);
  result.insert(result.end(), diagnostic.notes.begin(), diagnostic.notes.end());
  result.insert(result.end(), diagnostic.help.begin(), diagnostic.help.end());
  return result;
}

/// Names keep their capital letters; anything else begins with a small one.
bool beginsLikeASentence(const std::string &text) {
  for (const char *name : {"TensorFlow", "PyTorch", "Torch", "ONNX", "Caffe", "Darknet"})
    if (text.starts_with(name))
      return false;
  return !text.empty() && text.front() >= 'A' && text.front() <= 'Z';
}

void checkWording(const Diagnostic &diagnostic) {
  for (const std::string &sentence : sentences(diagnostic)) {
    CAPTURE(sentence);
    CHECK_FALSE(beginsLikeASentence(sentence));
    CHECK_FALSE(sentence.ends_with('.'));
    for (const char *word : {"invalid", "illegal", "error:", "unexpected", "token", "nullptr"})
      CHECK(sentence.find(word) == std::string::npos);
  }
}

} // namespace

TEST_CASE("goldens read as expected") {
  CHECK_FALSE(goldenSources().empty());
  for (const std::filesystem::path &path : goldenSources()) {
    CheckedText checked = checkText(path.filename().string(), readText(path), folder());
    std::string actual = renderText(checked.sink.all(), diagnostics::Color::Never);
    CAPTURE(path.filename().string());
    std::string expected = golden(std::filesystem::path(path).replace_extension(".txt"), actual);
    CHECK(actual == expected);
    CHECK_FALSE(actual.empty());
  }
}

TEST_CASE("diagnostics are worded as people speak") {
  for (const std::filesystem::path &path : goldenSources()) {
    CAPTURE(path.filename().string());
    CheckedText checked = checkText(path.filename().string(), readText(path), folder());
    for (const Diagnostic &diagnostic : checked.sink.all())
      checkWording(diagnostic);
  }
}

/// How much a reader has to look at. Advice is given only where nothing is wrong, so that it may come with a fix.
static size_t countFaults(const CheckedText &checked, bool withAdvice) {
  return size_t(std::ranges::count_if(checked.sink.all(), [&](const Diagnostic &diagnostic) {
    return withAdvice || !check::isAdvice(diagnostic.code);
  }));
}

TEST_CASE("every fix mends what it is offered for and breaks nothing else") {
  for (const std::filesystem::path &path : goldenSources()) {
    CheckedText checked = checkText(path.filename().string(), readText(path), folder());
    for (const Diagnostic &diagnostic : checked.sink.all())
      for (const diagnostics::Fix &fix : diagnostic.fixes) {
        CAPTURE(path.filename().string());
        CAPTURE(fix.description);
        CHECK_FALSE(fix.edits.empty());
        CheckedText mended = checkMended(checked, fix);
        CAPTURE(renderText(mended.sink.all(), diagnostics::Color::Never));
        bool isAdvice = check::isAdvice(diagnostic.code);
        CHECK(countFaults(mended, isAdvice) < countFaults(checked, isAdvice));
      }
  }
}

TEST_CASE("no text golden is left without its source") {
  for (const auto &entry : std::filesystem::directory_iterator(sourcePath("tests/diagnostics")))
    if (entry.path().extension() == ".txt" && entry.path().filename() != "CMakeLists.txt" &&
        entry.path().filename() != "elsewhere.txt") {
      CAPTURE(entry.path().filename().string());
      CHECK(std::filesystem::exists(std::filesystem::path(entry.path()).replace_extension(".stride")));
    }
}
