// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Colours of a terminal, or none. Private to the renderer.
#pragma once

#include "diagnostics/Render.h"

#include <string>
#include <string_view>

namespace evenstride::diagnostics {

enum class Style { Plain, Error, Warning, Message, Gutter, Secondary, Tag, Inserted };

class Painter {
public:
  explicit Painter(Color color) : color(color) {}

  std::string operator()(Style style, std::string_view text) const {
    if (color == Color::Never || style == Style::Plain || text.empty())
      return std::string(text);
    return std::string("\x1b[").append(sequence(style)).append("m").append(text).append("\x1b[0m");
  }

private:
  static std::string_view sequence(Style style) {
    switch (style) {
    case Style::Plain:
      return "0";
    case Style::Error:
      return "1;31";
    case Style::Warning:
      return "1;33";
    case Style::Message:
      return "1";
    case Style::Gutter:
    case Style::Secondary:
      return "1;34";
    case Style::Tag:
      return "36";
    case Style::Inserted:
      return "32";
    }
    return "0";
  }

  Color color;
};

} // namespace evenstride::diagnostics
