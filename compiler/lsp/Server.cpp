// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One loop over the inbox. No message ends the server but `exit`: what is wrong with it is answered.
#include "lsp/Server.h"

#include "diagnostics/Render.h"
#include "lsp/Diagnostics.h"

#include <csignal>
#include <map>
#include <set>

namespace evenstride::lsp {

namespace {

using Feature = Json (*)(const Context &, const Json &);
const std::map<std::string, Feature, std::less<>> &features() {
  static const std::map<std::string, Feature, std::less<>> table = {
      {"textDocument/hover", hover},
      {"textDocument/inlayHint", inlayHints},
      {"textDocument/completion", completion},
      {"textDocument/signatureHelp", signatureHelp},
      {"textDocument/definition", definition},
      {"textDocument/references", references},
      {"textDocument/documentHighlight", highlights},
      {"textDocument/prepareRename", prepareRename},
      {"textDocument/rename", rename},
      {"textDocument/documentSymbol", documentSymbols},
      {"textDocument/foldingRange", foldingRanges},
      {"textDocument/formatting", formatting},
      {"textDocument/rangeFormatting", rangeFormatting},
      {"textDocument/codeAction", codeActions},
      {"textDocument/semanticTokens/full", semanticTokens},
  };
  return table;
}

bool isId(const Json &id) { return id.is_number_integer() || id.is_string(); }

} // namespace

int serve(const ServeOptions &options) {
  std::signal(SIGPIPE, SIG_IGN); // a client that goes is an end of output, not of the process
  return Server(options).run();
}

int Server::run() {
  while (!exitCode) {
    auto message = inbox.next();
    if (!message)
      break;
    handle(*message);
    if (!exitCode && !inbox.waits())
      publish();
  }
  return exitCode.value_or(state == State::ShutDown ? 0 : 1);
}

void Server::handle(const Message &message) {
  if (!message.content)
    return sendError(nullptr, ErrorCode::ParseError, "this is no JSON");
  const Json &content = *message.content;
  if (!content.is_object() || !content.contains("method") || !content["method"].is_string()) {
    if (!content.is_object() || !content.contains("id") || content.contains("method")) // others are answers
      sendError(nullptr, ErrorCode::InvalidRequest, "a message is an object with a method");
    return;
  }
  auto method = content["method"].get<std::string>();
  const Json params = content.value("params", Json::object());
  if (!content.contains("id"))
    return notify(method, params);
  const Json &id = content["id"];
  if (!isId(id))
    return sendError(nullptr, ErrorCode::InvalidRequest, "an id is a number or a text");
  if (message.cancelled)
    return sendError(id, ErrorCode::RequestCancelled, "cancelled");
  answer(id, method, params);
}

void Server::answer(const Json &id, const std::string &method, const Json &params) {
  try {
    send({{"jsonrpc", "2.0"}, {"id", id}, {"result", result(method, params)}});
  } catch (const RequestError &error) {
    sendError(id, error.code, error.what());
  } catch (const Json::exception &error) { // a field that is missing or of another kind
    sendError(id, ErrorCode::InvalidParams, error.what());
  }
}

Json Server::result(const std::string &method, const Json &params) {
  if (state == State::Fresh && method != "initialize")
    throw RequestError(ErrorCode::ServerNotInitialized, "`initialize` comes first");
  if (state == State::ShutDown)
    throw RequestError(ErrorCode::InvalidRequest, "the server is shut down");
  if (method == "initialize")
    return initialize(params);
  if (method == "shutdown") {
    state = State::ShutDown;
    return nullptr;
  }
  if (method == "workspace/executeCommand")
    return explain(params);
  return feature(method, params);
}

Json Server::initialize(const Json &params) {
  if (state != State::Fresh)
    throw RequestError(ErrorCode::InvalidRequest, "`initialize` comes once");
  client = clientOf(params);
  workspace = Workspace(client.encoding);
  state = State::Running;
  return initializeResult(client, options.version);
}

/// The command `evenstride.explain`: the page on a code.
Json Server::explain(const Json &params) {
  if (params.at("command") != "evenstride.explain")
    throw RequestError(ErrorCode::InvalidParams, "there is no such command");
  auto page = diagnostics::explainPage(params.at("arguments").at(0).get<std::string>());
  if (!page)
    throw RequestError(ErrorCode::InvalidParams, "there is no such code");
  return *page;
}

Json Server::feature(const std::string &method, const Json &params) {
  auto found = features().find(method);
  if (found == features().end())
    throw RequestError(ErrorCode::MethodNotFound, "there is no method `" + method + "`");
  Document *document = workspace.find(params.at("textDocument").at("uri").get<std::string>());
  if (!document)
    throw RequestError(ErrorCode::InvalidParams, "this document is not open");
  return found->second({client, *document, workspace.analysisOf(*document), workspace}, params);
}

void Server::notify(const std::string &method, const Json &params) {
  if (method == "exit") {
    exitCode = state == State::ShutDown ? 0 : 1;
    return;
  }
  if (state != State::Running)
    return;
  try {
    if (method == "textDocument/didOpen")
      didOpen(params);
    else if (method == "textDocument/didChange")
      didChange(params);
    else if (method == "textDocument/didClose")
      didClose(params);
    else if (method == "workspace/didChangeWatchedFiles")
      didChangeWatchedFiles(params);
  } catch (const Json::exception &error) { // nobody waits for an answer
    send({{"jsonrpc", "2.0"},
          {"method", "window/logMessage"},
          {"params", {{"type", 1}, {"message", method + ": " + error.what()}}}});
  }
}

void Server::didOpen(const Json &params) {
  const Json &document = params.at("textDocument");
  workspace.open(document.at("uri").get<std::string>(), valueOr<int64_t>(document, "version", 0),
                 document.at("text").get<std::string>());
}

void Server::didChange(const Json &params) {
  const Json &document = params.at("textDocument");
  std::vector<Change> changes;
  for (const Json &change : params.at("contentChanges")) {
    std::optional<Range> range;
    if (change.contains("range") && !change["range"].is_null())
      range = change["range"].get<Range>();
    changes.push_back({range, change.at("text").get<std::string>()});
  }
  workspace.change(document.at("uri").get<std::string>(), valueOr<int64_t>(document, "version", 0), changes);
}

void Server::didClose(const Json &params) {
  auto uri = params.at("textDocument").at("uri").get<std::string>();
  workspace.close(uri);
  published.erase(uri);
  sendDiagnostics({{"uri", uri}, {"diagnostics", Json::array()}});
}

void Server::didChangeWatchedFiles(const Json &params) {
  for (const Json &change : params.at("changes"))
    workspace.refreshUsersOf(change.at("uri").get<std::string>());
}

void Server::publish() {
  std::map<std::string, DiagnosticList> byUri;
  std::set<std::string> due; // documents that changed hear of it even if their diagnostics did not
  for (auto &[uri, document] : workspace.documents()) {
    byUri.try_emplace(uri);
    if (!document.announced)
      due.insert(uri);
    document.announced = true;
    addDiagnostics(client, workspace.analysisOf(document), byUri);
  }
  for (const auto &[uri, list] : published)
    byUri.try_emplace(uri); // nobody finds anything in this file any more
  for (auto &[uri, list] : byUri) {
    auto before = published.find(uri);
    if (!due.contains(uri) && before != published.end() && before->second == list.json)
      continue;
    Json params = {{"uri", uri}, {"diagnostics", list.json}};
    if (const Document *document = workspace.find(uri))
      params["version"] = document->version;
    sendDiagnostics(params);
    published[uri] = std::move(list.json);
  }
}

void Server::sendDiagnostics(const Json &params) {
  send({{"jsonrpc", "2.0"}, {"method", "textDocument/publishDiagnostics"}, {"params", params}});
}

void Server::sendError(const Json &id, ErrorCode code, const std::string &message) {
  send({{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", int(code)}, {"message", message}}}});
}

void Server::send(const Json &message) {
  // A path may hold any bytes; what is no UTF-8 becomes U+FFFD instead of an exception.
  if (!channel.send(message.dump(-1, ' ', false, Json::error_handler_t::replace)))
    exitCode = 1; // nobody reads
}

} // namespace evenstride::lsp
