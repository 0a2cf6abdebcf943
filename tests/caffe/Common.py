# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What the tests of the Caffe importer share: writing weights, and running a network, through the reference of its layers or
# compiled.
# The arguments of all of them: DESCRIPTORS EVALUATE EVENSTRIDE.
import sys
import tempfile
from pathlib import Path

try:
    import numpy as np
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
except ImportError as missing:
    print(f"skipped: {missing}; ./dev test installs it")
    sys.exit(77)

from Importing import Refused, evaluate_file, run_compiled

DESCRIPTORS, EVALUATE, EVENSTRIDE = sys.argv[1:4]


def model_message():
    files = descriptor_pb2.FileDescriptorSet.FromString(Path(DESCRIPTORS).read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("evenstride_caffe.Model"))


Model = model_message()


def caffemodel(blobs, old=False, doubles=False):
    """The bytes of a file with weights; `blobs` maps layers to lists of arrays. `old`: as before 2015."""
    model = Model()
    for name, arrays in blobs.items():
        layer = (model.layers if old else model.layer).add(name=name.encode())
        for array in arrays:
            blob = layer.blobs.add()
            (blob.double_data if doubles else blob.data).extend(np.asarray(array, np.float32).ravel().tolist())
            if old:
                blob.num, blob.channels, blob.height, blob.width = (1,) * (4 - np.ndim(array)) + np.shape(array)
            else:
                blob.shape.dim.extend(np.shape(array))
    return model.SerializeToString()


def net(text, shape=(1, 3, 8, 8)):
    """A network that begins with an input `x`."""
    dims = " ".join(f"dim: {extent}" for extent in shape)
    return f'layer {{ name: "x" type: "Input" top: "x" input_param {{ shape {{ {dims} }} }} }}\n{text}'


def layer(type, bottoms="x", tops="y", parameters="", name="layer"):
    ends = "".join(f' bottom: "{each}"' for each in bottoms.split())
    ends += "".join(f' top: "{each}"' for each in tops.split())
    return f'layer {{ name: "{name}" type: "{type}"{ends} {parameters} }}\n'


def write(folder, text, blobs, **form):
    """Both files of a network; the path of the first."""
    (folder / "net.prototxt").write_text(text)
    (folder / "net.caffemodel").write_bytes(caffemodel(blobs or {"unused": [np.zeros(1)]}, **form))
    return folder / "net.prototxt"


def evaluate(text, blobs, inputs, **form):
    """Outputs of a network for one image, as flat arrays."""
    with tempfile.TemporaryDirectory() as folder:
        return evaluate_file(EVALUATE, write(Path(folder), text, blobs, **form), inputs)


def compiled_output(text, blobs, image):
    """The output of a network, compiled, as a flat array."""
    with tempfile.TemporaryDirectory() as folder:
        return run_compiled(EVENSTRIDE, write(Path(folder), text, blobs), image)
