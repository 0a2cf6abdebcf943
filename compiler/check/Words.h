// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a person may have meant by a word that is not known: words of other frameworks, and near misses.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace evenstride::check {

/// The layer keyword that `word` means elsewhere (`Conv2d`, `maxpool`, `Linear`) or is nearest to.
std::optional<std::string_view> meantLayer(std::string_view word, std::span<const std::string_view> known);
/// The operator that `word` means elsewhere (`add`, `shortcut`).
std::optional<std::string_view> meantOperator(std::string_view word);
/// The parameter that `word` means elsewhere (`padding`, `kernel_size`) or is nearest to, among `known`.
std::optional<std::string_view> meantParameter(std::string_view word, std::span<const std::string_view> known);
/// The word that `word` means elsewhere (`edge`, `mirror`) or is nearest to, among those of a parameter.
std::optional<std::string_view> meantWord(std::string_view word, std::span<const std::string_view> known);

/// "did you mean `conv`?", or nothing.
std::string didYouMean(std::optional<std::string_view> word);

} // namespace evenstride::check
