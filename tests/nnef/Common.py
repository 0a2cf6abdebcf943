# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What the tests of the NNEF importer share: writing graphs with their tensors, and running them, through the reference of
# the layers or compiled. The arguments of all of them: EVALUATE EVENSTRIDE.
import struct
import sys
import tempfile
from pathlib import Path

try:
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}; ./dev test installs it")
    sys.exit(77)

from Importing import Refused, evaluate_file, run_compiled

EVALUATE, EVENSTRIDE = sys.argv[1:3]


def dat(array, **changes):
    """The bytes of a tensor's file. Changes replace fields of its header."""
    array = np.asarray(array)
    extents = list(array.shape) + [0] * (8 - array.ndim)
    fields = {"magic": b"N\xef", "version": (1, 0), "data_length": array.nbytes, "rank": array.ndim, "extents": extents,
              "bits": array.itemsize * 8, "type": 0} | changes
    header = fields["magic"] + struct.pack("<2B2I8I2I", *fields["version"], fields["data_length"], fields["rank"],
                                           *fields["extents"], fields["bits"], fields["type"])
    return header.ljust(128, b"\0") + array.astype(array.dtype.newbyteorder("<")).tobytes()


def graph(body, inputs=None, outputs="y"):
    """The text of a graph. `inputs` are names and shapes."""
    inputs = inputs or {"x": [1, 3, 8, 8]}
    declared = "".join(f"    {name} = external<scalar>(shape = {shape});\n" for name, shape in inputs.items())
    lines = "".join(f"    {line};\n" for line in body.strip().split(";") if line.strip())
    return f"version 1.0;\n\ngraph net({', '.join(inputs)}) -> ({outputs})\n{{\n{declared}{lines}}}\n"


def variables(tensors):
    """Declarations of variables whose labels are their names."""
    return "".join(f"{name} = variable<scalar>(shape = {list(np.shape(array))}, label = '{name}');\n"
                   for name, array in tensors.items())


def write(folder, text, tensors):
    (folder / "graph.nnef").write_text(text)
    for name, array in tensors.items():
        (folder / f"{name}.dat").write_bytes(array if isinstance(array, bytes) else dat(array))


def evaluate(text, tensors, inputs):
    """Outputs of a graph for one image, as flat arrays."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        write(folder, text, tensors or {"unused": np.zeros(1, np.float32)})
        return evaluate_file(EVALUATE, folder / "graph.nnef", inputs)


def compiled_output(text, tensors, image):
    """The output of a graph, compiled, as a flat array."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), text, tensors)
        return run_compiled(EVENSTRIDE, folder, image)
