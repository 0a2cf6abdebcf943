// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every #include of the compiler against the order of the folders and the few places of each foreign library.
#include "support/Paths.h"
#include "unit/structure/Tree.h"

#include <doctest/doctest.h>

#include <regex>
#include <string_view>

using namespace evenstride::structure;

namespace {

// Each folder may include itself and those before it.
const std::vector<std::string> order = {"support", "geometry", "diagnostics", "ast",     "syntax",   "format",
                                        "layers",  "check",    "interchange", "dialect", "build_ir", "passes",
                                        "kernels", "emit",     "explain",     "lsp",     "driver",   "tools"};
const std::vector<std::string> backHalf = {"dialect", "build_ir", "passes", "kernels", "emit"};

bool contains(const std::vector<std::string> &list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

std::string folderOf(std::string_view path) { return std::string(path.substr(0, path.find('/'))); }

/// `evenstride-opt` is a tool over the back half; everything else in tools is of the front half.
bool isBackHalf(std::string_view path) {
  return contains(backHalf, folderOf(path)) || path == "tools/evenstride-opt.cpp";
}

/// What is wrong with `include` in the file `path` (below compiler/), or an empty text.
std::string includeFault(std::string_view path, std::string_view include) {
  std::string folder = folderOf(path), included = folderOf(include);
  if (contains(order, included) && include != included) {
    if (std::ranges::find(order, included) > std::ranges::find(order, folder))
      return "a folder that comes later";
    if (contains(backHalf, included) && !isBackHalf(path) && include != "emit/Backend.h")
      return "the back half from the front half";
    return "";
  }
  if ((included == "mlir" || included == "llvm" || included == "llvm-c" || include.starts_with("Halide")) &&
      !isBackHalf(path))
    return "a library of the back half in the front half";
  if (include.starts_with("Halide") && folder != "kernels")
    return "Halide outside kernels/";
  if (include.starts_with("boost/spirit") && path != "syntax/Parser.cpp")
    return "Boost.Spirit outside syntax/Parser.cpp";
  if (include.starts_with("CLI/") && folder != "driver")
    return "CLI11 outside driver/";
  return "";
}

std::vector<std::string> includesOf(const SourceText &file) {
  static const std::regex pattern(R"re(^\s*#?\s*include\s*[<"]([^>"]+)[>"].*)re");
  std::vector<std::string> result;
  std::smatch match;
  for (const std::string &line : file.lines)
    if (std::regex_match(line, match, pattern))
      result.push_back(match[1]);
  return result;
}

} // namespace

TEST_CASE("the rule about includes knows right from wrong") {
  CHECK(includeFault("check/Check.cpp", "layers/Layer.h") == "");
  CHECK(includeFault("check/Check.cpp", "check/Graph.h") == "");
  CHECK(includeFault("driver/Build.cpp", "emit/Backend.h") == "");
  CHECK(includeFault("kernels/Conv.cpp", "Halide.h") == "");
  CHECK(includeFault("passes/Fuse.cpp", "mlir/IR/Builders.h") == "");
  CHECK(includeFault("tools/evenstride-opt.cpp", "passes/Pipeline.h") == "");
  CHECK(includeFault("syntax/Parser.cpp", "boost/spirit/home/x3.hpp") == "");
  CHECK(includeFault("ast/Ast.h", "vector") == "");
  CHECK(includeFault("layers/Layer.h", "check/Graph.h") != "");
  CHECK(includeFault("support/Text.cpp", "diagnostics/Render.h") != "");
  CHECK(includeFault("driver/Build.cpp", "kernels/Kernels.h") != "");
  CHECK(includeFault("driver/Build.cpp", "llvm/ADT/StringRef.h") != "");
  CHECK(includeFault("emit/Emit.cpp", "Halide.h") != "");
  CHECK(includeFault("check/Check.cpp", "mlir/IR/Builders.h") != "");
  CHECK(includeFault("syntax/Lexer.cpp", "boost/spirit/home/x3.hpp") != "");
  CHECK(includeFault("tools/evenstride.cpp", "passes/Pipeline.h") != "");
}

TEST_CASE("includes are found in C++ and in TableGen") {
  SourceText file{"a",
                  {"#include <vector>", "  #  include \"a/b.h\" // why", "include \"mlir/IR/OpBase.td\"",
                   "// #include \"no.h\"", "included \"no\""}};
  CHECK(includesOf(file) == std::vector<std::string>{"vector", "a/b.h", "mlir/IR/OpBase.td"});
}

TEST_CASE("every folder of the compiler has a place in the order") {
  for (const auto &entry : std::filesystem::directory_iterator(evenstride::test::sourceDirectory() / "compiler"))
    if (entry.is_directory()) {
      std::string folder = entry.path().filename().string();
      CAPTURE(folder);
      CHECK((contains(order, folder) || folder == "cmake" || folder == "docs"));
    }
}

TEST_CASE("folders include only what comes before them") {
  std::vector<SourceText> files = readTree("compiler", {".cpp", ".h", ".td", ".def"});
  CHECK(files.size() > 20);
  for (const SourceText &file : files)
    for (const std::string &include : includesOf(file)) {
      std::string fault = includeFault(std::string_view(file.path).substr(sizeof("compiler")), include);
      CAPTURE(file.path);
      CAPTURE(include);
      CHECK(fault == "");
    }
}

TEST_CASE("the runtime includes nothing of the compiler") {
  for (const SourceText &file : readTree("runtime", {".cpp", ".h", ".c"}))
    for (const std::string &include : includesOf(file)) {
      CAPTURE(file.path);
      CAPTURE(include);
      CHECK_FALSE((include.find('/') != std::string::npos && contains(order, folderOf(include))));
    }
}
