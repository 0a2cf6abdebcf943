#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Compiled.py EVALUATE EVENSTRIDE SOURCE [MODEL…]: light models of the package `onnx`, compiled and run from the .onnx file
# as users do, against ONNX Runtime.
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from Common import np, onnx, runtime_outputs
from Light import LIGHT, light_model


def compiled_output(program, model, x, folder):
    """What the compiled network gives for one image [1, C, H, W]."""
    path, image, output = (folder / name for name in ("light.onnx", "in.npy", "out.npy"))
    onnx.save(model, path)
    np.save(image, x[0])
    run = subprocess.run([program, "run", path, "--input", image, "--output", output], capture_output=True, text=True,
                         env=os.environ | {"XDG_CACHE_HOME": str(folder)})
    if run.returncode != 0:
        sys.exit(f"exit code {run.returncode}: {run.stderr}")
    return np.load(output).ravel()


def main():
    random = np.random.default_rng(21)
    for name in sys.argv[4:] or LIGHT:
        model, x = light_model(name, random)
        with tempfile.TemporaryDirectory() as folder:
            ours = compiled_output(sys.argv[2], model, x, Path(folder))
        expected = runtime_outputs(model, [x])[0].ravel()
        error = float(np.abs(ours - expected).max() / np.abs(expected).max())
        print(f"{name}: largest error {error:.1e} of the largest output", flush=True)
        if not error <= 1e-4 or np.unique(np.round(expected, 6)).size < 10:
            sys.exit(1)


main()
