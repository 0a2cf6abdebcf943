#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Refusals.py EVALUATE EVENSTRIDE: what cannot be imported is refused with its code and its reason; damaged files are
# refused or imported, and nothing worse; `import` writes what `check` accepts.
import subprocess
import sys
import tempfile
from pathlib import Path

from Common import np, onnx
from Models import model, node
from onnx import TensorProto, helper

W = np.ones((4, 3, 3, 3), np.float32)
IMAGE = [("x", [1, 3, 8, 8])]
failures = []


def conv(**changes):
    attributes = {"name": "stem", **changes}
    return model([node("Conv", ["x", "w"], ["y"], **attributes)], IMAGE, [("y", None)], {"w": W})


def changed(make):
    result = conv()
    make(result)
    return result


def run(*arguments):
    return subprocess.run(arguments, capture_output=True, text=True)


def expect(folder, candidate, *texts):
    """The importer refuses the model, or warns of it, and says all of the texts."""
    path = folder / "net.onnx"
    path.write_bytes(candidate if isinstance(candidate, bytes) else candidate.SerializeToString())
    result = run(sys.argv[2], "import", path, "-o", folder / "net.stride")
    wanted = 0 if texts[0].startswith("W") else 1
    if result.returncode != wanted or any(text not in result.stderr for text in texts):
        failures.append(f"{texts}: exit code {result.returncode}\n{result.stdout}{result.stderr}")


def shorten(proto):
    proto.graph.initializer[0].raw_data = proto.graph.initializer[0].raw_data[:-4]


def double(proto):
    proto.graph.initializer[0].float_data.extend([1.0] * W.size)


def external(**place):
    """The weights in another file."""
    proto = conv()
    tensor = proto.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in place.items():
        tensor.external_data.add(key=key, value=str(value))
    return proto


def elsewhere(folder):
    """Weights in a file beside the model are read, and no other file is."""
    (folder / "w.bin").write_bytes(bytes(8) + W.tobytes())
    (folder / "inner").mkdir()
    (folder / "inner" / "w.bin").write_bytes(W.tobytes())
    (folder / "link.bin").symlink_to(folder / "w.bin")
    for place in ("../w.bin", "inner/w.bin", str(folder / "w.bin"), "..", "", "inner\\w.bin", "w.bin\0"):
        expect(folder, external(location=place), "E0505", "no name in the folder")
    expect(folder, external(), "E0505")
    expect(folder, external(location="link.bin"), "E0505", "is a link")
    expect(folder, external(location="none.bin"), "E0505", "there is no such file")
    expect(folder, external(location="inner"), "E0505", "it is a directory")
    for place in ({"offset": 9, "length": W.nbytes}, {"offset": 2**64 - 1}, {"offset": 10**6}, {"length": 2**63}):
        expect(folder, external(location="w.bin", **place), "E0505", "behind the end")
    for number in ("-8", "8x", "0x8", str(2**64)):
        expect(folder, external(location="w.bin", offset=number), "E0505", "no number of bytes")
    expect(folder, external(location="w.bin"), "E0504", "440")
    expect(folder, external(location="w.bin", offset=8, length=W.nbytes - 4), "E0504", str(W.nbytes - 4))
    twice = external(location="w.bin", offset=8)
    twice.graph.initializer[0].raw_data = W.tobytes()
    expect(folder, twice, "E0504", "twice")
    for place in ({"offset": 8}, {"offset": 8, "length": W.nbytes}):
        path = folder / "net.onnx"
        path.write_bytes(external(location="w.bin", **place).SerializeToString())
        done = run(sys.argv[2], "import", path, "-o", folder / "net.stride")
        if done.returncode != 0 or W.tobytes() not in (folder / "net.safetensors").read_bytes():
            failures.append(f"weights beside the model:\n{done.stderr}")


def input_of_bytes(nodes, shape=(1, 8, 8, 3)):
    made = model([*nodes, node("Conv", ["f", "w"], ["y"])], [("x", shape)], [("y", None)], {"w": W})
    made.graph.input[0].type.tensor_type.elem_type = TensorProto.UINT8
    return made


def inputs_of_bytes(folder):
    """Frames of bytes keep their layout; what computes with bytes is refused."""
    move = {"perm": [0, 3, 1, 2]}
    cast = {"to": TensorProto.FLOAT}
    path = folder / "net.onnx"
    for nodes, shape, text in (
            ([node("Cast", ["x"], ["f"], **cast)], (1, 3, 8, 8), "u8[3, 8, 8]"),
            ([node("Transpose", ["x"], ["t"], **move), node("Cast", ["t"], ["f"], **cast)], (1, 8, 8, 3), "u8[8, 8, 3] hwc"),
            ([node("Cast", ["x"], ["t"], **cast), node("Transpose", ["t"], ["f"], **move)], (2, 8, 8, 3), "u8[8, 8, 3] hwc")):
        path.write_bytes(input_of_bytes(nodes, shape).SerializeToString())
        done = run(sys.argv[2], "import", path, "-o", folder / "net.stride")
        if done.returncode != 0 or text not in (folder / "net.stride").read_text():
            failures.append(f"{text}:\n{done.stderr}")
    wraps = input_of_bytes([node("Add", ["x", "x"], ["t"]), node("Cast", ["t"], ["f"], **cast)], (1, 3, 8, 8))
    expect(folder, wraps, "E0506", "`Add` computes with it before it is cast to floats")


