#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Forms.py EVALUATE EVENSTRIDE: operators on tensors that are no batches of images in their plain order, against ONNX
# Runtime: lines, rows, channels last, constants that are broadcast from either side, and shapes that cut axes anew.
import sys

from Common import evaluate, np, runtime_outputs
from Models import model, node

random = np.random.default_rng(22)


def floats(*shape):
    return random.standard_normal(shape).astype(np.float32)


def positive(*shape):
    return (0.5 + random.random(shape)).astype(np.float32)


def list_of(*values):
    return np.array(values, np.int64)


LAST, FIRST = {"perm": [0, 2, 3, 1]}, {"perm": [0, 3, 1, 2]}

# A name, the shapes of the inputs, the nodes and the constants.
FORMS = [
    ("a network of lines", [2, 4, 15],
     [node("Conv", ["x", "w", "b"], ["c"], strides=[2], pads=[1, 2], dilations=[2], group=2),
      node("BatchNormalization", ["c", "s", "b", "m", "s"], ["n"]), node("PRelu", ["n", "p"], ["r"]),
      node("MaxPool", ["r"], ["q"], kernel_shape=[2], strides=[2], ceil_mode=1), node("GlobalAveragePool", ["q"], ["y"])],
     {"w": floats(6, 2, 3), "b": floats(6), "s": positive(6), "m": floats(6), "p": floats(6, 1)}),
    ("lines stretched", [1, 3, 5],
     [node("ConvTranspose", ["x", "w"], ["y"], strides=[3], pads=[0, 1], output_padding=[2])], {"w": floats(3, 2, 4)}),
    ("lines of an automatic padding", [1, 3, 9],
     [node("AveragePool", ["x"], ["y"], kernel_shape=[4], strides=[2], auto_pad="SAME_LOWER")], {}),
    ("lines with an axis behind", [2, 3, 6],
     [node("Unsqueeze", ["x", "axes"], ["u"]), node("AveragePool", ["u"], ["p"], kernel_shape=[2, 1], strides=[2, 1]),
      node("Squeeze", ["p", "axes"], ["y"])], {"axes": list_of(3)}),
    ("a stretched output", [1, 2, 3, 3],
     [node("ConvTranspose", ["x", "w"], ["y"], strides=[3, 2], output_shape=[10, 8])], {"w": floats(2, 3, 3, 3)}),
    ("channels last", [2, 3, 4, 5],
     [node("Transpose", ["x"], ["t"], **LAST), node("Mul", ["t", "f"], ["m"]), node("MatMul", ["m", "w"], ["d"]),
      node("Softmax", ["d"], ["s"], axis=-1), node("Concat", ["s", "t"], ["c"], axis=3),
      node("Slice", ["c", "from", "to", "axes"], ["p"]), node("Transpose", ["p"], ["y"], **FIRST)],
     {"f": floats(3), "w": floats(3, 6), "from": list_of(1, 2), "to": list_of(3, 7), "axes": list_of(1, 3)}),
    ("channels last as an output", [2, 3, 4, 5], [node("Relu", ["x"], ["r"]), node("Transpose", ["r"], ["y"], **LAST)], {}),
    ("boxes of two scales", [1, 8, 4, 4],
     [node("MaxPool", ["x"], ["h"], kernel_shape=[2, 2], strides=[2, 2]), node("Transpose", ["x"], ["a"], **LAST),
      node("Transpose", ["h"], ["b"], **LAST), node("Reshape", ["a", "shape"], ["c"]),
      node("Reshape", ["b", "shape"], ["d"]), node("Concat", ["c", "d"], ["y"], axis=1)], {"shape": list_of(1, -1, 4)}),
    ("rows of rows", [2, 3, 4],
     [node("MatMul", ["x", "w"], ["d"]), node("Add", ["d", "b"], ["a"]), node("Softmax", ["a"], ["y"], axis=2)],
     {"w": floats(4, 5), "b": floats(5)}),
    ("a vector", [6], [node("MatMul", ["x", "w"], ["d"]), node("Sub", ["b", "d"], ["y"])],
     {"w": floats(6, 3), "b": floats(1, 3)}),
    ("a matrix from the left", [1, 3, 5], [node("MatMul", ["w", "x"], ["y"])], {"w": floats(4, 3)}),
    ("a vector from the left", [2, 4, 3], [node("MatMul", ["w", "x"], ["y"])], {"w": floats(4)}),
    ("a vector from the right", [2, 3, 4], [node("MatMul", ["x", "w"], ["y"])], {"w": floats(4)}),
    ("cut anew", [2, 3, 4], [node("Relu", ["x"], ["r"]), node("Reshape", ["r", "s"], ["y"])], {"s": list_of(4, 2, 3)}),
    ("images cut anew", [1, 6, 5, 2], [node("Relu", ["x"], ["r"]), node("Reshape", ["r", "s"], ["y"])],
     {"s": list_of(1, 4, 15)}),
    ("groups of channels merged and cut", [1, 6, 2, 2],
     [node("Reshape", ["x", "s"], ["a"]), node("Reshape", ["a", "t"], ["b"]), node("Reshape", ["b", "u"], ["y"])],
     {"s": list_of(1, 2, 3, 2, 2), "t": list_of(1, 3, 2, 2, 2), "u": list_of(1, 6, 2, 2)}),
    ("the mean of each row", [1, 3, 4, 5],
     [node("ReduceMean", ["x", "axes"], ["y"], keepdims=1)], {"axes": list_of(3)}),
    ("the largest of each column", [1, 3, 4, 5],
     [node("ReduceMax", ["x", "axes"], ["y"], keepdims=0)], {"axes": list_of(-2)}),
    ("slopes of columns", [1, 3, 3, 3], [node("PRelu", ["x", "p"], ["y"])], {"p": floats(3, 1, 1)}),
    ("Celu", [1, 3, 4, 4], [node("Celu", ["x"], ["y"], alpha=2.5)], {}),
    ("bounds that cross", [1, 3, 4, 4], [node("Clip", ["x", "low", "high"], ["y"])],
     {"low": np.float32(1), "high": np.float32(0.5)}),
    ("dropout of nothing", [1, 3, 4, 4], [node("Dropout", ["x", "rate", "training"], ["y"])],
     {"rate": np.float32(0), "training": np.array(True)}),
    ("channels padded and cropped as lines", [1, 3, 6], [node("Pad", ["x", "pads"], ["y"])],
     {"pads": list_of(0, 0, -1, 0, 0, 2)}),
    ("lines mirrored", [1, 3, 6], [node("Pad", ["x", "pads"], ["y"], mode="reflect")], {"pads": list_of(0, 0, 5, 0, 0, 2)}),
    ("rows repeated and columns cut", [1, 3, 6, 5],
     [node("Pad", ["x", "pads"], ["p"], mode="edge"), node("Pad", ["p", "cuts"], ["y"], mode="edge")],
     {"pads": list_of(0, 0, 7, 0, 0, 0, 2, 1), "cuts": list_of(0, 0, -1, 0, 0, 0, 0, -2)}),
    ("halves of a vector", [6], [node("Split", ["x"], ["a", "b"], num_outputs=2, axis=0), node("Mul", ["a", "b"], ["y"])], {}),
    ("matrices joined", [4, 3], [node("Relu", ["x"], ["r"]), node("Concat", ["r", "x"], ["y"], axis=0)], {}),
]

