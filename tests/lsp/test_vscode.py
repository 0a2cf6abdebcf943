#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The extension for Visual Studio Code: its files fit each other, and its grammar knows the compiler's words.

The grammar's patterns are plain enough to be tried with Python's regular expressions, one line at a time. A run with
EVENSTRIDE_UPDATE_GOLDENS=1 puts the compiler's words into the grammar.
"""
import json
import os
import re
import unittest
from pathlib import Path

from client import SOURCES, main

EXTENSION = Path(SOURCES) / "editors" / "vscode"


def load(name):
    return json.loads((EXTENSION / name).read_text())


def alternatives(pattern):
    """The words of `\\b(a|b|c)\\b…`."""
    return re.match(r"\\b\(([\w|]+)\)\\b", pattern)[1].split("|")


def compiler_words():
    """Reserved words, layers, and what parameters understand, in the compiler's order."""
    reserved = (Path(SOURCES) / "compiler/ast/Spelling.h").read_text()
    layers = (Path(SOURCES) / "compiler/layers/layers.def").read_text()
    operators = {"add", "sub", "mul"}  # written `+ - *`
    words = {word for file in (Path(SOURCES) / "compiler/layers").glob("*.cpp")
             for listed in re.findall(r"\.words = \{([^}]*)\}", file.read_text())
             for word in re.findall(r'"(\w+)"', listed)}
    return {"keyword": re.findall(r'"(\w+)"', re.search(r"reservedWords = \{([^}]*)\}", reserved)[1]),
            "layer": [layer for layer in re.findall(r"^LAYER\((\w+),", layers, re.MULTILINE) if layer not in operators],
            "word": ["true", "false"] + sorted(words)}


def update_grammar():
    path = EXTENSION / "syntaxes/stride.tmLanguage.json"
    grammar, text = load("syntaxes/stride.tmLanguage.json"), path.read_text()
    for name, words in compiler_words().items():
        text = text.replace("|".join(alternatives(grammar["repository"][name]["match"])), "|".join(words), 1)
    path.write_text(text)


def scopes(grammar, line):
    """(text, scope) of each piece of a line that a pattern takes; the first pattern at the leftmost place wins."""
    def flat(pattern):
        if "include" in pattern:
            return [p for each in [grammar["repository"][pattern["include"][1:]]] for p in flat(each)]
        if "match" in pattern or "begin" in pattern:
            return [pattern]
        return [p for each in pattern["patterns"] for p in flat(each)]
    patterns, result, at = flat(grammar["repository"]["all"]), [], 0
    while True:
        found = [(m.start(), i, m, p) for i, p in enumerate(patterns)
                 for m in [re.compile(p.get("match") or p["begin"]).search(line, at)] if m and m.end() > m.start()]
        if not found:
            return result
        _, _, match, pattern = min(found, key=lambda f: f[:2])
        end = match.end()
        if "begin" in pattern:
            end = re.compile(pattern["end"]).search(line, end).end()
        for group, capture in pattern.get("captures", {}).items():
            result.append((match[int(group)], capture["name"]))
        if "name" in pattern:
            result.append((line[match.start():end], pattern["name"]))
        at = end


class Extension(unittest.TestCase):
    def setUp(self):
        self.grammar = load("syntaxes/stride.tmLanguage.json")

    def test_files_that_are_named_exist(self):
        package = load("package.json")
        contributes = package["contributes"]
        paths = [package["main"]] + [l["configuration"] for l in contributes["languages"]]
        for path in paths + [g["path"] for g in contributes["grammars"]]:
            self.assertTrue((EXTENSION / path).is_file(), path)
        self.assertEqual(contributes["grammars"][0]["scopeName"], self.grammar["scopeName"])
        for version in package["dependencies"].values():
            self.assertRegex(version, r"^\d+\.\d+\.\d+$")  # pinned
        load("language-configuration.json")

    def test_words_are_the_compilers(self):
        for name, words in compiler_words().items():
            self.assertGreater(len(words), 4)
            self.assertEqual(alternatives(self.grammar["repository"][name]["match"]), words, "see the head of this test")

    def test_a_line(self):
        found = scopes(self.grammar, '    -> conv(32, 3x3, pad: same) @"b.{i}" -> fire(8) @a # conv')
        self.assertEqual(found, [
            ("->", "keyword.operator.stride"), ("conv", "support.function.stride"), ("32", "constant.numeric.stride"),
            ("3x3", "constant.numeric.window.stride"), ("pad", "variable.parameter.stride"),
            ("same", "constant.language.stride"), ('@"b.{i}"', "entity.name.tag.stride"),
            ("->", "keyword.operator.stride"), ("fire", "entity.name.function.stride"), ("8", "constant.numeric.stride"),
            ("@a", "entity.name.tag.stride"), ("# conv", "comment.line.number-sign.stride")])
        self.assertEqual(scopes(self.grammar, 'use "a.stride"'), [("use", "keyword.control.stride"),
                                                                  ('"a.stride"', "string.quoted.double.stride")])

    def test_examples(self):
        """Every word in an example has a colour, but for names of values."""
        for path in sorted((Path(SOURCES) / "dsl-examples").glob("*.stride")):
            for line in path.read_text().splitlines():
                rest = line
                for text, _ in scopes(self.grammar, line):
                    rest = rest.replace(text, " ", 1)
                self.assertRegex(rest, r"^[\s\w(){}\[\],:]*$", f"{path.name}: {line}")
                for word in re.findall(r"[a-z_]\w*", rest):
                    self.assertNotIn(word, ("conv", "let", "return", "network", "repeat"), line)


if os.environ.get("EVENSTRIDE_UPDATE_GOLDENS") == "1":
    update_grammar()
main()
