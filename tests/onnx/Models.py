# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Small ONNX models for the tests of the importer.
from onnx import TensorProto, helper, numpy_helper


def model(nodes, inputs, outputs, weights=(), opset=17):
    """`inputs` and `outputs` are pairs of a name and a shape (or None); `weights` maps names to arrays."""
    def infos(pairs):
        return [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in pairs]
    graph = helper.make_graph(nodes, "graph", infos(inputs), infos(outputs),
                              [numpy_helper.from_array(array, name) for name, array in dict(weights).items()])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)


def node(op, inputs, outputs, **attributes):
    name = attributes.pop("name", "")
    return helper.make_node(op, inputs, outputs, name=name, **attributes)
