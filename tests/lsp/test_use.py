#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Files that use others: whose diagnostics are whose, unsaved texts, places in other files, paths."""
import tempfile
from pathlib import Path

from client import ServerTest, apply, main, marked, position

BLOCKS = "block down(x, filters: int) {\n    return x -> conv(filters, 3x3, stride: 2, pad: 1) -> relu\n}\n"
NET = 'use "blocks.stride"\n\nnetwork n(x: f32[4, 9, 9]) {\n    return x -> down(8) -> relu\n}\n'
UNEVEN = NET.replace("9, 9", "8, 8")


class Use(ServerTest):
    def setUp(self):
        super().setUp()
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.folder = Path(self.directory.name).resolve()
        self.write("blocks.stride", BLOCKS)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def uri(self, name):
        return (self.folder / name).as_uri()

    def published(self, count=1):
        """Codes by file name of the next published lists."""
        result = {}
        for _ in range(count):
            params = self.client.note("textDocument/publishDiagnostics")
            result[params["uri"].split("/")[-1]] = [each["code"] for each in params["diagnostics"]]
        return result

    def open(self, name, text, count=1):
        self.client.notify("textDocument/didOpen", {"textDocument": {
            "uri": self.uri(name), "languageId": "stride", "version": 1, "text": text}})
        return self.published(count)

    def change(self, name, text, count=1):
        self.client.change([{"text": text}], 2, self.uri(name))
        return self.published(count)

    def test_a_used_file_that_is_not_open(self):
        self.assertEqual(self.open("net.stride", NET), {"net.stride": []})
        # An error in a used file is published there, although nobody opened it.
        self.assertEqual(self.change("net.stride", UNEVEN, 2), {"net.stride": [], "blocks.stride": ["E0301"]})
        # It goes when nobody sees it any more.
        self.assertEqual(self.change("net.stride", NET, 2), {"net.stride": [], "blocks.stride": []})

    def test_places_of_a_diagnostic_are_in_their_files(self):
        self.client.notify("textDocument/didOpen", {"textDocument": {
            "uri": self.uri("net.stride"), "languageId": "stride", "version": 1, "text": UNEVEN}})
        lists = [self.client.note("textDocument/publishDiagnostics") for _ in range(2)]
        [found] = next(each["diagnostics"] for each in lists if each["diagnostics"])
        self.assertEqual(found["range"]["start"], position(BLOCKS, BLOCKS.index("stride: 2")))
        [related] = found["relatedInformation"]
        self.assertEqual(related["location"]["uri"], self.uri("net.stride"))
        self.assertEqual(related["location"]["range"]["start"], position(UNEVEN, UNEVEN.index("8, 8]")))

    def test_unsaved_texts_count(self):
        self.open("net.stride", NET)
        self.assertEqual(self.open("blocks.stride", BLOCKS, 2), {"net.stride": [], "blocks.stride": []})
        renamed = BLOCKS.replace("down", "halve")
        self.assertEqual(self.change("blocks.stride", renamed, 2), {"net.stride": ["E0201"], "blocks.stride": []})
        broken = BLOCKS.replace("->", "- >")
        changed = self.change("blocks.stride", broken, 2)
        self.assertEqual(changed["net.stride"], [])  # no echo
        self.assertTrue(changed["blocks.stride"])
        # Closed without being saved: the text on the disk is back.
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": self.uri("blocks.stride")}})
        self.assertEqual(self.published(2), {"net.stride": [], "blocks.stride": []})

    def test_files_that_change_on_the_disk(self):
        self.assertEqual(self.open("net.stride", NET.replace("blocks", "later")), {"net.stride": ["E0225"]})
        self.write("later.stride", BLOCKS)
        self.client.notify("workspace/didChangeWatchedFiles",
                           {"changes": [{"uri": self.uri("later.stride"), "type": 1}]})
        self.assertEqual(self.published(), {"net.stride": []})

    def test_what_several_files_see_is_said_once(self):
        wrong = BLOCKS.replace("relu", "rellu")
        self.open("net.stride", NET)
        self.open("other.stride", NET)
        self.assertEqual(self.open("blocks.stride", wrong, 3),
                         {"net.stride": [], "other.stride": [], "blocks.stride": ["E0201"]})

    def test_circles(self):
        self.write("blocks.stride", 'use "net.stride"\n' + BLOCKS)
        self.assertEqual(self.open("net.stride", NET, 2), {"net.stride": [], "blocks.stride": ["E0226"]})

    def test_definitions(self):
        self.open("net.stride", NET)
        place = position(NET, NET.index("down"))
        found = self.client.at("definition", place, self.uri("net.stride"))
        self.assertEqual(found["uri"], self.uri("blocks.stride"))
        self.assertEqual(found["range"]["start"], position(BLOCKS, BLOCKS.index("down")))
        found = self.client.at("definition", position(NET, NET.index("blocks")), self.uri("net.stride"))
        self.assertEqual((found["uri"], found["range"]["start"]["line"]), (self.uri("blocks.stride"), 0))

    def test_hovers(self):
        self.open("net.stride", NET)
        text = self.client.at("hover", position(NET, NET.index("down")), self.uri("net.stride"))["contents"]["value"]
        self.assertIn("block down(x, filters: int)", text)
        self.assertIn("[8, 5, 5]", text)
        text = self.client.at("hover", position(NET, NET.index("blocks")), self.uri("net.stride"))["contents"]["value"]
        self.assertIn("block down(x, filters: int)", text)

    def test_references_and_renaming_over_files(self):
        self.open("net.stride", NET)
        at = position(NET, NET.index("down"))
        params = {"textDocument": {"uri": self.uri("net.stride")}, "position": at, "newName": "halve"}
        # The file that declares it is not open: nobody would see what happens to it.
        self.assertIsNone(self.client.request("textDocument/prepareRename", params))
        self.assertEqual(self.client.error("textDocument/rename", params), -32803)
        self.open("blocks.stride", BLOCKS, 2)
        found = self.client.request("textDocument/references", {**params, "context": {"includeDeclaration": True}})
        self.assertEqual(sorted(each["uri"] for each in found), [self.uri("blocks.stride"), self.uri("net.stride")])
        found = self.client.request("textDocument/references", {**params, "context": {"includeDeclaration": False}})
        self.assertEqual([each["uri"] for each in found], [self.uri("net.stride")])
        changes = self.client.request("textDocument/rename", params)["documentChanges"]
        edits = {change["textDocument"]["uri"]: change["edits"] for change in changes}
        self.assertEqual(apply(NET, edits[self.uri("net.stride")]), NET.replace("down", "halve"))
        self.assertEqual(apply(BLOCKS, edits[self.uri("blocks.stride")]), BLOCKS.replace("down", "halve"))

    def labels(self, text):
        text, place = marked(text)
        self.open("net.stride", text)
        return [item["label"] for item in self.client.at("completion", place, self.uri("net.stride"))["items"]]

    def test_used_blocks_are_completed(self):
        self.assertIn("down", self.labels(NET.replace("-> down(8)", "-> |")))
        self.assertIn("filters", self.labels(NET.replace("down(8)", "down(|)")))

    def test_paths_are_completed(self):
        self.write("lib/more.stride", BLOCKS)
        self.write("lib/notes.txt", "")
        self.write("net.stride", NET)
        self.assertEqual(self.labels('use "|'), ["blocks.stride", "lib/"])
        self.assertEqual(self.labels('use "lib/m|'), ["more.stride"])
        self.assertEqual(self.labels('use "lib/../|'), ["blocks.stride", "lib/"])
        self.assertEqual(self.labels('use "nowhere/|'), [])
        self.assertNotIn("blocks.stride", self.labels('use "blocks.stride" |'))

    def test_a_used_file_is_mended_where_it_is(self):
        self.open("net.stride", UNEVEN, 2)
        self.open("blocks.stride", BLOCKS, 1)
        actions = self.client.request("textDocument/codeAction", {
            "textDocument": {"uri": self.uri("blocks.stride")}, "context": {"diagnostics": []},
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}})
        self.assertTrue(actions[0]["title"].endswith("[bit-identical]"))
        for action in actions:
            [change] = action["edit"]["documentChanges"]
            name = change["textDocument"]["uri"].split("/")[-1]
            before = {"blocks.stride": BLOCKS, "net.stride": UNEVEN}[name]
            self.assertEqual(change["textDocument"]["version"], 1)
            self.assertNotEqual(apply(before, change["edits"]), before)
        mended = apply(BLOCKS, actions[0]["edit"]["documentChanges"][0]["edits"])
        self.assertEqual(self.change("blocks.stride", mended, 2), {"net.stride": [], "blocks.stride": []})


if __name__ == "__main__":
    main()
