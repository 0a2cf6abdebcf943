#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Refusals.py EVALUATE EVENSTRIDE: what cannot be imported is refused with its code, its place and its reason, all of it in
# one run; tensors that disagree with the graph are told in numbers; damaged files are refused or imported, and nothing
# worse. A folder stands for the graph in it.
import subprocess

from Checks import run_checks
from Common import EVENSTRIDE, dat, graph, np, variables, write

W = np.ones((4, 3, 3, 3), np.float32)
CONV = variables({"w": W}) + "y = conv(x, w%s)"
failures = []


def run(*arguments):
    return subprocess.run(arguments, capture_output=True, text=True)


def expect(folder, text, *texts, tensors=None):
    """The importer refuses the graph, or warns of it, and says all of the texts."""
    for old in folder.glob("*.dat"):
        old.unlink()
    write(folder, text, tensors or {})
    result = run(EVENSTRIDE, "import", folder / "graph.nnef", "-o", folder / "net.stride")
    wanted = 0 if texts[0].startswith("W") else 1
    if result.returncode != wanted or any(each not in result.stderr for each in texts):
        failures.append(f"{texts}: exit code {result.returncode}\n{result.stdout}{result.stderr}")


def texts(folder):
    sound = graph("y = relu(x)")
    expect(folder, "", "E0501", "`version` is expected")
    expect(folder, "network n(x: f32[1, 1, 1]) { return x }", "E0501", "graph.nnef:1:1")
    expect(folder, sound.replace("1.0", "2.0"), "E0508", "version 2.0", "graph.nnef:1:9")
    expect(folder, sound[:-4], "E0501", "`;` is expected where the file ends")
    expect(folder, sound + "more", "E0501", "nothing more is expected")
    expect(folder, graph("y = relu(x, 'ab)"), "E0501", "no end on its line")
    expect(folder, graph(f"y = relu({'[' * 30}x{']' * 30})"), "E0501", "nested more than 16 deep")
    expect(folder, graph("y = x + x"), "E0503", "an expression that is no operation", "graph.nnef:6:")
    expect(folder, graph("y = relu(x) * x"), "E0503", "an expression that is no operation")
    expect(folder, sound.replace("graph net", "extension KHR_enable_fragment_definitions;\nfragment f(x: tensor<scalar>) "
                                 "-> (y: tensor<scalar>) { y = relu(x); }\ngraph net"), "E0503", "fragments of their own")
    many = ", ".join(f"x{i}" for i in range(1001))
    expect(folder, sound.replace("(x) ->", f"({many}) ->"), "E0502", "more than 1000 inputs")
    expect(folder, sound.replace("(x) ->", "(x, z) ->"), "E0503", "`z` (`input`)", "no `external` gives it")
    expect(folder, sound.replace("-> (y)", "-> (q)"), "E0503", "`q` (`output`)", "nothing gives it")


