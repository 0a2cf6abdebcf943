# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Which cases of the package `onnx` are of the operators that are imported, in the forms that the documentation lists. Read
# off the model alone, whatever the importer says of it.
from Common import np, onnx
from onnx import helper

FLOATS = {onnx.TensorProto.FLOAT, onnx.TensorProto.DOUBLE, onnx.TensorProto.FLOAT16, onnx.TensorProto.BFLOAT16}
# Operators that layers are made of; the others of the table are folded where their inputs are known.
FOLDED = {"Abs", "Ceil", "Constant", "ConstantOfShape", "Equal", "Floor", "Gather", "Pow", "Range", "ReduceProd", "Sqrt",
          "Where"}
SHAPES = {"Shape", "Size"}  # whose results are known, whatever is computed
COORDINATES = {"nearest": {"half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners"},
               "linear": {"half_pixel", "pytorch_half_pixel"}}


def attributes(node):
    return {each.name: helper.get_attribute_value(each) for each in node.attribute}


def opset(model):
    return next(each.version for each in model.opset_import if each.domain in ("", "ai.onnx"))


class Case:
    """A model with the arrays that are given for its inputs, and its graph's values by name."""

    def __init__(self, model, data_sets):
        self.model, self.graph = model, model.graph
        initial = {each.name for each in model.graph.initializer}
        self.inputs = [each for each in model.graph.input if each.name not in initial]
        self.given, self.expected = data_sets[0]
        self.arrays = dict(zip([each.name for each in self.inputs], self.given))
        self.arrays |= {each.name: onnx.numpy_helper.to_array(each) for each in model.graph.initializer}
        try:
            inferred = onnx.shape_inference.infer_shapes(model).graph.value_info
        except Exception:
            inferred = []
        self.types = {each.name: each.type for each in [*inferred, *model.graph.input, *model.graph.output]}

    def shape(self, name):
        """None where it is not known."""
        if name in self.arrays:
            return list(np.shape(self.arrays[name]))
        kind = self.types.get(name)
        return [dim.dim_value for dim in kind.tensor_type.shape.dim] if kind is not None else None

    def is_float(self, value):
        return value.type.HasField("tensor_type") and value.type.tensor_type.elem_type in FLOATS

    def computed(self):
        """Names of tensors that depend on an input of floats."""
        names = {each.name for each in self.inputs if self.is_float(each)}
        for node in self.graph.node:
            if node.op_type not in SHAPES and any(name in names for name in node.input):
                names.update(node.output)
        return names


def other_values(case):
    """Numbers, sizes and outputs that are no images of floats."""
    if not any(case.is_float(each) for each in case.inputs):
        return "no input of floats"
    if any(not isinstance(each, np.ndarray) for each in [*case.given, *case.expected] if not np.isscalar(each)):
        return "sequences or optional values"
    if any(np.size(each) == 0 for each in case.expected) or any(
            np.size(case.arrays[each.name]) == 0 for each in case.inputs if case.is_float(each)):
        return "tensors without elements"
    if any(np.ndim(array) > 4 and case.is_float(each) for each, array in zip(case.inputs, case.given)):
        return "three or more axes of space"
    return ""


def other_outputs(case):
    computed = case.computed()
    if any(each.name not in computed for each in case.graph.output):
        return "an output that no input of floats is computed into"
    if any(not case.is_float(each) or len(node.output) > 1 and node.op_type in ("Dropout", "MaxPool", "BatchNormalization")
           and each.name in node.output[1:] for each in case.graph.output for node in case.graph.node):
        return "a mask, indices or statistics as an output"
    return ""


def training(case, node):
    named = attributes(node)
    if node.op_type == "BatchNormalization" and (named.get("training_mode", 0) or len(node.output) > 1):
        return "training"
    if node.op_type == "Dropout" and len(node.input) > 2 and np.any(case.arrays[node.input[2]]):
        return "training" if not node.input[1] or case.arrays[node.input[1]] != 0 else ""
    return ""


def moves(case, node):
    """A transposition of axes that have more than one element."""
    shape = case.shape(node.input[0])
    if len(case.graph.node) > 1:  # others say what it is for
        return ""
    order = attributes(node).get("perm", list(range(len(shape)))[::-1])
    long = [axis for axis in order if shape[axis] > 1]
    return "a transposition that means something by itself" if long != sorted(long) else ""


def reduces(case, node):
    """A reduction of more than rows and columns: the last two axes of three and more."""
    rank = len(case.shape(node.input[0]))
    axes = attributes(node).get("axes")
    if axes is None and len(node.input) > 1:
        axes = list(case.arrays[node.input[1]])
    if not axes or any(axis % rank < max(rank - 2, 1) for axis in axes):
        return "a reduction of more than rows and columns"
    return ""


def resizes(case, node):
    named = attributes(node)
    mode = named.get("mode", b"nearest").decode()
    is_old = node.op_type == "Upsample" or opset(case.model) < 11
    coordinates = named.get("coordinate_transformation_mode", b"asymmetric" if is_old else b"half_pixel").decode()
    if mode not in ("nearest", "linear") or named.get("antialias", 0):
        return "resizing by bicubic or antialiased blending"
    if coordinates not in COORDINATES[mode]:
        return "resizing with coordinates that are not built"
    return ""


def multiplies(case, node):
    """A product of matrices of which neither is one for the whole batch."""
    shapes = [case.shape(name) for name in node.input[:2]]
    if all(any(extent > 1 for extent in shape[:-2]) or len(shape) < 2 for shape in shapes):
        return "" if any(len(shape) < 2 for shape in shapes) else "a product of two batches of matrices"
    return ""


def compares(case, node):
    """The larger or the smaller of tensors, and not of a tensor and a number."""
    sizes = [int(np.prod(case.shape(name))) for name in node.input]
    return "the larger or the smaller of two tensors" if len(sizes) > 1 and min(sizes) > 1 else ""


def repeats(case, node):
    elements = [int(np.prod(case.shape(name))) for name in (node.input[0], node.output[0])]
    return "an Expand that repeats" if elements[0] != elements[1] else ""


def rounds(case, node):
    """A cast to floats of fewer bits."""
    sizes = {onnx.TensorProto.DOUBLE: 64, onnx.TensorProto.FLOAT: 32, onnx.TensorProto.FLOAT16: 16,
             onnx.TensorProto.BFLOAT16: 16}
    source, target = case.types[node.input[0]].tensor_type.elem_type, attributes(node)["to"]
    return "a cast that rounds" if sizes.get(target, 0) < sizes.get(source, 0) else ""


FORMS = {"Transpose": moves, "ReduceMean": reduces, "ReduceMax": reduces, "Resize": resizes, "Upsample": resizes,
         "MatMul": multiplies, "Max": compares, "Min": compares, "Expand": repeats, "Cast": rounds,
         "BatchNormalization": training, "Dropout": training}


def beyond(model, data_sets, operators):
    """Why a case is not of operators that are imported, in a form that is listed; empty where it is."""
    if any(node.domain not in ("", "ai.onnx") or node.op_type not in operators for node in model.graph.node):
        return "other operators"
    case = Case(model, data_sets)
    reason = other_values(case)
    computed = case.computed()
    for node in case.graph.node:
        if not reason and node.op_type in FOLDED and any(name in computed for name in node.input):
            reason = "an operator that is only folded, of computed numbers"
        elif not reason and node.op_type in FORMS:
            reason = FORMS[node.op_type](case, node)
    return reason or other_outputs(case)
