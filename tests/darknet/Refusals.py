#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Refusals.py EVALUATE EVENSTRIDE: what cannot be imported is refused with its code, its place and its reason, all of it
# in one run; damaged files are refused or imported, and nothing worse.
import random
import struct
import subprocess
import sys

from Checks import run_checks
from Networks import SMALL, conv, maxpool, net, route, section, shortcut, yolo

failures = []
CONV = net(3, 8, 8) + conv(4)
NUMBERS = 4 * 4 + 4 * 3 * 9  # of that network's file


def run(*arguments):
    return subprocess.run([sys.argv[2], *arguments], capture_output=True, text=True)


def weights(count, version=(0, 2, 0), more=b""):
    seen = b"\0" * (8 if version[0] * 10 + version[1] >= 2 else 4)
    return struct.pack("<3i", *version) + seen + b"\0\0\0\x3f" * count + more


def expect(folder, text, *texts, file=None, code=1):
    """`check` says all of the texts."""
    (folder / "net.cfg").write_text(text)
    (folder / "net.weights").unlink(missing_ok=True)
    if file is not None:
        (folder / "net.weights").write_bytes(file)
    result = run("check", folder / "net.cfg")
    if result.returncode != code or any(each not in result.stderr for each in texts):
        failures.append(f"{texts}: exit code {result.returncode}\n{result.stdout}{result.stderr}")


def texts(folder):
    expect(folder, "", "E0501", "`[net]`")
    expect(folder, "size=3\n", "E0501", "net.cfg:1:1", "before the first section")
    expect(folder, CONV + "strid\n", "E0501", "neither a section")
    expect(folder, CONV + "[maxpool] # why\n", "E0501", "`]`")
    expect(folder, conv(3), "E0501", "`[net]`")
    expect(folder, net(3, 8, 8), "E0507", "no layers")
    expect(folder, net(0, 8, 8) + conv(4), "E0506", "0 channels")
    expect(folder, net(3, 8, "many") + conv(4), "E0506", "`many`")
    expect(folder, net(3, 10**6, 10**6) + conv(4), "E0506")
    expect(folder, net(3, 8, 8) + "[maxpool]\n" * 20001, "E0502", "20000")


def layers(folder):
    for name in ("lrn", "local", "gru", "somehow"):
        expect(folder, CONV + section(name, stride=2), "E0503", f"layer 1, a `[{name}]`", "net.cfg:")
    for key in ("xnor", "binary", "antialiasing", "coordconv", "sway", "dontload", "share_index"):
        expect(folder, net(3, 8, 8) + conv(4, **{key: 1}), "E0503", f"`{key}`")
    for name in ("selu", "gelu", "loggy", "ramp", "plse", "stair", "hard_mish", "normalize_channels", "leaky#x", "Relu"):
        expect(folder, net(3, 8, 8) + conv(4, activation=name), "E0503", f"activation `{name}`")
    expect(folder, net(3, 8, 8) + section("connected", output=3, activation="mish"), "E0503", "zeros")
    expect(folder, net(3, 8, 8) + conv(4, strid=2), "E0503", "`strid` that is not known", "net.cfg:")
    expect(folder, net(3, 8, 8) + conv(4, activation="leeky", batch_normalise=1) + route(-1, -9), "E0503", "`leeky`",
           "did you mean `batch_normalize`?", "layer -8 is not before it", "3 errors")
    expect(folder, net(3, 8, 8) + conv(4, stride="1.5"), "E0503", "`1.5` of `stride`")
    expect(folder, net(3, 8, 8) + conv(4, stride=0), "E0503")
    expect(folder, net(3, 8, 8) + conv(4, groups=2), "E0503", "3 channels and 4 filters do not divide into 2 groups")
    expect(folder, net(3, 8, 8) + conv(4, groups=0), "E0503", "0 groups")
    expect(folder, net(3, 8, 8) + conv(0), "E0503")
    expect(folder, net(3, 8, 8) + conv(4, 11, padding=0).replace("pad=1", "pad=0"), "E0503", "a window of 11")
    expect(folder, net(3, 8, 8) + conv(4, 2, dilation=2), "E0503", "`dilation`")
    expect(folder, net(3, 8, 8) + conv(2**31 - 1), "E0503")
    expect(folder, net(3, 8, 8) + conv(2**28, 2**15, padding=2**15), "E0503")
    expect(folder, net(3, 8, 8) + maxpool(0), "E0503", "`size` cannot be 0")
    expect(folder, net(3, 8, 8) + maxpool(2, 2, padding=-1), "E0503", "`padding` cannot be -1")
    expect(folder, net(3, 8, 8) + maxpool(2, 2, padding=40), "E0503", "nothing but padding")
    expect(folder, net(3, 8, 8) + maxpool(2, 2, maxpool_depth=1), "E0503", "`maxpool_depth`")
    expect(folder, net(3, 8, 8) + section("upsample", stride=-2), "E0503", "smaller")
    expect(folder, net(3, 8, 8) + section("reorg", stride=2), "E0503", "3 x 8 x 8")
    expect(folder, net(4, 9, 9) + section("reorg", stride=3), "E0503", "built for 2")
    expect(folder, net(4, 8, 8) + section("reorg", stride=2, extra=1), "E0503", "`extra`")
    expect(folder, net(3, 8, 8) + section("softmax", groups=3), "E0503", "`groups`")
    expect(folder, net(3, 8, 8) + section("softmax", spatial=1), "E0503", "`spatial`")
    expect(folder, net(3, 8, 8) + section("crop", crop_width=9, crop_height=9), "E0503", "9 x 9 out of 8 x 8")


