#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Values.py EVALUATE EVENSTRIDE [compiled]: every operation against a plain computation of what NNEF's specification says, bit
# for bit where small integers make fp32 exact; random convolutions and pools, for paddings, borders and the rounding of
# sizes; and a network that is compiled.
import re
import sys

from Common import Refused, compiled_output, evaluate, graph, np, variables
from Importing import difference
from Reference import convolve, deconvolve, pool

random = np.random.default_rng(9)
failures = []


def integers(*shape):
    return random.integers(-4, 5, shape).astype(np.float32)


def expect(title, text, tensors, inputs, wanted, exact=True):
    """The graph gives `wanted`, a list of arrays."""
    try:
        results = evaluate(text, tensors, inputs)
    except (Refused, AssertionError) as error:
        failures.append(f"{title}: {error}")
        return
    tolerance = {"rtol": 0, "atol": 0} if exact else {"rtol": 1e-5, "atol": 1e-6}
    same = len(results) == len(wanted)
    for result, each in zip(results, wanted):
        each = np.asarray(each, np.float32).ravel()
        same = same and result.size == each.size and np.allclose(result, each, **tolerance)
    if not same:
        failures.append(f"{title}: {[r[:8] for r in results]} instead of {[np.ravel(w)[:8] for w in wanted]}")


def run(title, line, x, wanted, tensors=None, exact=True):
    """One line on an image or a row `x`, with variables."""
    tensors = tensors or {}
    text = graph(variables(tensors) + line, {"x": [1, *x.shape]})
    expect(f"{title}: {line}", text, tensors, [x], [wanted] if isinstance(wanted, np.ndarray) else wanted, exact)


def convolutions():
    x, w, b = integers(4, 9, 8), integers(6, 2, 3, 2), integers(1, 6)
    row = b.reshape(6, 1, 1)
    run("automatic", "y = conv(x, w, b, groups = 2, stride = [2, 3])", x, convolve(x, w, (2, 3), groups=2) + row,
        {"w": w, "b": b})
    run("written", "y = conv(x, w, b, padding = [(1, 0), (0, 2)], groups = 2, dilation = [2, 1])", x,
        convolve(x, w, padding=[(1, 0), (0, 2)], dilation=(2, 1), groups=2) + row, {"w": w, "b": b})
    run("one bias", "y = conv(x, w, 2.0, padding = [(0, 0), (0, 0)], groups = 2, border = 'ignore')", x,
        convolve(x, w, padding=[(0, 0), (0, 0)], groups=2) + 2, {"w": w})
    plane, point = integers(8, 1, 3, 3), integers(5, 8, 1, 1)
    run("depthwise", "y = conv(x, plane, groups = 0)", x, convolve(x, plane, groups=0), {"plane": plane})
    run("separable", "y = separable_conv(x, plane, point, stride = [2, 2])", x,
        convolve(convolve(x, plane, (2, 2), groups=0), point), {"plane": plane, "point": point})
    w, b = integers(4, 3, 4, 4), integers(1, 6)
    row, y = b.reshape(6, 1, 1), x[:, :5, :6]
    run("deconv", "y = deconv(x, w, b, padding = [(1, 1), (1, 1)], stride = [2, 2], groups = 2)", y,
        deconvolve(y, w, (2, 2), (10, 12), (1, 1), 2) + row, {"w": w, "b": b})
    run("automatic deconv", "y = deconv(x, w, stride = [2, 2], groups = 2)", y, deconvolve(y, w, (2, 2), (10, 12), (1, 1), 2),
        {"w": w})
    run("sized deconv", "y = deconv(x, w, padding = [(1, 1), (1, 1)], stride = [2, 2], output_shape = [1, 6, 11, 12], groups = 2)",
        y, deconvolve(y, w, (2, 2), (11, 12), (1, 1), 2), {"w": w})
    wide = integers(4, 1, 1, 1)
    run("deconv with gaps", "y = deconv(x, wide, stride = [2, 2], groups = 0)", y,
        deconvolve(y, wide, (2, 2), (10, 12), (0, 0), 4), {"wide": wide})


