// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls as PyTorch and Keras write them, in our words: `Conv2d(3, 64, 3, padding: 1)` is `conv(64, 3, pad: 1)`.
#pragma once

#include "ast/Ast.h"
#include "diagnostics/Diagnostic.h"

#include <optional>
#include <string_view>

namespace evenstride::check {

/// The call of a word that is not known as one of the layer or block `meant`: parameters by our names, and without what
/// is known from elsewhere. Whether that is right is found out by trying.
diagnostics::Fix translatedCall(const ast::Call &call, std::string_view meant);

/// What to do instead of giving a layer an argument that others have: "an activation is a layer of its own: `-> relu`".
std::optional<std::string_view> adviceOnParameter(std::string_view name);
/// Whether the argument says only what is known here anyway (`in_channels`, `inplace`), so that it can be left out.
bool saysNothing(std::string_view name);

} // namespace evenstride::check