def operations(folder):
    conv = lambda rest, shape=(1, 3, 8, 8): graph(CONV % rest, {"x": list(shape)})
    expect(folder, conv(", stride = [0, 1]"), "E0503", "`y` (`conv`)", "its `stride` cannot be 0", "graph.nnef:8:25")
    expect(folder, conv(", stride = [1]"), "E0503", "its `stride` has 1 numbers")
    expect(folder, conv(", padding = [(1, -1), (0, 0)]"), "E0503", "`padding` cannot be -1")
    expect(folder, conv(", padding = [1, 2]"), "E0503", "no list of pairs")
    expect(folder, conv(", stride = [0, 1], padding = [1, 2], dilation = 3, groups = -1, flavour = 3, odd = 1"), "6 errors",
           "`stride` cannot be 0", "no list of pairs", "`dilation` is of another kind", "`groups` cannot be -1", "`flavour`",
           "`odd`")
    expect(folder, conv(", border = 'reflect'"), "E0503", "`reflect`")
    expect(folder, conv(", groups = 3"), "E0503", "4 filters do not divide into 3 groups")
    expect(folder, conv(", flavour = 3"), "E0503", "it has no argument `flavour`")
    expect(folder, conv(", stride = [1, 1], stride = [1, 1]"), "E0503", "its `stride` is given twice")
    expect(folder, conv(", dilation = [9, 9], padding = [(0, 0), (0, 0)]"), "E0503", "a window of 19 is larger")
    expect(folder, conv(", stride = [99999999999999999999, 1]"), "E0503", "is no integer")
    expect(folder, conv("", (1, 5, 8, 8)), "E0503", "is for 3 channels, and 5 come in")
    cases = [
        ("y = local_response_normalization(x, size = [1, 4, 1, 1])", "4 channels"),
        ("y = local_response_normalization(x, size = [1, 1, 3, 3])", "over channels alone"),
        ("y = box(x, size = [1, 1, 2, 2])", "sums over windows"),
        ("y = max_pool(x, size = [1, 2, 2, 2])", "over images or channels"),
        ("y = max_pool(x, size = [2, 2])", "has 2 numbers"),
        ("y = max_pool(x, size = [1, 1, 2, 2], border = 'reflect-even', stride = [1, 1, 2, 2], padding = [(0,0),(0,0),(1,0),(0,0)])",
         "`reflect-even`"),
        ("y = multilinear_upsample(x, factor = [2, 2], method = 'aligned')", "`aligned`"),
        ("y = multilinear_upsample(x, factor = [2, 2], border = 'constant')", "`constant`"),
        ("y = nearest_upsample(x, factor = [2, 0])", "`factor`"),
        ("y = area_downsample(x, factor = [3, 3])", "do not divide by 3 and 3"),
        ("y = softmax(x, axes = [2, 3])", "[2, 3]"),
        ("y = mean_reduce(x, axes = [1])", "rows and columns"),
        ("y = slice(x, axes = [2], begin = [0], end = [0], stride = [2])", "every 2th"),
        ("[y, b] = split(x, axis = 1, ratios = [1, 1])", "3 elements do not divide"),
        ("c = constant(shape = [1, 1, 8, 8], value = [1.0]); y = mul(x, c)", "one for each channel"),
        ("c = constant(shape = [8, 8], value = [1.0]); y = mul(x, c)", "one for each channel"),
        ("y = div(1.0, x)", "divides by a computed tensor"),
        ("y, b = relu(x)", "it gives no `b`"),
        ("y = relu(q)", "nothing before it gives `q`"),
        ("x = relu(x); y = relu(x)", "`x` is given twice"),
        ("y = variable<integer>(shape = [1], label = 'y')", "of type `integer`"),
        ("z = external<scalar>(shape = [1, 1, 2, 2]); y = relu(x)", "no parameter of the graph"),
        ("c = constant(shape = [1, 3], value = [1.0, 2.0]); y = add(x, c)", "2 numbers stand here"),
        ("y = transpose(x, axes = [0, 1, 3, 2])", "`y` (`output`)"),
    ]
    for line, reason in cases:
        expect(folder, graph(line), "E0503", reason, "graph.nnef:")
    many = "a = desample(x, x); b = stack([x], axis = 0); c = desample(x, x); y = argmax_reduce(c)"
    expect(folder, graph(many), "3 errors", "`a` (`desample`)", "the same holds for 1 more, in line 8", "`argmax_reduce`")
    expect(folder, graph("y = relu(x)", {"x": [1, 3, 8]}), "E0503", "it has 3 axes")
    expect(folder, graph("y = relu(x)", {"x": [1, 3, 99999999, 99999999]}), "E0503", "too large")


