#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Vector registers that the hot loops of a library's kernels spill, from their assembly.

usage: bench/spills.py lib<net>.a

A hot loop is an innermost loop with many multiply-adds: the sum of a convolution, or a transform of Winograd's. Needs
objdump of the library's architecture.
"""
import re
import subprocess
import sys

INSTRUCTION = re.compile(r"\s*([0-9a-f]+):\s+(\S+)\s*(.*)")
VECTOR = re.compile(r"%[xyz]mm|\b[vq]\d+\b")
MULTIPLY_ADD = re.compile(r"vfn?madd|fmla|fmls|mulps")
STACK = re.compile(r"\(%rsp|\[sp")
JUMP = re.compile(r"^(j[a-z]+|b\.[a-z]+|cbn?z|tbn?z|b)$")


def functions(archive):
    """Yields (member, [(address, mnemonic, operands)]) of each function."""
    text = subprocess.run(["objdump", "-d", "--no-show-raw-insn", archive], check=True, capture_output=True, text=True)
    member, body = "", []
    for line in text.stdout.splitlines():
        if match := INSTRUCTION.match(line):
            body.append((int(match[1], 16), match[2], match[3]))
        elif line.endswith(">:") or ":     file format" in line:
            if body:
                yield member, body
            body = []
            if "file format" in line:
                member = line.split(":")[0]
    if body:
        yield member, body


def innermost_loops(body):
    """Runs of instructions that a jump backwards closes and that hold no other such jump."""
    place = {address: i for i, (address, _, _) in enumerate(body)}
    last_begin = -1
    for end, (address, mnemonic, operands) in enumerate(body):
        target = re.match(r"(?:\S+, )*([0-9a-f]+) <", operands)
        if not JUMP.match(mnemonic) or not target or int(target[1], 16) not in place:
            continue
        begin = place[int(target[1], 16)]
        if begin <= end and begin > last_begin:
            yield body[begin : end + 1]
            last_begin = begin


def count(loop):
    adds = sum(bool(MULTIPLY_ADD.match(mnemonic)) for _, mnemonic, _ in loop)
    spilled = sum(bool(STACK.search(operands) and VECTOR.search(operands)) for _, _, operands in loop)
    return adds, spilled


def main(archive):
    many = 16
    print("multiply-adds  spills  instructions  kernel")
    for member, body in functions(archive):
        for loop in innermost_loops(body):
            adds, spilled = count(loop)
            if adds >= many:
                print(f"{adds:13}  {spilled:6}  {len(loop):12}  {member}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    main(sys.argv[1])
