# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The light models of the package `onnx`, whose own weights are constant, with random ones.
from pathlib import Path

from Common import np, onnx
from Weights import random_weights
from onnx import numpy_helper

LIGHT = ["light_squeezenet", "light_shufflenet", "light_bvlc_alexnet", "light_zfnet512", "light_inception_v1",
         "light_inception_v2", "light_resnet50", "light_densenet121", "light_vgg19"]


def with_random_weights(path, random):
    """A light model whose constants of weights are random numbers."""
    candidate = onnx.load(path)
    graph = candidate.graph
    extents = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    made = [each for each in graph.node if each.op_type == "ConstantOfShape"]
    shapes = {each.output[0]: [int(extent) for extent in extents[each.input[0]]] for each in made}
    for name, array in random_weights(graph, shapes, random).items():
        graph.initializer.append(numpy_helper.from_array(array, name))
    for node in made:
        graph.node.remove(node)
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
