// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The conversation with one client: its life cycle, which request goes to which feature, and what is sent unasked.
#pragma once

#include "lsp/Features.h"
#include "lsp/Inbox.h"
#include "lsp/Serve.h"

#include <optional>

namespace evenstride::lsp {

class Server {
public:
  explicit Server(const ServeOptions &options)
      : options(options), channel(options.input, options.output), inbox(channel), workspace(client.encoding) {}

  /// Serves until the client says `exit` or goes; the exit code.
  int run();

private:
  void handle(const Message &message);
  void answer(const Json &id, const std::string &method, const Json &params);
  Json result(const std::string &method, const Json &params);
  Json initialize(const Json &params);
  Json explain(const Json &params);
  Json feature(const std::string &method, const Json &params);

  void notify(const std::string &method, const Json &params);
  void didOpen(const Json &params);
  void didChange(const Json &params);
  void didClose(const Json &params);
  void didChangeWatchedFiles(const Json &params);

  /// Sends the diagnostics that the client does not have yet.
  void publish();
  void sendDiagnostics(const Json &params);
  void send(const Json &message);
  void sendError(const Json &id, ErrorCode code, const std::string &message);

  enum class State { Fresh, Running, ShutDown };
  const ServeOptions &options;
  Channel channel;
  Inbox inbox;
  Client client;
  Workspace workspace;
  std::map<std::string, Json> published; // the diagnostics that the client has, by file
  State state = State::Fresh;
  std::optional<int> exitCode;
};

} // namespace evenstride::lsp
