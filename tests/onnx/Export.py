#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Export.py EVALUATE EVENSTRIDE SOURCE: every layer kind, random programs and the examples as ONNX files. Each passes the
# full checker and strict inference of shapes, computes in ONNX Runtime what the layers' reference computes, and comes
# back through the importer as a program that is exported and imported again without a change.
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from Common import evaluate, np, onnx, onnxruntime
from Cases import LAYERS, layer_program
from Weights import perturb

random = np.random.default_rng(6)
failures = []


def run(*command, expect=0):
    result = subprocess.run([str(each) for each in command], capture_output=True, text=True)
    if result.returncode != expect:
        raise AssertionError(f"{' '.join(map(str, command))}: exit code {result.returncode}: {result.stdout}{result.stderr}")
    return result.stdout + result.stderr


def shape_of(info):
    return [dim.dim_value if dim.HasField("dim_value") else dim.dim_param for dim in info.type.tensor_type.shape.dim]


def judge(path):
    """What every file has to be: sound to the checker, and with the shapes that are inferred from its nodes."""
    onnx.checker.check_model(str(path), full_check=True)
    model = onnx.load(path)
    bare = onnx.ModelProto()
    bare.CopyFrom(model)
    del bare.graph.value_info[:]
    inferred = onnx.shape_inference.infer_shapes(bare, check_type=True, strict_mode=True, data_prop=True)
    found = {info.name: shape_of(info) for info in [*inferred.graph.value_info, *inferred.graph.output]}
    onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    written = {info.name: shape_of(info) for info in [*model.graph.value_info, *model.graph.output]}
    made = {name for node in model.graph.node for name in node.output}
    assert made <= set(written), f"tensors without a shape: {made - set(written)}"
    for name in made:
        images, *rest = found[name]
        is_same = rest == written[name][1:] and (images == written[name][0] or str(images).startswith("unk_"))
        assert is_same, f"{name}: {written[name]} is written, {found[name]} is inferred"  # Resize forgets the batch's name
    names = [node.name for node in model.graph.node]
    assert len(set(names)) == len(names), "two nodes have one name"
    return model


def session_of(path):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def random_inputs(session, text):
    """What ONNX Runtime takes, and the same as [C, H, W] in floats."""
    theirs, ours = {}, []
    interleaved = set(re.findall(r"(\w+): u8\[[^]]*\] hwc", text))
    for info in session.get_inputs():
        shape = [1, *info.shape[1:]]
        if "uint8" in info.type:
            array = random.integers(0, 256, shape).astype(np.uint8)
        else:
            array = random.standard_normal(shape).astype(np.float32)
        theirs[info.name] = array
        planes = array.transpose(0, 3, 1, 2) if info.name in interleaved else array
        ours.append(np.ascontiguousarray(planes, np.float32))
    return theirs, ours


def compare(ours, theirs, what):
    bound = 2e-5
    for mine, other in zip(ours, theirs, strict=True):
        other = np.asarray(other, np.float32).ravel()
        assert mine.shape == other.shape, f"{what}: {mine.size} and {other.size} elements"
        scale = max(np.abs(other).max(), 1e-3)
        error = np.abs(mine - other).max() / scale
        assert error <= bound, f"{what}: an error of {error:.1e} of the largest value"


def export_with_weights(program, source):
    """The program's weights, made up and none of them trivial, beside it; and its export with the weights inside."""
    path, weights = source.with_suffix(".onnx"), source.with_suffix(".safetensors")
    run(program, "export", source, "-o", path, "--random-weights", "7", "--weights-out", weights)
    perturb(weights, random)
    judge(path)
    beside = session_of(path)
    theirs, _ = random_inputs(beside, source.read_text())
    apart = beside.run(None, theirs)
    run(program, "export", source, "-o", path)
    for one, other in zip(apart, session_of(path).run(None, theirs), strict=True):
        np.testing.assert_array_equal(one, other)
    return path


def check_return(evaluate_program, program, path, ours, expected):
    """Import, export and import again: the same text, the same values."""
    texts = []
    for step in ("once", "twice"):
        folder = path.parent / step
        folder.mkdir(exist_ok=True)
        source = folder / (path.stem + ".stride")
        run(program, "import", path, "-o", source)
        texts.append(source.read_text())
        path = folder / path.name
        run(program, "export", source, "-o", path)
        compare(evaluate(evaluate_program, source, ours, 1), expected, f"imported {step}")
    assert texts[0] == texts[1], f"the text changes:\n{texts[0]}\n{texts[1]}"


def check_program(evaluate_program, program, source, returns=True):
    path = export_with_weights(program, source)
    judge(path)
    session = session_of(path)
    theirs, ours = random_inputs(session, source.read_text())
    expected = evaluate(evaluate_program, source, ours, 1)
    compare(expected, session.run(None, theirs), "ONNX Runtime")
    if returns:
        check_return(evaluate_program, program, path, ours, expected)
    return expected


