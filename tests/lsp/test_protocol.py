#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The life cycle of the server, and messages that are not what the protocol says."""
import time
import unittest

from client import Client, framed, main

NET = "network n(x: f32[1, 8, 8]) {\n    return x -> relu\n}\n"


class LifeCycle(unittest.TestCase):
    def test_orderly_end(self):
        self.assertEqual(Client().stop(), 0)

    def test_exit_without_shutdown(self):
        client = Client()
        client.notify("exit", None)
        self.assertEqual(client.exit_code(), 1)

    def test_client_that_goes(self):
        self.assertEqual(Client().exit_code(), 1)

    def test_requests_before_initialize(self):
        client = Client(start=False)
        self.assertEqual(client.error("textDocument/hover", {}), -32002)
        client.notify("textDocument/didOpen", {})  # is passed over
        client.request("initialize", {"capabilities": {}})
        self.assertEqual(client.error("initialize", {"capabilities": {}}), -32600)
        self.assertEqual(client.stop(), 0)

    def test_requests_after_shutdown(self):
        client = Client()
        client.request("shutdown", None)
        self.assertEqual(client.error("textDocument/hover", {}), -32600)
        client.notify("exit", None)
        self.assertEqual(client.exit_code(), 0)

    def test_encodings(self):
        for offered, chosen in ((None, "utf-16"), ([], "utf-16"), (["utf-8", "utf-16"], "utf-8"),
                                (["utf-32"], "utf-32"), (["klingon", "utf-16"], "utf-16")):
            client = Client({"general": {"positionEncodings": offered}} if offered is not None else {})
            self.assertEqual(client.server["capabilities"]["positionEncoding"], chosen)
            self.assertEqual(client.stop(), 0)

    def test_columns_of_each_encoding(self):
        text = "network n(x: f32[1, 8, 8]) { return x -> relu @\"\U0001F600é\" -> foo }\n"
        before = text[:text.index("foo")]
        for encoding, column in (("utf-8", len(before.encode())), ("utf-16", len(before.encode("utf-16-le")) // 2),
                                 ("utf-32", len(before))):
            client = Client({"general": {"positionEncodings": [encoding]}})
            places = [d["range"]["start"]["character"] for d in client.open(text) if d["code"] == "E0201"]
            self.assertEqual(places, [column])
            self.assertEqual(client.stop(), 0)


class Malformed(unittest.TestCase):
    def setUp(self):
        self.client = Client()

    def tearDown(self):
        self.assertEqual(self.client.open(NET), [])  # still at work
        self.assertEqual(self.client.stop(), 0)

    def error_of(self, data):
        self.client.send_bytes(data)
        message = self.client.receive()
        self.assertIsNone(message["id"])
        return message["error"]["code"]

    def test_unknown_methods(self):
        self.assertEqual(self.client.error("textDocument/moonPhase", {}), -32601)
        self.assertEqual(self.client.error("$/unheard", {}), -32601)
        self.client.notify("$/unheard", {})
        self.client.notify("workspace/unheard", {})

    def test_parameters_of_another_kind(self):
        for params in ({}, [], None, 3, {"textDocument": 3}, {"textDocument": {"uri": []}},
                       {"textDocument": {"uri": "file:///not/open.stride"}}):
            self.assertEqual(self.client.error("textDocument/hover", params), -32602)
        self.client.open(NET, "file:///a.stride")
        for position in (None, {}, {"line": "1"}, {"line": 1}):
            self.assertEqual(self.client.error("textDocument/hover", {
                "textDocument": {"uri": "file:///a.stride"}, "position": position}), -32602)

    def test_places_beyond_the_text(self):
        self.client.open(NET, "file:///a.stride")
        for line, character in ((0, 10**6), (10**6, 0), (4294967295, 4294967295)):
            self.client.at("hover", {"line": line, "character": character}, "file:///a.stride")
            self.client.at("completion", {"line": line, "character": character}, "file:///a.stride")

    def test_notifications_of_another_kind(self):
        for method in ("textDocument/didOpen", "textDocument/didChange", "textDocument/didClose"):
            self.client.notify(method, {"textDocument": 5})
            self.assertIn(method, self.client.note("window/logMessage")["message"])

    def test_no_json(self):
        for body in (b"", b"{", b"nonsense", b"\xff\xfe", b'{"jsonrpc": "2.0", "id": 1,}', b'"\xc3"'):
            self.assertEqual(self.error_of(framed(body)), -32700)

    def test_deep_json(self):
        self.assertEqual(self.error_of(framed(b"[" * 100000)), -32700)
        self.assertEqual(self.error_of(framed(b"[" * 100000 + b"]" * 100000)), -32600)

    def test_no_requests(self):
        for body in (b"3", b"[]", b"null", b'{"method": 3}', b'{"id": {}, "method": "shutdown"}'):
            self.assertEqual(self.error_of(framed(body)), -32600)
        self.client.send({"jsonrpc": "2.0", "id": 77, "result": None})  # an answer to nothing

    def test_garbage_between_messages(self):
        for garbage in (b"\r\n\r\n", b"hello\r\n", b"X: y\r\n", b"Content-Length: what\r\n\r\n",
                        b"Content-Length: -3\r\n\r\n", b"Content-Length: 99999999999999999999999\r\n\r\n",
                        b"x" * 100000 + b"\n", b"no line break "):
            self.client.send_bytes(garbage)
            self.assertEqual(self.client.error("$/unheard", {}), -32601)

    def test_header_that_is_spelt_otherwise(self):
        body = b'{"jsonrpc": "2.0", "id": 900, "method": "$/unheard"}'
        self.client.send_bytes(b"content-type: x\ncontent-length:%d\n\n%s" % (len(body), body))
        self.assertEqual(self.client.answer(900)["error"]["code"], -32601)

    def test_body_beyond_the_limit(self):
        size = (64 << 20) + 1
        self.client.send_bytes(b"Content-Length: %d\r\n\r\n" % size)
        for _ in range(64):
            self.client.send_bytes(b"a" * (1 << 20))
        self.client.send_bytes(b"a")
        self.assertEqual(self.client.receive()["error"]["code"], -32700)

    def test_half_a_surrogate_pair(self):
        self.client.open("# \U0001F600\n" + NET, "file:///a.stride")
        self.client.change([{"range": {"start": {"line": 0, "character": 2}, "end": {"line": 0, "character": 4}},
                             "text": "\ud83d"}], 2, "file:///a.stride")
        self.assertEqual(self.client.note("textDocument/publishDiagnostics")["version"], 2)


class Cancelling(unittest.TestCase):
    def test_requests_that_wait(self):
        client = Client()
        client.open(NET)
        hover = {"jsonrpc": "2.0", "method": "textDocument/hover",
                 "params": {"textDocument": {"uri": "file:///test/net.stride"}, "position": {"line": 1, "character": 17}}}
        cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 501}}
        client.send_bytes(framed(hover | {"id": 500}) + framed(hover | {"id": 501}) + framed(cancel) +
                          framed(hover | {"id": 502}))
        self.assertIn("result", client.answer(500))
        self.assertEqual(client.answer(501)["error"]["code"], -32800)
        self.assertIn("result", client.answer(502))
        for id in (500, 9999, None, {}):  # answered already, never asked, no id at all
            client.notify("$/cancelRequest", {"id": id})
        client.notify("$/cancelRequest", None)
        self.assertEqual(client.stop(), 0)

    def test_cancellations_that_come_alone(self):
        client = Client()
        for id in range(20):
            client.notify("$/cancelRequest", {"id": id})
            time.sleep(0.01)  # so that the server waits for the next one
        self.assertEqual(client.stop(), 0)


main()
