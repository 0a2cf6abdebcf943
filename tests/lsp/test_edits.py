#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random edits, sent to the server and done to a copy: what the server reports is what `check` reports on the copy."""
import json
import random
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from client import EVENSTRIDE, SOURCES, Client, apply, main, position, units

URI = "file:///test/net.stride"
PIECES = ["\n", " ", "->", "conv(8, 3x3, stride: 2)", "max_pool(2x2)", "x", "(", ")", "{", "}", "\U0001F600", "é",
          "#", "\"", "@a", "3", "network m(y: f32[1, 4, 4]) { return y }\n", "block b(x) { return x -> relu }\n", "\t",
          ", pad: 1", "return ", "let a = ", "漢字", "\\", "repeat 2 { relu }", "\n\n", "+ x", "use \"a.stride\"\n"]


def checked(text):
    """(code, start, message) of each diagnostic of `check` on the text, places as LSP has them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net.stride"
        path.write_bytes(text.encode())
        done = subprocess.run([EVENSTRIDE, "check", "--format", "json", str(path)], capture_output=True, text=True)
    result = []
    for each in json.loads(done.stdout)["diagnostics"]:
        if each["line"] is None:  # the command's own: the file has no network
            continue
        line = text.split("\n")[each["line"] - 1]
        result.append((each["code"], each["line"] - 1, units(line[:each["column"] - 1]), each["message"]))
    return sorted(result)


def served(diagnostics):
    return sorted((d["code"], d["range"]["start"]["line"], d["range"]["start"]["character"],
                   d["message"].split("\n")[0]) for d in diagnostics)


def change(text, begin, end, new):
    return {"range": {"start": position(text, begin), "end": position(text, end)}, "text": new}


class RandomEdits(unittest.TestCase):
    def edited(self, text, seed, steps):
        dice = random.Random(seed)
        client = Client()
        self.assertEqual(served(client.open(text)), checked(text))
        for version in range(2, steps + 2):
            changes = []
            for _ in range(dice.choice((1, 1, 1, 3))):
                begin = dice.randint(0, len(text))
                end = min(len(text), begin + dice.choice((0, 0, 1, 2, 10)))
                new = "".join(dice.choice(PIECES) for _ in range(dice.choice((0, 1, 1, 2))))
                if dice.random() < 0.02:
                    changes.append({"text": new})
                    text = new
                else:
                    changes.append(change(text, begin, end, new))
                    text = text[:begin] + new + text[end:]
            client.change(changes, version)
            note = client.note("textDocument/publishDiagnostics")
            self.assertEqual(note["version"], version)
            self.assertEqual(served(note["diagnostics"]), checked(text), f"seed {seed}, step {version}: {text!r}")
        self.assertEqual(client.stop(), 0)

    def test_examples(self):
        for seed, name in enumerate(("lenet", "denoise", "mobilenet", "squeezenet")):
            self.edited((Path(SOURCES) / "dsl-examples" / f"{name}.stride").read_text(), seed, 30)

    def test_from_nothing(self):
        self.edited("", 100, 40)

    def test_wide_characters(self):
        self.edited("# \U0001F600 漢字 é\nnetwork n(x: f32[1, 9, 9]) { # \U0001F600\n    return x -> conv(4, 2x2, stride: 2)"
                    " # \U0001F600\n}\n", 200, 30)


class LineBreaks(unittest.TestCase):
    def places(self, text, changes=()):
        client = Client()
        diagnostics = client.open(text)
        for version, each in enumerate(changes, 2):
            client.change([each], version)
            diagnostics = client.note("textDocument/publishDiagnostics")["diagnostics"]
        self.assertEqual(client.stop(), 0)
        return [(d["code"], d["range"]["start"]["line"], d["range"]["start"]["character"]) for d in diagnostics]

    def test_all_kinds(self):
        for end in ("\n", "\r\n", "\r"):
            text = end.join(("# a", "network n(x: f32[1, 8, 8]) {", "    return x -> foo", "}", ""))
            if end == "\r":  # ends a line for the protocol, but no comment for the language
                text = text[4:]
            self.assertEqual(self.places(text), [("E0201", 1 if end == "\r" else 2, 16)])

    def test_edits_across_line_breaks(self):
        text = "network n(x: f32[1, 8, 8]) {\r\n    return x -> foo\r\n}\r\n"
        whole = {"range": {"start": {"line": 1, "character": 16}, "end": {"line": 1, "character": 99}}, "text": "relu"}
        self.assertEqual(self.places(text, [whole]), [])
        joined = {"range": {"start": {"line": 0, "character": 99}, "end": {"line": 1, "character": 0}}, "text": ""}
        self.assertEqual(self.places(text, [joined]), [("E0201", 0, 44)])

    def test_empty_file(self):
        self.assertEqual(self.places(""), [("E0003", 0, 0)])

    def test_edits_of_a_document_that_is_closed(self):
        client = Client()
        client.open("network")
        client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        self.assertEqual(client.note("textDocument/publishDiagnostics")["diagnostics"], [])
        client.change([{"text": "network"}], 2)
        self.assertEqual(client.error("textDocument/hover", {"textDocument": {"uri": URI},
                                                             "position": {"line": 0, "character": 0}}), -32602)
        self.assertEqual(client.stop(), 0)


class Speed(unittest.TestCase):
    def test_keystrokes_in_a_thousand_layers(self):
        """Generous, because other tests run at the same time: this finds what is not linear, and prints the rest."""
        layers = "".join(f"        -> conv(16, 3x3, pad: 1) @c{i} -> relu\n" for i in range(500))
        text = f"network big(x: f32[16, 64, 64]) {{\n    let y = x\n{layers}    return y\n}}\n"
        self.type_in(text, 0)
        for i in (50, 150, 350):
            text = text.replace(f"pad: 1) @c{i} ", f"pad: 1, stride: 2) @c{i} ")
        self.type_in(text, 3)

    def type_in(self, text, errors):
        client = Client()
        client.open(text)
        times = []
        for version in range(2, 22):
            start = time.monotonic()
            line = 2 + version * 20
            client.change([{"range": {"start": {"line": line, "character": 16}, "end": {"line": line, "character": 18}},
                            "text": str(10 + version % 2)}], version)
            found = client.note("textDocument/publishDiagnostics")["diagnostics"]
            self.assertEqual(len(found), errors)
            times.append(time.monotonic() - start)
        print(f"median {sorted(times)[10] * 1000:.1f} ms per keystroke, {errors} errors")
        self.assertLess(sorted(times)[10], 1)
        self.assertEqual(client.stop(), 0)


main()