def trial(name, text, check):
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "net.stride"
        source.write_text(text)
        try:
            check(source)
        except Exception as failure:
            failures.append(f"{name}: {type(failure).__name__}: {failure}\n{text}")


def check_layers(evaluate_program, program, source_folder):
    kinds = set(re.findall(r"^(?:LAYER|SHORTHAND)\((\w+),", (source_folder / "compiler/layers/layers.def").read_text(), re.M))
    covered = {keyword for keyword, *_ in LAYERS}
    assert kinds == covered, f"layer kinds without a case, or the other way round: {kinds ^ covered}"
    for keyword, *case in LAYERS:
        for call in case:
            trial(f"{keyword}: {call}", layer_program(call),
                  lambda source: check_program(evaluate_program, program, source, returns=call not in ONE_WAY))


# The importer knows no layer for what these are written as.
ONE_WAY = {"image -> lrn(4, alpha: 0.5)", "image -> lrn(2, alpha: 0.1, beta: 0.5, k: 2)"}


def check_random(evaluate_program, program, count):
    for seed in range(count):
        trial(f"random {seed}", run(evaluate_program, "--random-network", seed), lambda source: check_program(evaluate_program, program, source))


EXAMPLES = {"denoise": True, "digits": True, "lenet": True, "squeezenet": True, "mobilenet": False, "resnet50": False}


def check_example(evaluate_program, program, source, computes):
    """Large ones pass the checker and come back; plain loops of doubles would take minutes."""
    if computes:
        check_program(evaluate_program, program, source)
        return
    path = export_with_weights(program, source)
    theirs, _ = random_inputs(session_of(path), source.read_text())
    expected = session_of(path).run(None, theirs)
    source.rename(source.with_suffix(".old"))
    run(program, "import", path, "-o", source)
    run(program, "export", source, "-o", path)
    compare([each.ravel() for each in session_of(path).run(None, theirs)], expected, "exported again")


def check_examples(evaluate_program, program, folder):
    for name, computes in EXAMPLES.items():
        def check(source):
            shutil.copytree(folder / "blocks", source.parent / "blocks")
            check_example(evaluate_program, program, source, computes)

        trial(name, (folder / f"{name}.stride").read_text(), check)


def check_batches(program):
    """A batch of any size gives what its images give; a fixed one is written as a number."""
    text = "network net(image: f32[4, 6, 6]) {\n    return image -> channel_shuffle(2) -> dense(3) -> softmax\n}\n"

    def check(source):
        path = source.with_suffix(".onnx")
        run(program, "export", source, "-o", path, "--random-weights", "1")
        session, images = session_of(path), random.standard_normal([3, 4, 6, 6]).astype(np.float32)
        together = session.run(None, {"image": images})[0]
        for image, row in zip(images, together, strict=True):
            np.testing.assert_allclose(session.run(None, {"image": image[None]})[0][0], row, rtol=1e-6)
        run(program, "export", source, "-o", path, "--random-weights", "1", "--batch", "5")
        assert shape_of(judge(path).graph.output[0]) == [5, 3]

    trial("batches", text, check)


def check_refusals(program):
    """What cannot be written says why, and leaves no file behind."""
    def check(source):
        path = source.with_suffix(".onnx")
        for arguments, code, words in (
                (["-o", path], "E0005", "`--weights-out"),
                (["-o", source.with_suffix(".pt")], "E0016", "`.onnx`"),
                (["-o", path, "--weights-out", source.parent / "other" / "w.safetensors"], "E0016", "beside"),
                (["-o", path, "--batch", "0"], "E0016", "--batch"),
                (["-o", path, "--batch", "a b"], "E0016", "--batch"),
                (["-o", source.with_suffix(".mlir"), "--batch", "2"], "E0016", "--batch"),
                (["-o", path, "--tosa", "--weights-out", "w.safetensors"], "E0016", "--weights-out")):
            said = run(program, "export", source, "--random-weights", "1", *arguments, expect=2)
            assert code in said and words in said, said
        assert not path.exists()

    trial("refusals", "network net(image: f32[3, 256, 256]) {\n    return image -> dense(1600), second: image -> dense(1600)\n}\n", check)


def main():
    evaluate_program, program, source_folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    check_layers(evaluate_program, program, source_folder)
    check_random(evaluate_program, program, 60)
    check_examples(evaluate_program, program, source_folder / "dsl-examples")
    check_batches(program)
    check_refusals(program)
    for failure in failures:
        print("FAILED", failure, "\n")
    sys.exit(1 if failures else 0)


main()
