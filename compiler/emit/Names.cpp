// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The words that generated headers must step around.
#include "emit/Names.h"

#include <algorithm>
#include <array>
#include <set>

namespace evenstride::emit {

namespace {

/// Sorted. Keywords of C17 and C++20 and their alternative tokens; macros that standard headers or compilers define in
/// lower case; and the words that our own headers use where a network's names stand.
constexpr auto reserved = std::to_array<std::string_view>({
    "abi",
    "alignas",
    "alignof",
    "and",
    "and_eq",
    "arena_bytes",
    "asm",
    "assert",
    "auto",
    "bitand",
    "bitor",
    "bool",
    "break",
    "case",
    "catch",
    "char",
    "char16_t",
    "char32_t",
    "char8_t",
    "class",
    "co_await",
    "co_return",
    "co_yield",
    "compl",
    "concept",
    "const",
    "const_cast",
    "consteval",
    "constexpr",
    "constinit",
    "context",
    "continue",
    "count",
    "decltype",
    "default",
    "delete",
    "do",
    "double",
    "dynamic_cast",
    "else",
    "enum",
    "errno",
    "error_category",
    "explicit",
    "export",
    "extern",
    "false",
    "final",
    "float",
    "for",
    "friend",
    "goto",
    "if",
    "images",
    "import",
    "inline",
    "input",
    "input_strides",
    "inputs",
    "int",
    "linux",
    "long",
    "mapped_weights",
    "module",
    "mutable",
    "namespace",
    "network_base",
    "new",
    "noexcept",
    "not",
    "not_eq",
    "nullptr",
    "operator",
    "options",
    "or",
    "or_eq",
    "output",
    "output_strides",
    "outputs",
    "override",
    "pool",
    "private",
    "protected",
    "public",
    "register",
    "reinterpret_cast",
    "require",
    "requires",
    "restrict",
    "return",
    "run",
    "short",
    "signed",
    "sizeof",
    "static",
    "static_assert",
    "static_cast",
    "std",
    "stderr",
    "stdin",
    "stdout",
    "struct",
    "switch",
    "target",
    "template",
    "this",
    "thread_local",
    "throw",
    "true",
    "try",
    "typedef",
    "typeid",
    "typename",
    "typeof",
    "union",
    "unix",
    "unsigned",
    "using",
    "virtual",
    "void",
    "volatile",
    "wchar_t",
    "weights_bytes",
    "while",
    "xor",
    "xor_eq",
});
static_assert(std::ranges::is_sorted(reserved));

} // namespace

std::string identifier(std::string_view name) {
  std::string text(name);
  if (std::ranges::binary_search(reserved, name))
    text += '_';
  return text;
}

std::vector<std::string> parameterNames(const std::vector<std::string> &names) {
  std::vector<std::string> result;
  std::set<std::string> used;
  for (const std::string &name : names) {
    std::string candidate = identifier(name);
    if (candidate.starts_with("input_") || candidate.starts_with("output_")) // would hide the C++ class's shapes
      candidate += '_';
    while (!used.insert(candidate).second)
      candidate += '_';
    result.push_back(candidate);
  }
  return result;
}

} // namespace evenstride::emit
