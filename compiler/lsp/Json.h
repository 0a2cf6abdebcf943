// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// JSON as the protocol has it: errors with their numbers, and places in parameters and results.
#pragma once

#include "lsp/Lines.h"

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>

namespace evenstride::lsp {

using Json = nlohmann::json;

/// The numbers of JSON-RPC and of the protocol.
enum class ErrorCode {
  ParseError = -32700,
  InvalidRequest = -32600,
  MethodNotFound = -32601,
  InvalidParams = -32602,
  InternalError = -32603,
  ServerNotInitialized = -32002,
  RequestFailed = -32803,
  RequestCancelled = -32800,
};

/// Ends a request with an error; never leaves the folder.
struct RequestError : std::runtime_error {
  RequestError(ErrorCode code, const std::string &message) : std::runtime_error(message), code(code) {}
  ErrorCode code;
};

inline void from_json(const Json &json, Position &position) {
  position = {json.at("line").get<uint32_t>(), json.at("character").get<uint32_t>()};
}
inline void from_json(const Json &json, Range &range) {
  range = {json.at("start").get<Position>(), json.at("end").get<Position>()};
}
inline void to_json(Json &json, const Position &position) {
  json = {{"line", position.line}, {"character", position.character}};
}
inline void to_json(Json &json, const Range &range) { json = {{"start", range.start}, {"end", range.end}}; }

/// A field that may be missing or null.
template <typename T> T valueOr(const Json &object, const char *field, T otherwise) {
  auto found = object.is_object() ? object.find(field) : object.end();
  return found == object.end() || found->is_null() ? otherwise : found->get<T>();
}

/// Markdown, as hovers and completions want it.
inline Json markdown(std::string text) { return {{"kind", "markdown"}, {"value", std::move(text)}}; }

} // namespace evenstride::lsp