def tensors(folder):
    conv = graph(CONV % "")
    expect(folder, conv, "E0503", "`w.dat` cannot be read", tensors={"other": W})
    changes = [({"magic": b"NN"}, "no tensor of NNEF"), ({"version": (2, 0)}, "version 2.0"), ({"rank": 9}, "9 axes"),
               ({"bits": 8}, "8 bits"), ({"type": 4}, "type 4"), ({"data_length": 8}, "take other than its 432 bytes"),
               ({"extents": [4, 3, 3, 2**31, 0, 0, 0, 0]}, "take other than"),
               ({"extents": [2**32 - 1] * 8, "rank": 8}, "take other than"),
               ({"extents": [3, 4, 3, 3, 0, 0, 0, 0]}, "its shape is [3, 4, 3, 3], and [4, 3, 3, 3]")]
    for change, reason in changes:
        expect(folder, conv, "E0503", "`w.dat`", reason, tensors={"w": dat(W, **change)})
    expect(folder, conv, "E0503", "428 bytes", tensors={"w": dat(W)[:-4]})
    expect(folder, conv, "E0503", "it has 3 bytes", tensors={"w": b"N\xef\1"})
    for label in ("../secret", "/etc/secret", "a/../../secret"):
        expect(folder, conv.replace("'w'", f"'{label}'"), "E0503", "leads out of the folder", tensors={"w": W})
    expect(folder, graph(CONV % ", stride = [4, 4], padding = [(0, 0), (0, 0)]", {"x": [1, 3, 9, 9]}), "W0501",
           "2 rows and 2 columns", "graph.nnef:", tensors={"w": W})
    expect(folder, graph(CONV % "", {"x": [7, 3, 8, 8]}), "W0502", "7", tensors={"w": W})


def folders(folder):
    (folder / "model").mkdir()
    (folder / "model" / "conv1").mkdir()
    text = graph(CONV % "").replace("'w'", "'conv1/filter'")
    write(folder / "model", text, {"conv1/filter": W})
    for name in ("model", "model/"):
        result = run(EVENSTRIDE, "import", f"{folder}/{name}", "-o", folder / "model.stride")
        if result.returncode != 0 or "@conv1" not in (folder / "model.stride").read_text():
            failures.append(f"a folder: {result.stdout}{result.stderr}")
    checked = run(EVENSTRIDE, "check", folder / "model")
    if checked.returncode != 0 or checked.stderr:
        failures.append(f"check of a folder: {checked.stderr}")


def damage(folder, count):
    """Seeded corruption of the graph and of a tensor. Exit codes are those of users' mistakes."""
    random = np.random.default_rng(13)
    text = graph(CONV % ", stride = [2, 2]" + "; " + variables({"b": np.ones((1, 4))}).replace("\n", "") +
                 "a = mul(y, b); [c, d] = split(a, axis = 1, ratios = [1, 3]); e = concat([d, c], axis = 1);"
                 "f = avg_pool(e, size = [1, 1, 3, 3], stride = [1, 1, 2, 2]); z = reshape(f, shape = [1, -1])", None, "z").encode()
    for _ in range(count):
        files = [bytearray(text), bytearray(dat(W))]
        target = files[int(random.random() < 0.3)]
        for _ in range(random.integers(1, 4)):
            at, kind = int(random.integers(len(target))), random.integers(4)
            if target is files[1] and random.random() < 0.8:
                at = int(random.integers(64))  # where the header is
            if kind < 2:
                target[at] = int(random.integers(256))
            elif kind == 2:
                del target[at:at + int(random.integers(1, 9))]
            else:
                target[at:at] = target[at:at + int(random.integers(1, 40))]
        write(folder, "", {"w": bytes(files[1]), "b": np.ones((1, 4), np.float32)})
        (folder / "graph.nnef").write_bytes(bytes(files[0]))
        result = run(EVENSTRIDE, "check", folder / "graph.nnef")
        usual = result.returncode in (0, 1) or (result.returncode == 2 and "is not text" in result.stderr)
        if not usual or (result.returncode == 1 and "error[E" not in result.stderr):
            failures.append(f"damaged file: exit code {result.returncode}: {result.stderr[:300]}")
            break


run_checks([texts, operations, tensors, folders, lambda folder: damage(folder, 400)], failures)
