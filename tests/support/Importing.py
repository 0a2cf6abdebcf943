# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What the tests of all importers share: running a file of a foreign format, through the reference of our layers or compiled,
# and holding what comes out against what has to.
import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np


class Refused(Exception):
    """The importer says why it does not import a network."""


def evaluate_file(program, path, inputs, images=1):
    """Outputs of the network at `path` for arrays of `images` images each, as flat arrays; `program` is onnx_evaluate."""
    with tempfile.TemporaryDirectory() as folder:
        folder, files = Path(folder), []
        for i, array in enumerate(inputs):
            files.append(folder / f"in{i}")
            files[-1].write_bytes(np.ascontiguousarray(array, np.float32).tobytes())
        run = subprocess.run([program, path, str(images), folder / "out", *files], capture_output=True, text=True)
        if run.returncode == 1 and "error[E" in run.stderr:
            raise Refused(run.stderr)
        if run.returncode != 0:
            raise AssertionError(f"exit code {run.returncode}: {run.stderr}")
        return [np.fromfile(folder / f"out{i}", np.float32) for i in range(len(list(folder.glob("out*"))))]


def run_compiled(program, path, image, *arguments):
    """Output of the network at `path`, compiled and run as users do, as a flat array; `program` is evenstride."""
    with tempfile.TemporaryDirectory() as folder:
        x, y = (Path(folder) / name for name in ("x.npy", "y.npy"))
        np.save(x, image)
        run = subprocess.run([program, "run", path, "--input", x, "--output", y, *arguments], capture_output=True, text=True,
                             env=os.environ | {"XDG_CACHE_HOME": folder})
        if run.returncode != 0:
            raise AssertionError(f"exit code {run.returncode}: {run.stderr}")
        return np.load(y).ravel()


def difference(given, expected):
    """What is wrong with the outputs of a network, or nothing; both are lists of arrays."""
    if len(given) != len(expected) or not expected:
        return f"{len(given)} outputs instead of {len(expected)}"
    for values, wanted in zip(given, expected):
        wanted = np.ravel(wanted)
        if wanted.size > 3 and np.ptp(wanted) < 1e-6:
            return "all values are alike, which tells nothing"
        if values.shape != wanted.shape:
            return f"{values.size} values instead of {wanted.size}"
        if not np.allclose(values, wanted, rtol=1e-4, atol=1e-5 * max(1.0, np.abs(wanted).max())):
            return f"values differ by {np.abs(values - wanted).max():.3g}"
    return None
