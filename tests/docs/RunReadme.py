#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds a Markdown page to its word.

usage: RunReadme.py PAGE.md BIN_DIRECTORY EXAMPLES_DIRECTORY [PREPARE.py]

Works in an empty directory with copies of the examples, and with what PREPARE.py makes there. A code block whose first
line is a comment with nothing but a file's name, as in `# net.stride`, is written to that file, and one that is opened
with a language and a NAME to that, as it is. In a ```console block every `$ command` is run, and what stands below it must
be what the command prints, standard error included; a line `…` there stands for any number of lines, and `…` in a line
for anything in it. $EVENSTRIDE is where the compiler is installed. Commands of ```sh blocks must start with a script or program that exists. Links to files must
lead somewhere.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def blocks(text):
    """Pairs of (language, content) of the fenced code blocks."""
    return re.findall(r"^```([^\n]*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def matches(expected, actual):
    """Whether `actual` reads like `expected`, whose `…` stand for anything: lines, or what is in one."""
    def of(line):
        return r"(?:.*\n)*?" if line.strip() == "…" else ".*".join(map(re.escape, line.split("…"))) + r"\n"
    pattern = "".join(map(of, expected))
    return re.fullmatch(pattern, "".join(line.rstrip() + "\n" for line in actual)) is not None


def run_console(content, directory, environment):
    """Runs each command of one console block; returns a list of complaints."""
    complaints, command, expected = [], None, []
    for line in content.splitlines() + ["$ "]:
        if not line.startswith("$ "):
            expected.append(line.rstrip())
            continue
        if command is not None:
            result = subprocess.run(command, shell=True, cwd=directory, env=environment, text=True,
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if not matches(expected, result.stdout.splitlines()):
                complaints.append(f"$ {command}\nthe page says:\n" + "\n".join(expected) + f"\nit prints:\n{result.stdout}")
        command, expected = line[2:], []
    return complaints


def main():
    page, binaries, examples = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), Path(sys.argv[3]).resolve()
    text, complaints, ran = page.read_text(), [], 0
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target and not (page.parent / target).exists():
            complaints.append(f"a link leads nowhere: {target}")
    with tempfile.TemporaryDirectory() as directory:
        for file in examples.glob("*.s*"):
            shutil.copy(file, directory)
        environment = os.environ | {"PATH": f"{binaries}:{os.environ['PATH']}", "XDG_CACHE_HOME": directory,
                                    "EVENSTRIDE": str(binaries.parent)}
        if len(sys.argv) > 4:
            prepared = subprocess.run([sys.executable, str(Path(sys.argv[4]).resolve())], cwd=directory)
            if prepared.returncode != 0:
                sys.exit(prepared.returncode)
        for language, content in blocks(text):
            name = re.match(r"(?:#|//) (\w+\.(?:stride|cpp|cmake|txt))\n", content)
            if name:
                (Path(directory) / name[1]).write_text(content)
            file = re.match(r"\w+ ([\w.]+)$", language)
            if file:
                (Path(directory) / file[1]).write_text(content)
            if language == "sh":
                for line in content.splitlines():
                    program = line.split()[0] if line.strip() else ""
                    if program.startswith("./") and not os.access(page.parent / program, os.X_OK):
                        complaints.append(f"no such program: {line}")
            if language == "console":
                ran += 1
                complaints += run_console(content, directory, environment)
    print("\n\n".join(complaints) or f"{page.name}: {ran} console blocks hold")
    sys.exit(1 if complaints else 0)


main()
