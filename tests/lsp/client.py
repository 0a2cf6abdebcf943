# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A client of the language server: starts `evenstride lsp` and talks with it over pipes.

usage of the tests beside this file: test_NAME.py PATH/TO/evenstride SOURCE_DIRECTORY
"""
import json
import subprocess
import sys
import unittest

EVENSTRIDE, SOURCES = sys.argv[1], sys.argv[2]


class Client:
    def __init__(self, capabilities=None, start=True):
        self.process = subprocess.Popen([EVENSTRIDE, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.last_id = 0
        self.notes = []  # notifications that came in between
        self.answers = {}
        if start:
            self.server = self.request("initialize", {"capabilities": capabilities or {}})
            self.notify("initialized", {})

    def send_bytes(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message):
        self.send_bytes(framed(message))

    def receive(self):
        """The next message, or None at the end."""
        length = None
        while True:
            line = self.process.stdout.readline()
            if not line:
                return None
            if line in (b"\r\n", b"\n"):
                break
            name, value = line.split(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return json.loads(self.process.stdout.read(length))

    def notify(self, method, params):
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def start(self, method, params):
        """Sends a request and returns its id."""
        self.last_id += 1
        self.send({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params})
        return self.last_id

    def answer(self, id):
        """The whole answer to a request."""
        while id not in self.answers:
            message = self.receive()
            assert message is not None, "the server has gone"
            if "method" in message:
                self.notes.append(message)
            else:
                self.answers[message["id"]] = message
        return self.answers.pop(id)

    def request(self, method, params):
        """The result of a request."""
        answer = self.answer(self.start(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def error(self, method, params):
        """The number of the error that a request ends in."""
        return self.answer(self.start(method, params))["error"]["code"]

    def note(self, method):
        """The parameters of the next notification of this name."""
        while True:
            for i, message in enumerate(self.notes):
                if message["method"] == method:
                    return self.notes.pop(i)["params"]
            message = self.receive()
            assert message is not None, "the server has gone"
            if "method" in message:
                self.notes.append(message)
            else:
                self.answers[message["id"]] = message

    def open(self, text, uri="file:///test/net.stride", version=1):
        """Opens a document and returns its diagnostics."""
        self.notify("textDocument/didOpen",
                    {"textDocument": {"uri": uri, "languageId": "stride", "version": version, "text": text}})
        return self.note("textDocument/publishDiagnostics")["diagnostics"]

    def change(self, changes, version, uri="file:///test/net.stride"):
        self.notify("textDocument/didChange",
                    {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes})

    def at(self, method, position, uri="file:///test/net.stride", **more):
        return self.request("textDocument/" + method,
                            {"textDocument": {"uri": uri}, "position": position, **more})

    def exit_code(self):
        self.process.stdin.close()
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code

    def stop(self):
        """An orderly end; the exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.exit_code()


def framed(message):
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def units(text):
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def position(text, offset):
    """The protocol's position of an offset, lines ending in LF."""
    line = text.count("\n", 0, offset)
    begin = text.rfind("\n", 0, offset) + 1
    return {"line": line, "character": units(text[begin:offset])}


def marked(text):
    """A text without the mark `|`, and the position where it stood."""
    offset = text.index("|")
    return text[:offset] + text[offset + 1:], position(text, offset)


def apply(text, edits):
    """Text edits of the protocol applied to a text whose lines end in LF."""
    def offset(place):
        at = 0
        for _ in range(place["line"]):
            at = text.index("\n", at) + 1
        line = text[at:].split("\n")[0]
        return at + len(line.encode("utf-16-le")[:2 * place["character"]].decode("utf-16-le"))
    spans = [(offset(e["range"]["start"]), offset(e["range"]["end"]), e["newText"]) for e in edits]
    for begin, end, new in sorted(spans, reverse=True):
        text = text[:begin] + new + text[end:]
    return text


class ServerTest(unittest.TestCase):
    """A server per test, which has to end in good order."""
    capabilities = {"workspace": {"workspaceEdit": {"documentChanges": True}},
                    "textDocument": {"completion": {"completionItem": {"snippetSupport": True}},
                                     "publishDiagnostics": {"relatedInformation": True}}}

    def setUp(self):
        self.client = Client(self.capabilities)

    def tearDown(self):
        self.assertEqual(self.client.stop(), 0)


def main():
    unittest.main(argv=sys.argv[:1])