def dense():
    x, w, b = integers(20), integers(7, 20), integers(1, 7)
    run("linear", "y = linear(x, w, b)", x, w @ x + b[0], {"w": w, "b": b})
    run("matmul", "y = matmul(x, w, transposeB = true)", x, w @ x, {"w": w})
    run("matmul", "y = matmul(x, w)", x, w @ x, {"w": np.ascontiguousarray(w.T)})
    image = integers(4, 5, 1)
    run("flattened", "f = reshape(x, shape = [0, -1]); y = linear(f, w)", image, w @ image.ravel(), {"w": w})
    run("squeezed", "f = squeeze(x, axes = [3]); g = reshape(f, shape = [20], axis_start = 1, axis_count = 2); y = linear(g, w)",
        image, w @ image.ravel(), {"w": w})


def pools():
    x = -np.abs(integers(2, 7, 7)) - 1
    line = "y = max_pool(x, size = [1, 1, 3, 3], padding = [(0, 0), (0, 0), (1, 1), (1, 1)], stride = [1, 1, 2, 2], border = '%s')"
    run("zeros count", line % "constant", x, pool(x, "max", (3, 3), (2, 2), [(1, 1), (1, 1)]))
    run("ignored", line % "ignore", x, pool(x, "max", (3, 3), (2, 2), [(1, 1), (1, 1)], border="ignore"))
    assert pool(x, "max", (3, 3), (2, 2), [(1, 1), (1, 1)]).max() == 0
    for reduce, wanted in (("mean_reduce(x, axes = [2, 3])", x.mean((1, 2))), ("max_reduce(x, axes = [2, 3])", x.max((1, 2))),
                           ("sum_reduce(x, axes = [3, 2], normalize = true)", x.mean((1, 2)))):
        run("reduction", f"y = {reduce}", x, wanted, exact=False)
    y = integers(2, 6, 8)
    run("area", "y = area_downsample(x, factor = [2, 2])", y, pool(y, "mean", (2, 2), (2, 2), [(0, 0), (0, 0)]))
    run("nearest", "y = nearest_downsample(x, factor = [2, 2])", y, y[:, ::2, ::2])
    run("nearest", "y = nearest_upsample(x, factor = [2, 3])", y, y.repeat(2, 1).repeat(3, 2))
    centres = [np.clip((np.arange(2 * n) + 0.5) / 2 - 0.5, 0, n - 1) for n in (6, 8)]
    low = [np.minimum(c.astype(int), n - 2) for c, n in zip(centres, (6, 8))]
    share = [c - l for c, l in zip(centres, low)]
    rows = y[:, low[0]] * (1 - share[0])[:, None] + y[:, low[0] + 1] * share[0][:, None]
    both = rows[:, :, low[1]] * (1 - share[1]) + rows[:, :, low[1] + 1] * share[1]
    run("blended", "y = multilinear_upsample(x, factor = [2, 2])", y, both, exact=False)


def random_windows(count):
    for _ in range(count):
        shape = [int(random.integers(5, 14)) for _ in range(2)]
        kernel, stride = ([int(random.integers(1, 5)) for _ in range(2)] for _ in range(2))
        dilation = [int(random.integers(1, 3)) for _ in range(2)]
        padding = [(int(random.integers(0, 3)), int(random.integers(0, 3))) for _ in range(2)] if random.random() < 0.6 else None
        x, kind = integers(2, *shape), ("conv", "max", "avg", "box")[random.integers(4)]
        border = ("constant", "ignore")[random.integers(2)]
        if kind == "conv":
            written = f", padding = {padding}" if padding else ""
            w = integers(3, 2, *kernel)
            wanted = pool(x, "max", kernel, stride, padding, dilation)  # for sizes that are none
            if wanted is not None:
                run("random", f"y = conv(x, w, stride = {stride}, dilation = {dilation}{written})", x,
                    convolve(x, w, stride, padding, dilation), {"w": w})
            continue
        written = f", padding = {[(0, 0), (0, 0), *padding]}" if padding else ""
        line = (f"y = {kind if kind == 'box' else kind + '_pool'}(x, size = {[1, 1, *kernel]}, border = '{border}', "
                f"stride = {[1, 1, *stride]}, dilation = {[1, 1, *dilation]}{written}{', normalize = true' if kind == 'box' else ''})")
        wanted = pool(x, "max" if kind == "max" else "mean", kernel, stride, padding, dilation, border)
        touched = pool(x, "max", kernel, stride, padding, dilation, "ignore")
        if wanted is not None and touched is not None:
            run("random", line, x, wanted, exact=kind == "max")