def references(folder):
    expect(folder, CONV + route(-2), "E0503", "layer -1 is not before it")
    expect(folder, CONV + route(1), "E0503", "layer 1 is not before it")
    expect(folder, CONV + "[route]\n", "E0503", "`layers`")
    expect(folder, CONV + route("a"), "E0503", "`a` of `layers`")
    expect(folder, CONV + route(0, groups=3), "E0503", "4 channels do not divide into 3 groups")
    expect(folder, CONV + route(0, groups=2, group_id=2), "E0503", "2 groups")
    expect(folder, CONV + maxpool() + route(0, 1), "E0503", "4 x 8 x 8 and 4 x 4 x 4")
    expect(folder, CONV + conv(4, 3, 3) + shortcut(0), "E0503", "4 x 3 x 3 and 4 x 8 x 8")
    expect(folder, CONV + shortcut(0, weights_type="per_channel"), "E0503", "`weights_type`")
    expect(folder, CONV + section("scale_channels", from_=0), "E0503", "one factor for each")
    expect(folder, CONV + yolo("0"), "E0503", "1 boxes of 8 numbers take 8 channels, and 4 come in")
    expect(folder, net(3, 8, 8) + conv(8) + yolo("0") + conv(4), "E0503", "at which the network ends")
    everything = (net(3, 8, 8) + section("gru") + conv(4, xnor=1) + conv(4, stride="x") + section("lstm") + section("gru"))
    expect(folder, everything, "`[gru]`", "`xnor`", "`x` of `stride`", "`[lstm]`", "the same holds for 1 more, in line 29", "4 errors")


def files(folder):
    expect(folder, CONV, file=weights(NUMBERS), code=0)
    expect(folder, CONV, file=weights(NUMBERS, (0, 1, 0)), code=0)
    expect(folder, CONV, "E0507", f"take {NUMBERS} numbers", f"holds {NUMBERS - 1}", "the file ends 1 numbers before",
           file=weights(NUMBERS - 1))
    expect(folder, CONV, "E0507", f"holds {NUMBERS + 5}", "1 byte", file=weights(NUMBERS + 5, more=b"x"))
    expect(folder, CONV, "E0501", "7 bytes", file=b"\0" * 7)
    expect(folder, CONV, "E0501", "0 bytes", file=b"")
    expect(folder, CONV, file=weights(NUMBERS, (2**31 - 1, -2**31, 0)), code=0)
    unknown = run("check", folder / "net.cfg", "--set", "depth=3")
    if unknown.returncode == 0 or "`depth`" not in unknown.stderr:
        failures.append(f"--set of an unknown size: {unknown.stderr}")


def remarks(folder):
    """What is rewritten is said, and rows that nothing reads are a warning at their layer."""
    expect(folder, net(3, 9, 8) + section("convolutional", filters=2, size=2, stride=2), "W0501", "1 row", "net.cfg:12:1",
           code=0)
    (folder / "net.cfg").write_text(net(3, 8, 8) + conv(16, 3, 2) + yolo("0,1"))
    result = run("import", folder / "net.cfg", "-o", folder / "net.stride")
    if result.returncode != 0 or "layer 0 [convolutional]: 1 row and 1 column of padding" not in result.stdout or "`yolo`" not in result.stdout:
        failures.append(f"remarks:\n{result.stdout}{result.stderr}")


def damage(folder, count):
    """Seeded corruption of texts and weights. Exit codes are those of users' mistakes."""
    dice = random.Random(11)
    pieces = ["=", "[", "]", "-", "9999999999", "0", ",", "\n", "2147483647", "-1", "groups=2\n", "[route]\nlayers=-1,-2\n"]
    for _ in range(count):
        text = SMALL[dice.choice(sorted(SMALL))]
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(text))
            end = at + dice.choice([0, 1, 1, 9, 40])
            text = text[:at] + dice.choice(["", *pieces, text[end:end + 20]]) + text[end:]
        (folder / "net.cfg").write_text(text)
        (folder / "net.weights").write_bytes(weights(dice.randrange(300))[:dice.randrange(1200)])
        if dice.random() < 0.7:
            (folder / "net.weights").unlink()
        result = run("check", folder / "net.cfg")
        if result.returncode not in (0, 1) or (result.returncode == 1 and "error[E" not in result.stderr):
            failures.append(f"damaged file: exit code {result.returncode}: {result.stderr[:300]}\n{text}")
            break


run_checks([texts, layers, references, files, remarks, lambda folder: damage(folder, 300)], failures)