def resize(**attributes):
    return model([node("Resize", ["x", "", "s"], ["y"], **attributes)], IMAGE, [("y", None)],
                 {"s": np.array([1, 1, 2, 2], np.float32)})


def resized(sizes, **attributes):
    return model([node("Resize", ["x", "", "", "z"], ["y"], **attributes)], IMAGE, [("y", None)],
                 {"z": np.array(sizes, np.int64)})


def pad(mode, top, bottom):
    return model([node("Pad", ["x", "p"], ["y"], mode=mode)], IMAGE, [("y", None)],
                 {"p": np.array([0, 0, top, 0, 0, 0, bottom, 0], np.int64)})


def refusals(folder):
    expect(folder, b"", "E0501")
    expect(folder, b"network n(x: f32[1, 1, 1]) { return x }", "E0501")
    expect(folder, conv().SerializeToString()[:-7], "E0501")
    expect(folder, conv(group=0), "E0503", "`stem` (`Conv`)", "0 groups")
    expect(folder, conv(strides=[0, 1]), "E0503", "`strides` cannot be 0")
    expect(folder, conv(pads=[0, -1, 0, 0]), "E0503", "`pads` cannot be -1")
    expect(folder, conv(dilations=[9, 9]), "E0503", "a window of 19 is larger than its input of 8")
    expect(folder, conv(kernel_shape=[1, 1]), "E0503", "`kernel_shape`")
    expect(folder, conv(strides=[2**62, 2**62]), "E0503")
    expect(folder, conv(auto_pad="SOMEHOW"), "E0503", "`SOMEHOW`")
    expect(folder, conv(strides=1.5), "E0503", "`strides` is of another type")
    expect(folder, changed(shorten), "E0504", "432 bytes", "428")
    expect(folder, changed(double), "E0504", "twice")
    expect(folder, external(location="../../secret"), "E0505", "`w`", "`../../secret`")
    expect(folder, changed(lambda m: m.graph.initializer[0].dims.__setitem__(0, -4)), "E0504")
    expect(folder, changed(lambda m: m.graph.initializer[0].dims.extend([2**40, 2**40])), "E0504")
    expect(folder, changed(lambda m: m.graph.input[0].type.tensor_type.shape.dim[1].ClearField("value")), "E0506")
    expect(folder, changed(lambda m: m.graph.input[0].type.tensor_type.shape.dim.add(dim_value=2)), "E0506", "5 axes")
    expect(folder, changed(lambda m: m.graph.node.append(m.graph.node[0])), "E0507", "given twice")
    expect(folder, changed(lambda m: m.graph.ClearField("output")), "E0507", "no outputs")
    expect(folder, changed(lambda m: m.graph.node[0].input.__setitem__(0, "z")), "E0503", "nothing before it")
    expect(folder, changed(lambda m: m.opset_import[0].__setattr__("version", 3)), "E0508")
    expect(folder, changed(lambda m: m.opset_import[0].__setattr__("version", 3000)), "E0508")
    expect(folder, changed(lambda m: m.graph.node[0].__setattr__("domain", "com.acme")), "E0503", "`com.acme`")
    expect(folder, resize(mode="linear", coordinate_transformation_mode="align_corners"), "E0503", "`align_corners`")
    expect(folder, pad("reflect", 0, 8), "E0503", "8 rows are too few to mirror 8")
    expect(folder, pad("edge", -1, 2), "E0503", "cuts off and adds")
    expect(folder, pad("wrap", 0, 1), "E0503", "`wrap`")
    expect(folder, resize(mode="cubic"), "E0503", "`cubic`")
    for sizes, text in (([1, 3, 2**62, 8], "makes no sense"), ([1, 3, -8, 8], "makes no sense"), ([1, 3, 2**17, 8], "the limit"),
                        ([1, 3], "for 4 axes"), ([], "for 4 axes"), ([2, 3, 8, 8], "other axes")):
        expect(folder, resized(sizes, keep_aspect_ratio_policy="stretch"), "E0503", text)
    nothing = resized([], keep_aspect_ratio_policy="not_larger")  # of no axes
    nothing.graph.node[0].attribute.append(helper.make_attribute("axes", [], attr_type=onnx.AttributeProto.INTS))
    nothing.graph.node.append(node("Einsum", ["y"], ["e"]))
    expect(folder, nothing, "E0503", "`Einsum`", "1 error")
    expect(folder, model([node("Tile", ["x", "x"], ["a"]), node("Einsum", ["x"], ["b"], name="e")], IMAGE,
                         [("a", None), ("b", None)]), "E0503", "`Tile`", "`e` (`Einsum`)", "2 errors")
    expect(folder, model([node("LRN", ["x"], ["y"], size=4)], IMAGE, [("y", None)]), "E0503", "`size` is even")
    huge = node("ConstantOfShape", ["s"], ["w"])
    expect(folder, model([huge, node("Conv", ["x", "w"], ["y"])], IMAGE, [("y", None)],
                         {"s": np.array([2**20, 3, 2**5, 2**5])}), "E0503", "folding its constants")


