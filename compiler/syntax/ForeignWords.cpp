// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Words of Python, C, Rust, JavaScript, and the beginnings of files that describe networks elsewhere.
#include "syntax/ForeignWords.h"

#include <array>
#include <utility>

namespace evenstride::syntax {

using std::string_view;

std::optional<Kind> foreignWord(string_view word) {
  constexpr auto words = std::to_array<std::pair<string_view, Kind>>({
      {"def", Kind::Network},    {"fn", Kind::Network},    {"func", Kind::Network}, {"function", Kind::Network},
      {"class", Kind::Network},  {"model", Kind::Network}, {"net", Kind::Network},  {"graph", Kind::Network},
      {"module", Kind::Block},   {"layer", Kind::Block},   {"macro", Kind::Block},  {"struct", Kind::Block},
      {"var", Kind::Let},        {"const", Kind::Let},     {"auto", Kind::Let},     {"val", Kind::Let},
      {"mut", Kind::Let},        {"set", Kind::Let},       {"yield", Kind::Return}, {"output", Kind::Return},
      {"outputs", Kind::Return}, {"ret", Kind::Return},    {"import", Kind::Use},   {"include", Kind::Use},
      {"from", Kind::Use},       {"using", Kind::Use},     {"load", Kind::Use},
  });
  for (const auto &[foreign, ours] : words)
    if (foreign == word)
      return ours;
  return std::nullopt;
}

std::optional<string_view> foreignStatement(string_view word) {
  constexpr string_view copies = "copies of layers are made by `repeat i in 0..3 { … }`, behind an arrow";
  constexpr string_view branches = "a network computes the same for every image; what differs between networks is an "
                                   "integer of a block";
  constexpr auto words = std::to_array<std::pair<string_view, string_view>>({
      {"for", copies},
      {"while", copies},
      {"loop", copies},
      {"if", branches},
      {"else", branches},
      {"elif", branches},
      {"switch", branches},
      {"match", branches},
      {"def", "a function of tensors is a `block`, outside of the network"},
      {"class", "a function of tensors is a `block`, outside of the network"},
      {"print", "to see the shape of a value, write `-> expect [C, H, W]`, or run `evenstride explain`"},
      {"assert", "to state a shape, write `-> expect [C, H, W]`"},
      {"import", "other files are used by `use \"blocks.stride\"`, at the top"},
  });
  for (const auto &[foreign, help] : words)
    if (foreign == word)
      return help;
  return std::nullopt;
}

std::optional<string_view> foreignLanguage(const Builder &builder, std::span<const Token> tokens) {
  const auto kind = [&](size_t i) { return i < tokens.size() ? tokens[i].kind : Kind::End; };
  const auto text = [&](size_t i) { return i < tokens.size() ? builder.text(tokens[i]) : string_view(); };
  const bool named = kind(0) == Kind::Word && kind(1) == Kind::Word;
  const bool imports = (text(0) == "import" || text(0) == "from") && named;
  const bool declares = text(0) == "class" && named && kind(2) == Kind::LParen && kind(4) == Kind::Dot;
  if (imports || declares)
    return "Python";
  if (kind(0) == Kind::LBracket && (text(1) == "net" || text(1) == "network") && kind(2) == Kind::RBracket)
    return "a Darknet configuration";
  const bool caffeLayer = (text(0) == "layer" || text(0) == "layers") && kind(1) == Kind::LBrace;
  if (caffeLayer || (text(0) == "name" && kind(1) == Kind::Colon))
    return "a Caffe prototxt";
  if (text(0) == "version" && kind(1) == Kind::Fraction)
    return "NNEF";
  if (text(0) == "7767517")
    return "an ncnn parameter file";
  if (kind(0) == Kind::LBrace && kind(1) == Kind::Word && kind(2) == Kind::Colon)
    return "JSON";
  return std::nullopt;
}

} // namespace evenstride::syntax
