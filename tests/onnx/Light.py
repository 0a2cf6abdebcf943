# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The light models of the package `onnx`, whose own weights are constant, with random ones.
from pathlib import Path

from Common import np, onnx
from onnx import numpy_helper

LIGHT = ["light_squeezenet", "light_shufflenet"]  # the others take minutes in plain loops of doubles


def with_random_weights(path, random):
    """A light model whose constants of weights are random numbers of a size that keeps activations near 1."""
    candidate = onnx.load(path)
    graph = candidate.graph
    shapes = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    for made in [each for each in graph.node if each.op_type == "ConstantOfShape"]:
        shape = [int(extent) for extent in shapes[made.input[0]]]
        users = [(each.op_type, list(each.input).index(made.output[0])) for each in graph.node
                 if made.output[0] in each.input]
        fan_in = max(1, int(np.prod(shape[1:])))
        values = random.standard_normal(shape) * np.sqrt(2 / fan_in) if len(shape) > 1 else random.random(shape) * 0.2
        if ("BatchNormalization", 4) in users or ("BatchNormalization", 1) in users:
            values = 0.5 + random.random(shape)
        graph.node.remove(made)
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float32), made.output[0]))
    if graph.node[-1].op_type == "Softmax":  # of random numbers it is all but one-hot, which tests nothing
        graph.output[0].name = graph.node[-1].input[0]
        del graph.node[-1]
    return candidate


def light_model(name, random):
    """A model and an input of it."""
    candidate = with_random_weights(Path(onnx.__file__).parent / f"backend/test/data/light/{name}.onnx", random)
    initial = {each.name for each in candidate.graph.initializer}
    info = next(each for each in candidate.graph.input if each.name not in initial)
    shape = [extent.dim_value for extent in info.type.tensor_type.shape.dim]
    return candidate, random.standard_normal(shape).astype(np.float32)
