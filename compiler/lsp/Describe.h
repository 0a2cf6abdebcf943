// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers, parameters, symbols and shapes as people read them in an editor.
#pragma once

#include "lsp/Analysis.h"

#include <span>
#include <string>
#include <vector>

namespace evenstride::lsp {

/// "[64, 112, 112]", "[64, H/2, W/2]", or for copies that differ "[64, 56, 56], [128, 28, 28], …".
std::string shapesOf(std::span<const Instance> instances);

/// A parameter in a signature: "filters", "stride: 1", "round: down | up".
std::string signatureOf(const layers::Parameter &parameter);
std::string signatureOf(const ast::BlockParameter &parameter);
/// All parameters of what can be called, tensors first.
struct Signature {
  std::string name;
  std::vector<std::string> parameters = {};
  size_t tensors = 0; // how many of them an arrow or leading arguments fill

  std::string text() const; // "conv(x, filters, kernel, stride: 1)"
};
Signature signatureOf(const layers::LayerKind &kind);
Signature signatureOf(const ast::Block &block);

/// What a parameter is for, with its default.
std::string describe(const layers::Parameter &parameter);
/// Summary, and a line per parameter.
std::string describe(const layers::LayerKind &kind);

} // namespace evenstride::lsp
