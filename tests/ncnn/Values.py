#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Values.py EVALUATE EVENSTRIDE: networks of every layer that is imported compute what ncnn computes.
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

from Importing import Refused, evaluate_file
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
    if len(given) != len(expected) or not expected:
        failures.append(f"{name}: {len(given)} outputs instead of {len(expected)}")
        return
    for values, wanted in zip(given, expected):
        if wanted.size > 3 and np.ptp(wanted) < 1e-6:
            failures.append(f"{name}: all values are alike, which tells nothing")
        if values.shape != wanted.shape:
            failures.append(f"{name}: {values.size} values instead of {wanted.size}")
        elif not np.allclose(values, wanted, rtol=1e-4, atol=2e-5 * max(1.0, np.abs(wanted).max())):
            failures.append(f"{name}: values differ by {np.abs(values - wanted).max():.3g}")


def main():
    kinds = subprocess.run([sys.argv[1], "--ncnn-layers"], capture_output=True, text=True).stdout.split()
    used = {line.split()[0] for model in NETWORKS.values() for line in model.lines}
    if missing := {kind for kind in kinds if "Yolo" not in kind} - used:
        failures.append(f"no network has the layers {sorted(missing)}")
    with tempfile.TemporaryDirectory() as name:
        for title, model in NETWORKS.items():
            compare(Path(name), title, model)
    for failure in failures:
        print("FAILED", failure)
    sys.exit(1 if failures else 0)


main()