def nested(depth):
    """A graph in an attribute of a node of a graph, and so on."""
    graph = helper.make_graph([], "g", [], [])
    for _ in range(depth):
        outer = helper.make_node("If", ["c"], ["y"])
        outer.attribute.append(helper.make_attribute("then_branch", graph))
        graph = helper.make_graph([outer], "g", [], [])
    return helper.make_model(graph)


def warnings(folder):
    expect(folder, conv(strides=[2, 2]), "W0501", "1 row and 1 column")
    batch = conv()
    batch.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 7
    expect(folder, batch, "W0502", "7")
    accepted = run(sys.argv[2], "check", folder / "net.stride")
    if accepted.returncode != 0 or accepted.stderr:
        failures.append(f"what was imported does not check:\n{accepted.stderr}")
    direct = run(sys.argv[2], "check", folder / "net.onnx")
    if direct.returncode != 0 or "W0502" not in direct.stderr:
        failures.append(f"check of a file that is imported:\n{direct.stderr}")
    other = run(sys.argv[2], "import", folder / "net.stride")
    if other.returncode != 1 or "E0509" not in other.stderr:
        failures.append(f"a format that is not imported:\n{other.stderr}")
    rewritten = run(sys.argv[2], "fix", folder / "net.onnx", "--apply", "bit-identical")
    if rewritten.returncode != 1 or "E0509" not in rewritten.stderr:
        failures.append(f"fix would rewrite a foreign file:\n{rewritten.stderr}")


def sizes(folder):
    """Names of sizes become numbers with --set."""
    named = conv()
    for axis, name in ((2, "height"), (3, "width")):
        named.graph.input[0].type.tensor_type.shape.dim[axis].dim_param = name
    path = folder / "named.onnx"
    path.write_bytes(named.SerializeToString())
    refused = run(sys.argv[2], "import", path)
    if "`height`" not in refused.stderr or "`width`" not in refused.stderr:
        failures.append(f"names of sizes:\n{refused.stderr}")
    done = run(sys.argv[2], "import", path, "-o", folder / "named.stride", "--set", "height=9", "--set", "width=8")
    if done.returncode != 0 or "f32[3, 9, 8]" not in (folder / "named.stride").read_text():
        failures.append(f"--set:\n{done.stdout}{done.stderr}")


def damage(folder, count):
    """Seeded corruption: bytes changed, pieces cut out or doubled. Exit codes are those of users' mistakes."""
    random = np.random.default_rng(3)
    block = model([node("Conv", ["x", "w"], ["a"], pads=[1, 1, 1, 1]), node("Relu", ["a"], ["b"]),
                   node("Reshape", ["b", "s"], ["c"]), node("Gemm", ["c", "m"], ["y"])], IMAGE, [("y", None)],
                  {"w": W, "s": np.array([1, -1]), "m": np.ones((256, 5), np.float32)}).SerializeToString()
    bare = block.replace(np.ones((256, 5), np.float32).tobytes(), b"")
    for _ in range(count):
        bytes_ = bytearray(block if random.random() < 0.5 else bare)
        for _ in range(random.integers(1, 4)):
            at, kind = int(random.integers(len(bytes_))), random.integers(4)
            if random.random() < 0.8:
                at = int(random.integers(min(len(bytes_), 600)))  # where the structure is
            if kind < 2:
                bytes_[at] = int(random.integers(256))
            elif kind == 2:
                del bytes_[at:at + int(random.integers(1, 9))]
            else:
                bytes_[at:at] = bytes_[at:at + int(random.integers(1, 40))]
        path = folder / "damaged.onnx"
        path.write_bytes(bytes(bytes_))
        result = run(sys.argv[2], "check", path)
        if result.returncode not in (0, 1) or (result.returncode == 1 and "error[E" not in result.stderr):
            failures.append(f"damaged file: exit code {result.returncode}: {result.stderr[:300]}")
            break


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        refusals(folder)
        expect(folder, nested(25), "E0501")
        expect(folder, changed(lambda m: m.graph.MergeFromString(b"\n\0" * 100_001)), "E0502", "100002 nodes")
        elsewhere(folder)
        inputs_of_bytes(folder)
        warnings(folder)
        sizes(folder)
        damage(folder, 400)
    for failure in failures:
        print("FAILED", failure)
    sys.exit(1 if failures else 0)


main()
