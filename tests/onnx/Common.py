# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What the tests of the importer share: the packages or a skip, and what computes the values of a model: the reference, a
# compiled network, and ONNX Runtime.
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

from Importing import Refused, evaluate_file, run_compiled

onnxruntime.set_default_logger_severity(4)


def evaluate(program, model, inputs, images):
    """Outputs of a model for arrays of `images` images each, as flat arrays."""
    if isinstance(model, (str, Path)):
        return evaluate_file(program, Path(model), inputs, images)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        path.write_bytes(model if isinstance(model, bytes) else model.SerializeToString())
        return evaluate_file(program, path, inputs, images)


def compiled_output(program, model, x):
    """What the network, compiled from its .onnx file, gives for one image [1, C, H, W]."""
    with tempfile.TemporaryDirectory() as folder:
        onnx.save(model, Path(folder) / "net.onnx")
        return run_compiled(program, Path(folder) / "net.onnx", x[0])


def require_close(name, ours, expected):
    """Ends the test unless a network gives what ONNX Runtime does, and that varies enough to tell something."""
    error = float(np.abs(ours - expected).max() / np.abs(expected).max()) if ours.shape == expected.shape else np.inf
    print(f"{name}: largest error {error:.1e} of the largest output", flush=True)
    if not error <= 1e-4 or np.unique(np.round(expected, 6)).size < 10:
        sys.exit(1)


def runtime_outputs(model, inputs):
    """What ONNX Runtime computes, with as little rearranging as it can."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_inputs()]
    return session.run(None, dict(zip(names, inputs)))
