// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Diagnostics as people and machines read them: text in the manner of rustc, JSON, SARIF 2.1.0; and the pages on codes.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <optional>
#include <span>
#include <string>

namespace evenstride::diagnostics {

enum class Color { Never, Always };

/// One diagnostic, ending in a line break. Notes and help may hold line breaks; whatever else a terminal could take for
/// a command is shown as a replacement character.
std::string renderText(const Diagnostic &diagnostic, Color color);
/// All diagnostics, a blank line between them, and a last line that counts errors and warnings; nothing for none.
std::string renderText(std::span<const Diagnostic> diagnostics, Color color);
/// One object on one line, as the command's reference describes it. The label of the diagnostic's own place comes first
/// among the labels, help without edits last among the notes; a place without a file is null.
std::string renderJson(std::span<const Diagnostic> diagnostics);
/// A SARIF 2.1.0 log on one line, fixes included.
std::string renderSarif(std::span<const Diagnostic> diagnostics);

/// The Markdown page on a code ("E0301", also in lower case), or nothing if there is no such code.
std::optional<std::string_view> explainPage(std::string_view code);

} // namespace evenstride::diagnostics