def elements():
    x = integers(3, 4, 5)
    a, row = integers(1, 3), np.array([[1, 2, 4]], np.float32)
    column = lambda t: t.reshape(3, 1, 1)
    cases = [
        ("relu(x)", np.maximum(x, 0)), ("sigmoid(x)", 1 / (1 + np.exp(-x))), ("tanh(x)", np.tanh(x)),
        ("elu(x)", np.where(x > 0, x, np.exp(x) - 1)), ("silu(x)", x / (1 + np.exp(-x))),
        ("leaky_relu(x, alpha = 0.25)", np.where(x > 0, x, x / 4)), ("prelu(x, a)", np.where(x > 0, x, x * column(a))),
        ("prelu(x, 0.5)", np.where(x > 0, x, x / 2)), ("clamp(x, 0.0, 6.0)", np.clip(x, 0, 6)),
        ("clamp(x, -1.0, 2.0)", np.clip(x, -1, 2)), ("max(x, 0.0)", np.maximum(x, 0)), ("min(x, 1.5)", np.minimum(x, 1.5)),
        ("softmax(x)", np.exp(x) / np.exp(x).sum(0)), ("copy(x)", x), ("neg(x)", -x), ("sqr(x)", x * x), ("pow(x, 2.0)", x * x),
        ("add(x, a)", x + column(a)), ("sub(x, a)", x - column(a)), ("sub(a, x)", column(a) - x), ("mul(a, x)", x * column(a)),
        ("add(x, 1.5)", x + 1.5), ("mul(x, 3.0)", x * 3), ("div(x, row)", x / column(row)), ("div(x, 3.0)", x / 3),
        ("sub(2.0, x)", 2 - x), ("add(x, x)", x + x), ("add_n([x, x, x])", 3 * x),
    ]
    for call, wanted in cases:
        tensors = {name: tensor for name, tensor in (("a", a), ("row", row)) if re.search(rf"\b{name}\b", call)}
        run("element", f"y = {call}", x, wanted, tensors, exact=False)
    run("dtypes", "y = add(x, a)", x, x + column(a), {"a": a.astype(np.float64)})
    run("dtypes", "y = add(x, a)", x, x + column(a), {"a": a.astype(np.float16)})
    run("constant", "c = constant(shape = [1, 3], value = [1.0, -2.0, 3.0]); y = add(x, c)", x, x + column(np.array([1, -2, 3])))
    run("constant", "c = constant(shape = [1, 3], value = [4.0]); y = mul(c, x)", x, x * 4)


def broadcasting():
    """Axes are counted from the first: [N, C] goes with [N, C, H, W]."""
    x = integers(3, 4, 5)
    gate = "g = max_reduce(x, axes = [2, 3]); "
    run("gate", gate + "y = mul(x, g)", x, x * x.max((1, 2))[:, None, None])
    run("row first", gate + "r = squeeze(g, axes = [2, 3]); y = add(r, x)", x, x + x.max((1, 2))[:, None, None])
    square = integers(5, 5, 5)
    run("a row of as many channels as columns", gate + "r = reshape(g, shape = [1, 5]); y = sub(x, r)", square,
        square - square.max((1, 2))[:, None, None])


def norms():
    x = integers(5, 4, 4)
    mean, offset, scale = integers(1, 5), integers(1, 5), integers(1, 5)
    variance = np.array([[1, 4, 9, 16, 25]], np.float32)
    column = lambda t: t.reshape(5, 1, 1)
    normal = (x - column(mean)) / np.sqrt(column(variance) + 0.5)
    tensors = {"mean": mean, "variance": variance, "offset": offset, "scale": scale}
    run("batch norm", "y = batch_normalization(x, mean, variance, offset, scale, epsilon = 0.5)", x,
        normal * column(scale) + column(offset), tensors, exact=False)
    run("plain batch norm", "y = batch_normalization(x, mean, variance, offset = 0.0, scale = 1.0, epsilon = 0.5)", x, normal,
        {"mean": mean, "variance": variance}, exact=False)
    squares = np.stack([(x[max(0, c - 1):c + 2] ** 2).sum(0) for c in range(5)])
    run("lrn", "y = local_response_normalization(x, size = [1, 3, 1, 1], alpha = 0.5, bias = 2.0)", x,
        x / (2 + 0.5 / 3 * squares) ** 0.5, exact=False)
    run("lrn", "y = local_response_normalization(x, size = [1, 3, 1, 1], beta = 0.75)", x, x / (1 + squares / 3) ** 0.75,
        exact=False)


