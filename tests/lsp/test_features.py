#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What an editor asks for: hovers, hints, completions, fixes, places, tokens."""
import re
from pathlib import Path

from client import SOURCES, ServerTest, apply, main, marked, position

URI = "file:///test/net.stride"
WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 10**6, "character": 0}}

NET = """# A network for tests.
block twice(a, filters: int) {
    return a -> conv(filters, 3x3, pad: 1) -> relu -> conv(filters, 1x1) @last
}

network n(image: f32[3, 32, 32]) {
    let half = image -> conv(8, 2x2, stride: 2) @stem
    let deep = half -> twice(8) -> twice(16)
        -> repeat i in 0..2 { conv(16, 3x3, pad: 1) @"body.{i}" -> relu }
    return deep + (half -> conv(16, 1x1)), half
}
"""

FLOOR = "network n(x: f32[1, 28, 28]) {\n    return x -> conv(4, 3x3, stride: 2, pad: 1) -> relu\n}\n"


class Features(ServerTest):
    def at(self, method, text, mark, **more):
        """Asks about the place of `|` in `mark`, which is `text` around it."""
        before, after = mark.split("|")
        return self.client.at(method, position(text, text.index(before + after) + len(before)), **more)

    def hover(self, mark, text=NET):
        result = self.at("hover", text, mark)
        return result and result["contents"]["value"]

    def labels(self, text):
        """Completions at the mark `|` in a text."""
        text, place = marked(text)
        self.client.open(text)
        return [item["label"] for item in self.client.at("completion", place)["items"]]

    def test_diagnostics(self):
        [found] = self.client.open(FLOOR)
        self.assertEqual((found["code"], found["severity"], found["source"]), ("E0301", 1, "evenstride"))
        self.assertEqual(found["range"]["start"], position(FLOOR, FLOOR.index("stride: 2")))
        self.assertEqual(found["range"]["end"], position(FLOOR, FLOOR.index("stride: 2") + 9))
        self.assertEqual(found["data"]["geometry"][0]["class"], "padding")
        self.assertTrue(all(each["location"]["uri"] == URI for each in found["relatedInformation"]))
        self.assertTrue(found["relatedInformation"])

    def test_quick_fixes_mend_the_file(self):
        self.client.open(FLOOR)
        params = {"textDocument": {"uri": URI}, "range": WHOLE, "context": {"diagnostics": []}}
        actions = self.client.request("textDocument/codeAction", params)
        fixes = [action for action in actions if action["kind"] == "quickfix"]
        self.assertTrue(fixes[0]["title"].endswith("[bit-identical]"), fixes[0]["title"])
        self.assertEqual([action["isPreferred"] for action in fixes], [True] + [False] * (len(fixes) - 1))
        for version, action in enumerate(actions, 10):
            [change] = action["edit"]["documentChanges"]
            self.assertEqual(change["textDocument"], {"uri": URI, "version": 1})
            mended = apply(FLOOR, change["edits"])
            self.assertNotEqual(mended, FLOOR)
            codes = [d["code"] for d in self.client.open(mended, "file:///other.stride", version)]
            self.assertNotIn("E0301", codes, action["title"])

    def test_all_fixes_at_once(self):
        text = FLOOR.replace("-> relu", "-> relu -> conv(8, 3x3, stride: 2, pad: 1) -> relu")
        self.client.open(text)
        [action] = self.client.request("textDocument/codeAction", {
            "textDocument": {"uri": URI}, "range": WHOLE,
            "context": {"diagnostics": [], "only": ["source.fixAll"]}})
        self.assertEqual(action["kind"], "source.fixAll.evenstride")
        edits = action["edit"]["documentChanges"][0]["edits"]
        self.assertEqual(self.client.open(apply(text, edits), "file:///other.stride"), [])

    def test_fixes_elsewhere_are_not_offered(self):
        self.client.open(FLOOR)
        place = {"line": 0, "character": 3}
        actions = self.client.request("textDocument/codeAction", {
            "textDocument": {"uri": URI}, "range": {"start": place, "end": place},
            "context": {"diagnostics": [], "only": ["quickfix"]}})
        self.assertEqual(actions, [])

    def test_hover(self):
        self.assertEqual([each for each in self.client.open(NET) if each["severity"] == 1], [])
        stem = self.hover("-> co|nv(8, 2x2")
        for part in ("conv(x, filters, kernel, stride: 1", "`stem`: `[8, 16, 16]`", "2x2, step 2x2",
                     "`groups`: equal parts"):
            self.assertIn(part, stem)
        self.assertIn("step from window to window", self.hover("str|ide: 2"))
        self.assertIn("`[8, 16, 16]`", self.hover("let ha|lf"))
        self.assertIn("`[8, 16, 16]`", self.hover("(hal|f ->"))
        self.assertIn("image: f32[3, 32, 32]", self.hover("n(im|age"))
        self.assertIn("repeat i in 0..2", self.hover("repeat |i in"))
        self.assertIn("filters: int", self.hover("conv(filter|s, 1x1)"))
        self.assertIn("[16, 16, 16]", self.hover("deep |+ ("))
        self.assertIn("layers", self.hover("network |n("))
        self.assertIsNone(self.hover("# A net|work"))

    def test_hover_in_blocks_shows_copies(self):
        self.client.open(NET)
        text = self.hover("a -> c|onv(filters, 3x3")
        self.assertIn("2 copies", text)
        self.assertIn("`twice1.conv1`: `[8, 16, 16]`", text)
        self.assertIn("`twice2.conv1`: `[16, 16, 16]`", text)
        self.assertIn("`[8, 16, 16]`", self.hover("-> twi|ce(8)"))

    def test_hover_in_a_broken_text(self):
        self.client.open(NET)
        broken = NET.replace("@stem\n", "@stem -> \n")
        self.client.change([{"text": broken}], 2)
        self.assertIn("`stem`: `[8, 16, 16]`", self.hover("-> co|nv(8, 2x2", broken))

    def test_hints(self):
        self.client.open(NET)
        hints = self.client.request("textDocument/inlayHint", {"textDocument": {"uri": URI}, "range": WHOLE})
        shown = {}
        lines = NET.split("\n")
        for hint in hints:
            place = hint["position"]
            shown[lines[place["line"]][:place["character"]].strip()] = hint["label"]
        self.assertEqual(shown["let half = image -> conv(8, 2x2, stride: 2) @stem"], "[8, 16, 16]")
        self.assertEqual(shown["let deep = half -> twice(8)"], "[8, 16, 16]")
        self.assertEqual(shown["let deep = half -> twice(8) -> twice(16)"], "[16, 16, 16]")
        self.assertEqual(shown["return a -> conv(filters, 3x3, pad: 1)"], "[8, 16, 16], [16, 16, 16]")
        self.assertEqual(shown['-> repeat i in 0..2 { conv(16, 3x3, pad: 1) @"body.{i}" -> relu }'], "[16, 16, 16]")
        self.assertEqual(shown["return deep + (half -> conv(16, 1x1))"], "[16, 16, 16]")

    def test_hints_of_a_part(self):
        self.client.open(NET)
        line = NET[:NET.index("let half")].count("\n")
        part = {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 100}}
        hints = self.client.request("textDocument/inlayHint", {"textDocument": {"uri": URI}, "range": part})
        self.assertEqual({hint["position"]["line"] for hint in hints}, {line})

    def test_no_hints_behind_an_error(self):
        self.client.open(FLOOR.replace("x -> conv", "x -> relu -> conv"))
        hints = self.client.request("textDocument/inlayHint", {"textDocument": {"uri": URI}, "range": WHOLE})
        self.assertEqual([hint["label"] for hint in hints], ["[1, 28, 28]"])

    def test_completion_of_layers_and_blocks(self):
        for text in (NET.replace("-> relu }", "-> |}"), NET.replace("-> relu }", "-> re| }")):
            labels = self.labels(text)
            for word in ("conv", "relu", "twice", "repeat", "expect"):
                self.assertIn(word, labels)
            self.assertNotIn("half", labels)
            self.assertNotIn("add", labels)

    def test_completion_of_arguments(self):
        labels = self.labels(NET.replace("conv(8, 2x2, stride: 2)", "conv(8, 2x2, |stride: 2)"))
        self.assertIn("pad", labels)
        for given in ("stride", "filters", "kernel"):
            self.assertNotIn(given, labels)
        labels = self.labels(NET.replace("conv(8, 2x2, stride: 2) @stem", "conv(|"))
        for open_ in ("filters", "kernel", "stride"):
            self.assertIn(open_, labels)
        self.assertIn("filters", self.labels(NET.replace("twice(8)", "twice(|)")))

    def test_completion_of_words(self):
        self.assertEqual(self.labels(NET.replace("stride: 2", "pad: |"))[0], "same")
        labels = self.labels(NET.replace("stride: 2", "round: d|"))
        self.assertEqual(labels[:2], ["down", "up"])
        self.assertIn("true", self.labels(NET.replace("stride: 2", "bias: |")))

    def test_completion_of_values(self):
        labels = self.labels(NET.replace("deep + (half -> conv(16, 1x1)), half", "|"))
        for word in ("image", "half", "deep", "conv"):
            self.assertIn(word, labels)
        self.assertNotIn("a", labels)  # of the block
        self.assertNotIn("deep", self.labels(NET.replace("half -> twice(8)", "| -> twice(8)")))
        self.assertEqual(self.labels(NET.replace("conv(filters, 3x3", "conv(filters + |, 3x3"))[0], "a")
        self.assertIn("i", self.labels(NET.replace('"body.{i}"', '"body.{i|}"')))

    def test_completion_of_keywords(self):
        self.assertEqual(self.labels("|"), ["network", "block", "use"])
        self.assertEqual(self.labels(NET + "|"), ["network", "block", "use"])
        self.assertEqual(self.labels("network n(x: |"), ["f32", "u8"])
        self.assertEqual(self.labels("block n(x, k: |"), ["int"])
        self.assertIn("return", self.labels("network n(x: f32[1, 2, 2]) {\n    |\n}"))

    def test_no_completion_where_nothing_is_known(self):
        for text in ("# a |comment", NET.replace("@stem", "@st|em"), "network n|", NET.replace("let half", "let ha|lf"),
                     NET.replace('"body.', '"bo|dy.'), NET.replace("3x3", "3x|3", 1), 'use "|"'):
            self.assertEqual(self.labels(text), [], text)

    def test_completions_replace_what_is_typed(self):
        text, place = marked(NET.replace("-> relu }", "-> re| }"))
        self.client.open(text)
        [item] = [i for i in self.client.at("completion", place)["items"] if i["label"] == "relu"]
        self.assertEqual(apply(text, [item["textEdit"]]), NET)
        [conv] = [i for i in self.client.at("completion", place)["items"] if i["label"] == "conv"]
        self.assertEqual((conv["textEdit"]["newText"], conv["insertTextFormat"]), ("conv($0)", 2))

    def signature(self, text):
        text, place = marked(text)
        self.client.open(text)
        result = self.client.at("signatureHelp", place)
        if result is None:
            return None
        [signature] = result["signatures"]
        return signature["label"].split("(")[0], signature["parameters"][signature["activeParameter"]]["label"]

    def test_signatures(self):
        self.assertEqual(self.signature(NET.replace("conv(8, 2x2", "conv(|8, 2x2")), ("conv", "filters"))
        self.assertEqual(self.signature(NET.replace("conv(8, 2x2", "conv(8, |2x2")), ("conv", "kernel"))
        self.assertEqual(self.signature(NET.replace("stride: 2", "stride: |2")), ("conv", "stride: 1"))
        self.assertEqual(self.signature(NET.replace("stride: 2) @stem", "stride: (2, |")), ("conv", "stride: 1"))
        self.assertEqual(self.signature(NET.replace("twice(8)", "twice(|")), ("twice", "filters: int"))
        self.assertIsNone(self.signature(NET.replace("@stem", "@stem |")))

    def test_definition(self):
        self.client.open(NET)
        def target(mark):
            found = self.at("definition", NET, mark)
            return found and found["uri"] == URI and found["range"]["start"]
        self.assertEqual(target("-> twi|ce(16)"), position(NET, NET.index("twice")))
        self.assertEqual(target("(hal|f -> conv"), position(NET, NET.index("half")))
        self.assertEqual(target("conv(fil|ters, 1x1"), position(NET, NET.index("filters")))
        self.assertEqual(target('body.{|i}"'), position(NET, NET.index("i in 0..2")))
        self.assertEqual(target("@st|em"), position(NET, NET.index("conv(8, 2x2")))
        self.assertIsNone(target("-> co|nv(8"))

    def test_references_and_rename(self):
        self.client.open(NET)
        found = self.at("references", NET, "let ha|lf", context={"includeDeclaration": True})
        self.assertEqual([r["range"]["start"] for r in found],
                         [position(NET, m.start()) for m in re.finditer(r"\bhalf\b", NET)])
        found = self.at("references", NET, "let ha|lf", context={"includeDeclaration": False})
        self.assertEqual(len(found), 3)
        self.assertEqual(len(self.at("documentHighlight", NET, "let ha|lf")), 4)

    def test_rename(self):
        self.client.open(NET)
        self.assertEqual(self.at("prepareRename", NET, "-> twi|ce(8)")["placeholder"], "twice")
        edit = self.at("rename", NET, "-> twi|ce(8)", newName="pair")
        self.assertEqual(apply(NET, edit["documentChanges"][0]["edits"]), NET.replace("twice", "pair"))
        edit = self.at("rename", NET, "let ha|lf", newName="low")  # the output keeps its name
        renamed = re.sub(r"\bhalf\b", "low", NET).replace(", low\n}", ", half: low\n}")
        self.assertEqual(apply(NET, edit["documentChanges"][0]["edits"]), renamed)
        self.assertIsNone(self.at("prepareRename", NET, "-> co|nv(8"))

    def test_renames_that_are_refused(self):
        self.client.open(NET)
        place = position(NET, NET.index("half"))
        for name in ("", "3x", "let", "deep", "a b", "é"):
            params = {"textDocument": {"uri": URI}, "position": place, "newName": name}
            self.assertEqual(self.client.error("textDocument/rename", params), -32803, name)
        params = {"textDocument": {"uri": URI}, "position": position(NET, NET.index("twice")), "newName": "conv"}
        self.assertEqual(self.client.error("textDocument/rename", params), -32803)

    def test_outline(self):
        self.client.open(NET)
        symbols = self.client.request("textDocument/documentSymbol", {"textDocument": {"uri": URI}})
        self.assertEqual([(s["name"], s["detail"]) for s in symbols], [("twice", "block"), ("n", "network")])
        self.assertEqual([(s["name"], s["detail"]) for s in symbols[1]["children"]],
                         [("image", "f32[3, 32, 32]"), ("half", "[8, 16, 16]"), ("deep", "[16, 16, 16]")])

    def test_formatting(self):
        tidy = NET.replace("half -> twice(8) ->", "half\n        -> twice(8) ->")
        untidy = tidy.replace("    let half = image -> ", "  let  half=image->").replace("a, filters: int", "a,filters:int")
        self.client.open(untidy)
        params = {"textDocument": {"uri": URI}, "options": {"tabSize": 2, "insertSpaces": False}}
        edits = self.client.request("textDocument/formatting", params)
        self.assertEqual([edit["range"]["start"]["line"] for edit in edits], [1, 6])
        self.assertEqual(apply(untidy, edits), tidy)
        line = {"start": {"line": 6, "character": 3}, "end": {"line": 6, "character": 5}}
        [edit] = self.client.request("textDocument/rangeFormatting", {**params, "range": line})
        self.assertEqual(edit, edits[1])
        self.client.open(tidy, "file:///tidy.stride")
        self.assertEqual(self.client.request("textDocument/formatting",
                                             {**params, "textDocument": {"uri": "file:///tidy.stride"}}), [])

    def test_formatting_leaves_a_broken_text_alone(self):
        self.client.open(NET.replace("@stem", "->"))
        self.assertIsNone(self.client.request("textDocument/formatting",
                                              {"textDocument": {"uri": URI}, "options": {}}))

    def test_folding(self):
        self.client.open("# one\n# two\n" + NET)
        ranges = self.client.request("textDocument/foldingRange", {"textDocument": {"uri": URI}})
        folded = {(r["startLine"], r["endLine"], r["kind"]) for r in ranges}
        self.assertEqual(folded, {(0, 2, "comment"), (3, 4, "region"), (7, 11, "region")})

    def test_semantic_tokens(self):
        self.client.open(NET)
        legend = self.client.server["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"]
        data = self.client.request("textDocument/semanticTokens/full", {"textDocument": {"uri": URI}})["data"]
        kinds, line, column, lines = {}, 0, 0, NET.split("\n")
        for i in range(0, len(data), 5):
            line, column = line + data[i], data[i + 1] + (column if data[i] == 0 else 0)
            kinds.setdefault(lines[line][column:column + data[i + 2]], legend[data[i + 3]])
        for word, kind in (("twice", "function"), ("conv", "function"), ("half", "variable"), ("image", "parameter"),
                           ("stride", "property"), ("@stem", "decorator"), ("f32", "type"), ("+", "operator"),
                           ('@"body.{i}"', "decorator"), ("n", "class")):
            self.assertEqual(kinds.get(word), kind, word)

    def test_pages_on_codes(self):
        page = self.client.request("workspace/executeCommand", {"command": "evenstride.explain", "arguments": ["E0301"]})
        self.assertTrue(page.startswith("# E0301"))
        for params in ({"command": "evenstride.explain", "arguments": ["E9999"]}, {"command": "other"},
                       {"command": "evenstride.explain", "arguments": []}):
            self.assertEqual(self.client.error("workspace/executeCommand", params), -32602)

    def test_every_request_at_every_place_of_an_example(self):
        text = (Path(SOURCES) / "dsl-examples" / "squeezenet.stride").read_text()
        for cut in (text, text[:len(text) // 2], text.replace(")", "", 3)):
            self.client.open(cut)
            for offset in range(0, len(cut), 23):
                for method in ("hover", "completion", "signatureHelp", "definition", "documentHighlight"):
                    self.client.at(method, position(cut, offset))


main()
