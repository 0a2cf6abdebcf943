#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Values.py EVALUATE EVENSTRIDE [compiled]: networks of every layer that is imported compute what ncnn computes; one of them
# compiled, too.
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import ncnn
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}; ./dev test installs it")
    sys.exit(77)

from Importing import Refused, difference, evaluate_file, run_compiled
from Models import NETWORKS

failures = []


def evaluate(folder, model, image):
    """What the importer's network computes, by the layers' reference."""
    (folder / "net.param").write_text(model.text())
    (folder / "net.bin").write_bytes(model.bin())
    return evaluate_file(sys.argv[1], folder / "net.param", [image])


def ncnn_outputs(folder, image):
    """What ncnn computes, with as little rearranging as it can."""
    net = ncnn.Net()
    for option in ("use_packing_layout", "use_fp16_packed", "use_fp16_storage", "use_fp16_arithmetic",
                   "use_winograd_convolution", "use_sgemm_convolution", "use_bf16_storage"):
        setattr(net.opt, option, False)
    net.opt.num_threads = 1
    if net.load_param(str(folder / "net.param")) != 0 or net.load_model(str(folder / "net.bin")) != 0:
        raise AssertionError("ncnn does not read it")
    results = []
    for name in net.output_names():
        extractor = net.create_extractor()
        extractor.input("data", ncnn.Mat(image).clone())
        code, result = extractor.extract(name)
        if code != 0:
            raise AssertionError(f"ncnn fails: {code}")
        results.append(np.array(result).ravel())
    return results


def compare(folder, name, model):
    image = np.random.default_rng(len(name)).uniform(-2, 2, model.shape).astype(np.float32)
    try:
        given = evaluate(folder, model, image)
        expected = ncnn_outputs(folder, image)
    except (AssertionError, Refused) as error:
        failures.append(f"{name}: {error}")
        return
    if wrong := difference(given, expected):
        failures.append(f"{name}: {wrong}")


def compiled(folder, model):
    image = np.random.default_rng(4).uniform(-2, 2, model.shape).astype(np.float32)
    (folder / "net.param").write_text(model.text())
    (folder / "net.bin").write_bytes(model.bin())
    given = run_compiled(sys.argv[2], folder / "net.param", image)
    if wrong := difference([given], ncnn_outputs(folder, image)):
        failures.append(f"compiled: {wrong}")


def main():
    kinds = subprocess.run([sys.argv[1], "--ncnn-layers"], capture_output=True, text=True).stdout.split()
    used = {line.split()[0] for model in NETWORKS.values() for line in model.lines}
    if missing := {kind for kind in kinds if "Yolo" not in kind} - used:
        failures.append(f"no network has the layers {sorted(missing)}")
    with tempfile.TemporaryDirectory() as name:
        for title, model in NETWORKS.items():
            compare(Path(name), title, model)
        if "compiled" in sys.argv[3:]:
            compiled(Path(name), NETWORKS["mobile"])
    for failure in failures:
        print("FAILED", failure)
    sys.exit(1 if failures else 0)


main()
