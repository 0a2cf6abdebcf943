// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What every row of layers.def has to have.
#include "support/Files.h"
#include "support/Paths.h"
#include "unit/layers/Build.h"

#include <algorithm>
#include <regex>
#include <set>

using namespace evenstride::layers;

TEST_CASE("every kind is complete and found by its keyword") {
  std::set<std::string_view> keywords;
  for (const LayerKind *kind : allLayers()) {
    CAPTURE(kind->keyword);
    CHECK(findLayer(kind->keyword) == kind);
    CHECK(keywords.insert(kind->keyword).second);
    CHECK_FALSE(kind->summary.empty());
    CHECK(bool(kind->shape));
    CHECK(bool(kind->reference) != (kind->shorthand != nullptr));
    CHECK((kind->maxOperands == -1 || kind->maxOperands >= kind->minOperands));
    CHECK((kind->weights == nullptr || kind->maxOperands == 1));
  }
  CHECK(findLayer("Conv2d") == nullptr);
}

TEST_CASE("every parameter is described, and positional ones come first") {
  for (const LayerKind *kind : allLayers()) {
    CAPTURE(kind->keyword);
    std::set<std::string_view> names;
    bool named = false;
    for (const Parameter &parameter : kind->parameters) {
      CAPTURE(parameter.name);
      CHECK_FALSE(parameter.description.empty());
      CHECK_FALSE((named && parameter.positional));
      named = named || !parameter.positional;
      CHECK((parameter.defaultsTo.empty() || names.contains(parameter.defaultsTo)));
      CHECK((parameter.type == ParameterType::Word) ==
            (!parameter.words.empty() && parameter.type != ParameterType::Padding));
      CHECK(names.insert(parameter.name).second);
    }
    bool hasWindow = kind->isWindow || kind->keyword == "deconv"; // whose window never divides
    for (std::string_view shared : {"kernel", "stride", "pad", "dilation"})
      CHECK(names.contains(shared) == hasWindow);
    CHECK(names.contains("round") == kind->isWindow);
  }
}

TEST_CASE("every kind has a test of its reference, and a network that is compiled and verified") {
  std::string references;
  for (const char *file : {"ReferenceTest.cpp", "ActivationTest.cpp"})
    references += evenstride::test::readText(evenstride::test::sourceDirectory() / "tests/unit/layers" / file);
  std::string networks =
      evenstride::test::readText(evenstride::test::sourceDirectory() / "tests/end_to_end/LayersTest.cpp");
  auto holds = [](const std::string &text, const std::string &pattern) {
    return std::regex_search(text, std::regex(pattern));
  };
  CHECK_FALSE(holds(references, "\\(\"no_such_layer\""));
  for (const LayerKind *kind : allLayers()) {
    const std::string keyword(kind->keyword), symbol(kind->operatorSymbol);
    CAPTURE(keyword);
    if (kind->reference) // a shorthand has none
      CHECK(holds(references, "\\b(run|at)\\([^;]*\"" + keyword + "\"|\\{\"" + keyword + "\", "));
    CHECK(holds(networks, symbol.empty() ? "[ (\"]" + keyword + "[ (\"]" : "\\w \\" + symbol + " [(\\w]"));
  }
}
