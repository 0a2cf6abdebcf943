#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Refusals.py EVALUATE EVENSTRIDE: what cannot be imported is refused with its code, its place and its reason, all of it
# in one run; damaged files are refused or imported, and nothing worse.
import random
import struct
import subprocess
import sys

from Checks import run_checks
from Models import NETWORKS, Model, boxes, joined, one

failures = []
IMAGE = (4, 9, 10)


def run(*arguments):
    return subprocess.run([sys.argv[2], *arguments], capture_output=True, text=True)


def expect(folder, model, *texts, file=None, code=1):
    """`check` says all of the texts about a model or the text of one."""
    (folder / "net.param").write_text(model if isinstance(model, str) else model.text())
    (folder / "net.bin").unlink(missing_ok=True)
    if file is not None:
        (folder / "net.bin").write_bytes(file)
    result = run("check", folder / "net.param")
    if result.returncode != code or any(each not in result.stderr for each in texts):
        failures.append(f"{texts}: exit code {result.returncode}\n{result.stdout}{result.stderr}")


def texts(folder):
    expect(folder, "", "E0501", "does not begin")
    expect(folder, "7767516\n1 1\n", "E0501", "7767517")
    expect(folder, "Input data 0 1 data\n", "E0501")
    expect(folder, "7767517\n-1 1\n", "E0501", "`-1`")
    expect(folder, "7767517\n100001 1\n", "E0502", "100001")
    expect(folder, "7767517\n99999999999999999999 1\n", "E0501")
    expect(folder, "7767517\n2 2\nInput data 0 1 data 0=4 1=4 2=3\n", "E0501", "the text ends")
    expect(folder, "7767517\n1 1\nInput data 0 1 data 0=4 1=4 2=3\nReLU r 1 1 data y\n", "E0507", "there is more", "net.param:4:1")
    expect(folder, "7767517\n2 1\nInput data 0 1 data 0=4 1=4 2=3\nReLU r 1 1 data y\n", "E0507", "1 blobs are announced")
    expect(folder, "7767517\n1 9\nInput data 0 77 data\n", "E0502")
    expect(folder, one(IMAGE, "ReLU", {77: 1}), "E0501", "from 0 to 31")
    expect(folder, one(IMAGE, "ReLU", {0: "0.5x"}), "E0501", "`0.5x`")
    expect(folder, one(IMAGE, "ReLU", {0: ""}), "E0501", "no number")
    expect(folder, one(IMAGE, "ReLU").text().replace("1 1 data b1", "1 1 data b1 -23300=3,1"), "E0501", "3 numbers, and has 1")
    expect(folder, one(IMAGE, "ReLU").text().replace("1 1 data b1", "1 1 data data"), "E0507", "given twice")
    expect(folder, Model(*IMAGE), "E0507", "no outputs")
    expect(folder, "7767517\n1 1\nInput data 0 1 data\n", "E0506", "--set")
    expect(folder, one((4, 9, 10), "ReLU").text().replace("2=4", "11=4 2=4"), "E0506")