def scaled(mode, shape, rows, columns, **attributes):
    return (f"{mode} {shape} by {rows} and {columns} {attributes}", shape,
            [node("Resize", ["x", "", "s"], ["y"], mode=mode, **attributes)], {"s": np.float32([1, 1, rows, columns])})


def sized(mode, shape, rows, columns, **attributes):
    return (f"{mode} {shape} to {rows} x {columns} {attributes}", shape,
            [node("Resize", ["x", "", "", "z"], ["y"], mode=mode, **attributes)], {"z": list_of(*shape[:2], rows, columns)})


LATTICE, CORNERS = {"coordinate_transformation_mode": "asymmetric"}, {"coordinate_transformation_mode": "align_corners"}
RESIZED = [
    *(scaled("nearest", [1, 2, 6, 8], *scales, **(LATTICE | {"nearest_mode": "floor"}))
      for scales in ((2, 3), (1.5, 2), (0.5, 0.25), (1, 0.75))),
    *(scaled("nearest", [1, 2, 6, 8], *scales) for scales in ((3, 1), (0.5, 0.5), (2.5, 1.25))),
    sized("nearest", [1, 2, 10, 13], 19, 25, **(LATTICE | {"nearest_mode": "floor"})),
    sized("nearest", [1, 2, 4, 4], 8, 8, **(CORNERS | {"nearest_mode": "floor"})),
    scaled("linear", [2, 2, 4, 6], 2, 3), scaled("linear", [1, 2, 8, 12], 0.5, 0.25), scaled("linear", [1, 2, 9, 6], 1 / 3, 1),
    sized("linear", [1, 3, 1, 1], 5, 7, **CORNERS), sized("linear", [1, 3, 1, 4], 5, 8),
    ("every second and third pixel", [1, 2, 7, 8], [node("Slice", ["x", "from", "to", "axes", "steps"], ["y"])],
     {"from": list_of(1, 0), "to": list_of(7, 2**62), "axes": list_of(2, -1), "steps": list_of(2, 3)}),
]

# From an axis on, as opsets before 7 have it, which ONNX Runtime has no more: constants, and what x becomes.
FROM_AXIS = [
    ("a constant along an axis", [node("Add", ["x", "c"], ["y"], broadcast=1, axis=1)], {"c": floats(3)},
     lambda x, c: x + c.reshape(3, 1, 1)),
    ("a folded constant", [node("Mul", ["c", "d"], ["e"], broadcast=1, axis=0), node("Mul", ["x", "e"], ["y"])],
     {"c": floats(3, 1, 1), "d": floats(3)}, lambda x, c, d: x * c * d.reshape(3, 1, 1)),
    ("slopes along the second axis", [node("PRelu", ["x", "c"], ["y"])], {"c": floats(3)},
     lambda x, c: np.where(x < 0, x * c.reshape(3, 1, 1), x)),
]


def check(name, ours, theirs):
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, np.asarray(other).ravel(), rtol=1e-4, atol=1e-5, err_msg=name)


def main():
    program = sys.argv[1]
    for name, shape, nodes, constants in FORMS + RESIZED:
        candidate, x = model(nodes, [("x", shape)], [("y", None)], constants, opset=18), floats(*shape)
        check(name, evaluate(program, candidate, [x], 0), runtime_outputs(candidate, [x]))
    for name, nodes, constants, expected in FROM_AXIS:
        x = floats(2, 3, 4, 3)
        candidate = model(nodes, [("x", x.shape)], [("y", None)], constants, opset=6)
        check(name, evaluate(program, candidate, [x], 0), [expected(x, *constants.values())])
    print(f"{len(FORMS + RESIZED + FROM_AXIS)} forms agree")


main()
