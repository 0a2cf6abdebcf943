# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What the tests of all importers share: running a file of a foreign format through the reference of our layers.
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