def layers(folder):
    expect(folder, one(IMAGE, "Permute", {0: 1}), "E0503", "`permute_1` (`Permute`)", "another order", "net.param:4:1")
    expect(folder, one(IMAGE, "Einsum"), "E0503", "no layer here")
    expect(folder, one(IMAGE, "ReLU", {5: 1}), "E0503", "a parameter 5 that is not known", "net.param:4:47")
    expect(folder, one(IMAGE, "ReLU", {0: 1}), "E0503", "bits of a fraction")
    expect(folder, one(IMAGE, "Softmax", {0: "1.0"}), "E0503", "a whole number")
    expect(folder, one(IMAGE, "Softmax", {0: 2, 1: 1}), "E0503", "over axis 2 of 3")
    expect(folder, one(IMAGE, "Clip", {0: "0.5"}), "E0503", "one bound")
    expect(folder, one(IMAGE, "GELU", {0: [1, 2]}), "E0503", "an array")
    expect(folder, one(IMAGE, "LRN", {1: 4}), "E0503", "sums up 5 channels")
    expect(folder, one(IMAGE, "LRN", {0: 1}), "E0503", "within channels")
    expect(folder, one(IMAGE, "Dropout", {0: "0.5"}), "E0503", "multiplies by 0.5")
    expect(folder, one(IMAGE, "BatchNorm", {0: 5}), "E0503", "5 numbers for 4 channels")
    expect(folder, one(IMAGE, "PReLU", {0: 3}), "E0503", "3 slopes for 4 channels")
    expect(folder, one(IMAGE, "Scale", {0: -233}), "E0503", "by another layer")
    expect(folder, one(IMAGE, "BinaryOp", {0: 6, 1: 1, 2: "2.0"}), "E0503", "operation 6")
    expect(folder, joined("BinaryOp", {0: 4}), "E0503", "operation 4 of blobs")
    expect(folder, joined("Eltwise", {0: 2}), "E0503", "maximum")
    expect(folder, joined("Eltwise", {0: 1, 1: ["0.5", "0.5"]}), "E0503", "multiplies a blob by 0.5")
    expect(folder, joined("Concat", {0: 1}), "E0503", "over axis 1 of 3")
    expect(folder, joined("BinaryOp", {0: 0}, ("Slice", ["b"], {0: [2, 2]}, ["x", "y"])), "E0503", "neither equal")
    expect(folder, one(IMAGE, "Interp", {0: 3, 1: "2.0", 2: "2.0"}), "E0503", "bicubic")
    expect(folder, one(IMAGE, "Interp", {0: 2, 1: "2.0", 2: "2.0", 6: 1}), "E0503", "corners")
    expect(folder, one(IMAGE, "Interp", {0: 1, 3: 20, 4: 20}), "E0503", "20 x 20 of 9 x 10")
    expect(folder, one(IMAGE, "Interp", {0: 1, 9: '"2*h"'}), "E0503")
    expect(folder, one(IMAGE, "Reshape", {0: 6, 1: 15, 2: 4}), "E0503", "4 x 15 x 6 of 4 x 9 x 10")
    expect(folder, one(IMAGE, "Reshape", {0: -1, 1: 4}), "E0503", "2 axes or 4")
    expect(folder, one(IMAGE, "Crop", {0: 5, 3: 9, 4: -233, 5: -233, 6: 8}), "E0503", "from 5 on")
    expect(folder, one(IMAGE, "Padding", {0: 1, 4: 3}), "E0503", "its type is 3")
    expect(folder, one(IMAGE, "Padding", {0: 99, 4: 2}), "E0503", "too few to mirror 99")
    expect(folder, one(IMAGE, "Slice", {0: [9, 9]}), "E0503", "another number")
    expect(folder, one(IMAGE, "PixelShuffle", {0: 3}), "E0503", "squares of 3")
    expect(folder, one(IMAGE, "Reduction", {0: 0}), "E0503", "rows and columns")


def windows(folder):
    expect(folder, Model(*IMAGE).conv(4, 3, 3), "E0503", "108 weights, and its input asks for 144")
    expect(folder, Model(*IMAGE).conv(4, 4, 3, p8=2), "E0503", "int8")
    expect(folder, Model(*IMAGE).conv(4, 4, 3, p9=7), "E0503", "activation 7")
    expect(folder, Model(*IMAGE).conv(4, 4, 3, p9=3), "E0503", "takes 2 numbers, and has 0")
    expect(folder, Model(*IMAGE).conv(4, 4, 3, p4=-5), "E0503", "padding")
    expect(folder, Model(*IMAGE).conv(4, 4, 3, p3=0), "E0503")
    expect(folder, Model(*IMAGE).conv(4, 4, 3, p3=0, p4=-233), "E0503", "stride")
    expect(folder, Model(*IMAGE).conv(4, 4, 11), "E0503", "a window of 11")
    expect(folder, Model(*IMAGE).conv(4, 1, 3, type_="ConvolutionDepthWise", p7=3), "E0503", "3 groups")
    expect(folder, one(IMAGE, "Convolution", {0: 2**31 - 1, 1: 3, 6: 2**31 - 1}), "E0503")
    expect(folder, Model(6).conv(3, 6, 3), "E0503", "1 axis")
    expect(folder, Model(*IMAGE).conv(4, 4, 3, type_="Deconvolution", p20=99), "E0503", "size of its result")
    expect(folder, one(IMAGE, "Pooling", {0: 0, 1: 3, 2: 0}), "E0503", "stride")
    expect(folder, one(IMAGE, "Pooling", {0: 0, 1: 33}), "E0503", "larger than its input")
    expect(folder, one(IMAGE, "Pooling", {0: 1, 1: 3, 2: 2, 5: 2}), "E0503", "counts that padding or not")
    expect(folder, one(IMAGE, "Pooling", {0: 0, 7: 1, 8: 4}), "E0503", "do not divide")
    expect(folder, one(IMAGE, "Pooling", {0: 0, 1: 1, 2: 4, 3: 3, 5: 1}), "E0503", "nothing but padding")
    both = one(IMAGE, "Permute", {0: 1}).layer("Einsum", ["data"]).layer("ReLU", ["data"], {0: 7}).layer("Permute", ["data"])
    expect(folder, both, "`Permute`", "`Einsum`", "bits of a fraction", "the same holds for 1 more, in line 7", "3 errors")


