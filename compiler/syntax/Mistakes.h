// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The mistakes that people make. Each function recognises one by the tokens around the fault, or gives nothing.
#pragma once

#include "syntax/Site.h"

namespace evenstride::syntax {

using Mistake = std::optional<Finding> (*)(const Site &);

// Lists and their brackets.
std::optional<Finding> equalsForColon(const Site &site);
std::optional<Finding> missingColon(const Site &site);
std::optional<Finding> trailingComma(const Site &site);
std::optional<Finding> unclosedBracket(const Site &site);
std::optional<Finding> missingComma(const Site &site);
std::optional<Finding> strayClosing(const Site &site);

// Names, labels and layers.
std::optional<Finding> reservedWord(const Site &site);
std::optional<Finding> strayLabel(const Site &site);
std::optional<Finding> leadingArrow(const Site &site);
std::optional<Finding> dotForArrow(const Site &site);
std::optional<Finding> bareArguments(const Site &site);

// Habits of other languages.
std::optional<Finding> modulePrefix(const Site &site);
std::optional<Finding> sizesInOtherBrackets(const Site &site);
std::optional<Finding> argumentsInOtherBrackets(const Site &site);
std::optional<Finding> listInOtherBrackets(const Site &site);
std::optional<Finding> typedValue(const Site &site);
std::optional<Finding> integerInput(const Site &site);
std::optional<Finding> missingType(const Site &site);
std::optional<Finding> missingArrow(const Site &site);

// Headers.
std::optional<Finding> noInputs(const Site &site);
std::optional<Finding> untypedInput(const Site &site);
std::optional<Finding> typedParameter(const Site &site);

} // namespace evenstride::syntax
