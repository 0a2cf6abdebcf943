#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Values.py EVALUATE EVENSTRIDE [compiled]: networks of every layer that is imported compute what a plain reading of their files
# computes; a large one comes out as a person would write it; what is imported runs compiled, too.
import re
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}; ./dev test installs it")
    sys.exit(77)

from Importing import Refused, difference, evaluate_file, run_compiled
from Networks import SMALL, full_yolov3, section
from Plain import Network, sections

failures = []


def image_of(text):
    options = sections(text)[0][1]
    shape = [int(options[key]) for key in ("channels", "height", "width")]
    return np.random.default_rng(1).uniform(-1, 1, shape).astype(np.float32)


def evaluate(folder, text, weights, image):
    """What the importer's network computes, by the layers' reference."""
    (folder / "net.cfg").write_text(text)
    (folder / "net.weights").write_bytes(weights)
    return evaluate_file(sys.argv[1], folder / "net.cfg", [image])


def compare(folder, name, text, version=(0, 2, 0), **form):
    image = image_of(text)
    network = Network(text, seed=len(name), **form)
    expected = network.run(image)
    try:
        given = evaluate(folder, text, network.weights_file(version), image)
    except (AssertionError, Refused) as error:
        failures.append(f"{name}: {error}")
        return
    if wrong := difference(given, expected):
        failures.append(f"{name}: {wrong}")


def structure(folder):
    """YOLOv3's residual stages are one block, repeated."""
    (folder / "yolov3.cfg").write_text(full_yolov3())
    run = subprocess.run([sys.argv[2], "import", folder / "yolov3.cfg", "-o", folder / "yolov3.stride"],
                         capture_output=True, text=True)
    text = (folder / "yolov3.stride").read_text() if run.returncode == 0 else ""
    wanted = [r"block unit\(x, c1: int\)", r"return x1 \+ x\n", r"repeat 8 \{ unit", r"return yolo: ", r"yolo3: concat"]
    if any(not re.search(each, text) for each in wanted) or len(text.splitlines()) > 90:
        failures.append(f"YOLOv3:\n{run.stderr}{text}")
    check = subprocess.run([sys.argv[2], "check", folder / "yolov3.stride"], capture_output=True, text=True)
    if check.returncode != 0 or check.stderr:
        failures.append(f"YOLOv3 does not check: {check.stderr}")


def commands(folder):
    """A compiled network gives the same; with --weights too; other sizes with --set."""
    text = SMALL["classifier"].removesuffix(section("softmax", groups=1))  # of these numbers it is one-hot, which tells nothing
    image, network = image_of(text), Network(text, seed=5)
    expected = network.run(image)[0]
    (folder / "net.cfg").write_text(text)
    (folder / "net.weights").unlink(missing_ok=True)
    (folder / "other.weights").write_bytes(network.weights_file())
    np.save(folder / "in.npy", image)

    def run(*arguments):
        return subprocess.run([Path(sys.argv[2]).resolve(), *arguments], capture_output=True, text=True, cwd=folder)

    if "compiled" in sys.argv[3:]:
        given = run_compiled(sys.argv[2], folder / "net.cfg", image, "--weights", folder / "other.weights")
        if wrong := difference([given], [expected]):
            failures.append(f"compiled, with --weights: {wrong}")
    without = run("run", "net.cfg", "--input", "in.npy")
    if without.returncode == 0 or "E0401" not in without.stderr or "`net.weights`" not in without.stderr:
        failures.append(f"run without weights: {without.stderr}")
    set_ = run("import", "net.cfg", "other.weights", "--set", "height=64", "--set", "width=40")
    if set_.returncode != 0 or "f32[3, 64, 40]" not in (folder / "net.stride").read_text():
        failures.append(f"import with --set: {set_.stderr}")
    if not (folder / "net.safetensors").exists():
        failures.append("import wrote no weights")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, text in SMALL.items():
            compare(folder, title, text)
        compare(folder, "old header", SMALL["classifier"], version=(0, 1, 0))
        compare(folder, "transposed", SMALL["dense"], version=(1001, 0, 0), transposed=True)
        compare(folder, "norm without biases", SMALL["norm"], norm_biases=False)
        structure(folder)
        commands(folder)
    for failure in failures:
        print("FAILED", failure)
    sys.exit(1 if failures else 0)


main()
