# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What the tests of the importer share: the packages or a skip, and running a model through the reference.
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import numpy as np
    import onnx
    import onnxruntime
except ImportError as missing:
    print(f"skipped: {missing}; ./dev test installs it")
    sys.exit(77)

onnxruntime.set_default_logger_severity(4)


class Refused(Exception):
    """The importer says why it does not import a model."""


def evaluate(program, model, inputs, images):
    """Outputs of a model for arrays of `images` images each, as flat arrays."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        path = model if isinstance(model, (str, Path)) else folder / "model.onnx"
        if path != model:
            path.write_bytes(model if isinstance(model, bytes) else model.SerializeToString())
        files = []
        for i, array in enumerate(inputs):
            files.append(folder / f"in{i}")
            files[-1].write_bytes(np.ascontiguousarray(array, np.float32).tobytes())
        run = subprocess.run([program, path, str(images), folder / "out", *files], capture_output=True, text=True)
        if run.returncode == 1 and "error[E" in run.stderr:
            raise Refused(run.stderr)
        if run.returncode != 0:
            raise AssertionError(f"exit code {run.returncode}: {run.stderr}")
        outputs = []
        while (folder / f"out{len(outputs)}").exists():
            outputs.append(np.fromfile(folder / f"out{len(outputs)}", np.float32))
        return outputs


def runtime_outputs(model, inputs):
    """What ONNX Runtime computes, with as little rearranging as it can."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_inputs()]
    return session.run(None, dict(zip(names, inputs)))