def files(folder):
    model = Model(*IMAGE).conv(5, 4, 3, tag="plain")
    whole = model.bin()
    expect(folder, model, file=whole, code=0)
    expect(folder, model, "E0507", "the bias of this layer", "20 bytes are wanted, and 19 are left", "net.param:4:1", file=whole[:-1])
    expect(folder, model, "E0507", "4 bytes are wanted, and 0 are left", file=b"")
    expect(folder, model, "E0507", f"holds {len(whole) + 3} bytes", f"take {len(whole)}", file=whole + b"123")
    expect(folder, model, "E0504", "int8", file=struct.pack("<I", 0x000D4B38) + whole[4:])
    expect(folder, model, "E0504", "a table", file=struct.pack("<I", 77) + whole[4:])
    expect(folder, model, file=struct.pack("<I", 0x0002C056) + whole[4:], code=0)
    expect(folder, Model(*IMAGE).conv(1, 4, 1, tag="half", bias=0), "E0507", file=struct.pack("<IHHH", 0x01306B47, 1, 2, 3))


def remarks(folder):
    (folder / "net.param").write_text(boxes().text())
    (folder / "net.bin").unlink(missing_ok=True)
    result = run("import", folder / "net.param", "-o", folder / "net.stride")
    text = (folder / "net.stride").read_text() if result.returncode == 0 else ""
    if "outputs `b`, `c`" not in result.stdout or "return b: " not in text:
        failures.append(f"boxes:\n{result.stdout}{result.stderr}{text}")
    expect(folder, boxes().layer("ReLU"), "E0507", "the boxes `boxes`")
    expect(folder, Model(3, 8, 8).conv(4, 3, 3, p3=2), "W0501", "1 row and 1 column", "net.param:4:1", code=0)
    (folder / "net.param").write_text("7767517\n2 2\nInput data 0 1 data\nReLU r 1 1 data out/1\n")
    (folder / "net.bin").unlink(missing_ok=True)
    result = run("import", folder / "net.param", "-o", folder / "net.stride", "--set", "w=5", "--set", "h=6", "--set", "c=7")
    text = (folder / "net.stride").read_text() if result.returncode == 0 else ""
    if "data: f32[7, 6, 5]" not in text or "return out_1: " not in text:
        failures.append(f"--set:\n{result.stdout}{result.stderr}{text}")


def damage(folder, count):
    """Seeded corruption of texts and weights. Exit codes are those of users' mistakes."""
    dice = random.Random(12)
    pieces = [" ", "=", "-", "-233", "0", "1", "9999999999", "2147483647", ",", "\n", "ReLU r 1 1 data y\n", " 4=1", " 3=0", "."]
    for _ in range(count):
        model = NETWORKS[dice.choice(sorted(NETWORKS))]
        text, numbers = model.text(), model.bin()
        for _ in range(dice.randint(1, 3)):
            at = dice.randrange(len(text))
            end = at + dice.choice([0, 1, 1, 2, 20])
            text = text[:at] + dice.choice(["", *pieces, text[end:end + 20]]) + text[end:]
        (folder / "net.param").write_text(text)
        (folder / "net.bin").write_bytes(numbers[:dice.randrange(len(numbers) + 1)] if dice.random() < 0.5 else numbers)
        result = run("check", folder / "net.param")
        if result.returncode not in (0, 1) or (result.returncode == 1 and "error[E" not in result.stderr):
            failures.append(f"damaged file: exit code {result.returncode}: {result.stderr[:300]}\n{text}")
            break


run_checks([texts, layers, windows, files, remarks, lambda folder: damage(folder, 300)], failures)
