# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What stands in for PyTorch where the page on it is tested: glyphs.onnx and glyphs.onnx.data, node for node and name for
# name what torch.onnx.export of version 2.14 writes for the model of the page, with other weights; and an image.
import sys
from pathlib import Path

try:
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper
except ImportError as missing:
    print(f"skipped: {missing}; ./dev test installs it")
    sys.exit(77)

random = np.random.default_rng(1)
WINDOW = {"group": 1, "auto_pad": "NOTSET", "dilations": [1, 1]}
shapes = {"stem.0.weight": [16, 3, 3, 3], "stem.0.bias": [16], "body.0.weight": [16, 16, 3, 3], "body.0.bias": [16],
          "body.2.weight": [16, 16, 3, 3], "body.2.bias": [16], "head.weight": [10, 16], "head.bias": [10]}


def conv(name, inputs, output, stride):
    layer = inputs[1].rsplit(".", 1)[0]
    return helper.make_node("Conv", [inputs[0], f"{layer}.weight", f"{layer}.bias"], [output], name=name,
                            pads=[1, 1, 1, 1], strides=[stride, stride], kernel_shape=[3, 3], **WINDOW)


nodes = [conv("node_Conv_22", ["image", "stem.0.weight"], "getitem", 2),
         helper.make_node("Relu", ["getitem"], ["relu"], name="node_relu"),
         conv("node_conv2d_1", ["relu", "body.0.weight"], "conv2d_1", 1),
         helper.make_node("Relu", ["conv2d_1"], ["relu_1"], name="node_relu_1"),
         conv("node_conv2d_2", ["relu_1", "body.2.weight"], "conv2d_2", 1),
         helper.make_node("Add", ["relu", "conv2d_2"], ["add"], name="node_add"),
         helper.make_node("Relu", ["add"], ["relu_2"], name="node_relu_2"),
         helper.make_node("MaxPool", ["relu_2"], ["max_pool2d"], name="node_max_pool2d", storage_order=0,
                          dilations=[1, 1], ceil_mode=0, pads=[0, 0, 0, 0], auto_pad="NOTSET", strides=[2, 2],
                          kernel_shape=[2, 2]),
         helper.make_node("ReduceMean", ["max_pool2d", "val_17"], ["mean"], name="node_mean", noop_with_empty_axes=0,
                          keepdims=0),
         helper.make_node("Gemm", ["mean", "head.weight", "head.bias"], ["scores"], name="node_linear", beta=1.0,
                          transB=1, alpha=1.0, transA=0)]
weights = [numpy_helper.from_array((0.2 * random.standard_normal(shape)).astype(np.float32), name)
           for name, shape in shapes.items()]
weights.append(numpy_helper.from_array(np.array([2, 3]), "val_17"))
graph = helper.make_graph(nodes, "main_graph",
                          [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 32, 32])],
                          [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, 10])], weights)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10, producer_name="pytorch")
Path("glyphs.onnx.data").unlink(missing_ok=True)
onnx.save(model, "glyphs.onnx", save_as_external_data=True, location="glyphs.onnx.data", size_threshold=0)
np.save("image.npy", random.random([3, 32, 32]).astype(np.float32))