def shapes():
    x = integers(6, 4, 5)
    run("concat", "[a, b] = split(x, axis = 1, ratios = [1, 2]); y = concat([b, a], axis = 1)", x,
        np.concatenate([x[2:], x[:2]]))
    run("split rows", "(a, b) = split(x, axis = 2, ratios = [1, 3]); y = relu(b)", x, np.maximum(x[:, 1:], 0))
    run("slice", "y = slice(x, axes = [1, 3], begin = [1, 2], end = [-1, 0])", x, x[1:5, :, 2:])
    for border, mode in (("reflect", "reflect"), ("replicate", "edge")):
        run(f"pad {border}", f"y = pad(x, padding = [(0, 0), (0, 0), (1, 2), (0, 3)], border = '{border}')", x,
            np.pad(x, ((0, 0), (1, 2), (0, 3)), mode))
    run("pad", "y = pad(x, padding = [(0, 0), (0, 0), (1, 2), (0, 3)], value = 2.0)", x,
        np.pad(x, ((0, 0), (1, 2), (0, 3)), constant_values=2))
    shuffled = x.reshape(3, 2, 4, 5).transpose(1, 0, 2, 3)
    run("channel shuffle", "a = reshape(x, shape = [1, 3, 2, 4, 5]); b = transpose(a, axes = [0, 2, 1]); "
                           "c = reshape(b, shape = [1, 6, 4, 5]); y = relu(c)",
        x, np.maximum(shuffled, 0))
    run("unsqueeze", "g = max_reduce(x, axes = [2, 3]); r = squeeze(g, axes = [2, 3]); u = unsqueeze(r, axes = [2, 3]); "
                     "y = mul(x, u)", x, x * x.max((1, 2))[:, None, None])
    text = graph("a, b = split(x, axis = 1, ratios = [1, 1])", {"x": [1, 6, 4, 5]}, "b, a")
    y = integers(6, 4, 5)
    swapped = graph("z = sub(x, y)", {"y": [1, 6, 4, 5], "x": [1, 6, 4, 5]}, "z").replace("net(y, x)", "net(x, y)")
    expect("inputs in the order of the graph", swapped, {}, [x, y], [x - y])
    expect("outputs in the order of the graph", text, {}, [x], [x[3:], x[:3]])


def compiled():
    x, row = random.standard_normal((3, 15, 15)).astype(np.float32), lambda values: values[0][:, None, None]
    tensors = {"w": integers(8, 3, 3, 3) / 4, "b": integers(1, 8), "mean": integers(1, 8), "variance": integers(1, 8) + 5,
               "plane": integers(8, 1, 3, 3) / 4, "matrix": integers(5, 8 * 4 * 4) / 8}
    body = """c = conv(x, w, b, stride = [2, 2]);
              n = batch_normalization(c, mean, variance, offset = 0.5, scale = 2.0, epsilon = 0.001);
              r = relu(n);
              d = conv(r, plane, groups = 0);
              s = add(d, r);
              p = max_pool(s, size = [1, 1, 3, 3], stride = [1, 1, 2, 2], border = 'ignore');
              f = reshape(p, shape = [0, -1]);
              y = linear(f, matrix)"""
    first = convolve(x, tensors["w"], (2, 2)) + row(tensors["b"])
    first = np.maximum((first - row(tensors["mean"])) / np.sqrt(row(tensors["variance"]) + 0.001) * 2 + 0.5, 0)
    pooled = pool(convolve(first, tensors["plane"], groups=0) + first, "max", (3, 3), (2, 2), border="ignore")
    wanted = tensors["matrix"] @ pooled.ravel()
    given = compiled_output(graph(variables(tensors) + body, {"x": [1, *x.shape]}), tensors, x)
    if wrong := difference([given], [wanted]):
        failures.append(f"compiled: {wrong}")


for check in (convolutions, dense, pools, elements, broadcasting, norms, shapes):
    check()
random_windows(120)
if "compiled" in sys.argv[3:]:
    compiled()
for failure in failures:
    print("FAILED", failure)
sys.exit(1 if failures else 0)
