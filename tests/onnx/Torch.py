#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Torch.py EVALUATE EVENSTRIDE SOURCE [NETWORK…]: networks as PyTorch's exporters write them (torch/Make.py), with random
# weights and compiled, against ONNX Runtime. Of `all` of them, the tests leave out one that takes long.
import gzip
import sys
from pathlib import Path

from Common import compiled_output, np, onnx, require_close, runtime_outputs
from Weights import random_weights
from onnx import numpy_helper

SLOW = {"vgg11.torchscript"}  # 133 million weights; the same network comes from the other exporter, too


def filled(graph_file, random):
    """The model with numbers in the tensors from which they were taken."""
    model = onnx.load_model_from_string(gzip.decompress(graph_file.read_bytes()))
    empty = {each.name: each for each in model.graph.initializer if not (each.raw_data or each.float_data or each.int64_data)}
    for name, array in random_weights(model.graph, {name: list(each.dims) for name, each in empty.items()}, random).items():
        empty[name].CopyFrom(numpy_helper.from_array(array, name))
    return model


def main():
    folder, random = Path(sys.argv[3]) / "tests/onnx/torch", np.random.default_rng(22)
    known = sorted(each.name.removesuffix(".onnx.gz") for each in folder.glob("*.onnx.gz"))
    chosen = sys.argv[4:] or [name for name in known if name not in SLOW]
    for name in known if chosen == ["all"] else chosen:
        model = filled(folder / f"{name}.onnx.gz", random)
        shape = [extent.dim_value for extent in model.graph.input[0].type.tensor_type.shape.dim]
        x = random.standard_normal(shape).astype(np.float32)
        require_close(name, compiled_output(sys.argv[2], model, x), runtime_outputs(model, [x])[0].ravel())
    sys.exit(0 if known else "there are no networks to compare")


main()
