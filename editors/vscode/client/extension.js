// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Starts `evenstride lsp` and leaves the rest to it.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

/** Shows the page on a code that the user names. */
async function explainCode() {
  const code = await vscode.window.showInputBox({ prompt: "A code such as E0301" });
  if (!code || !client)
    return;
  try {
    const page = await client.sendRequest("workspace/executeCommand",
                                          { command: "evenstride.explain", arguments: [code.trim()] });
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content: page });
    await vscode.window.showTextDocument(document, { preview: true });
  } catch (error) {
    vscode.window.showErrorMessage(error.message);
  }
}

async function activate(context) {
  const command = vscode.workspace.getConfiguration("evenstride").get("path");
  context.subscriptions.push(vscode.commands.registerCommand("evenstride.explainCode", explainCode));
  client = new LanguageClient("evenstride", "Evenstride", { command, args: ["lsp"] },
                              {
                                documentSelector: [{ language: "stride" }],
                                // A used file may change without being open.
                                synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.stride") },
                              });
  await client.start();
}

async function deactivate() {
  await client?.stop();
}

module.exports = { activate, deactivate };
