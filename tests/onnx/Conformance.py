#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Conformance.py EVALUATE EVENSTRIDE [--table]: the cases that the package `onnx` has for the operators that are imported,
# computed with the layers' reference. Each passes, or is refused with a reason; a wrong value fails. Of the cases whose
# operators all are in our table, at least as many pass as `least` says. --table prints every case.
import importlib
import pkgutil
import sys
from collections import Counter
from pathlib import Path

from Common import Refused, evaluate, np, onnx
import onnx.backend.test.case.node as node_cases
from onnx import numpy_helper

import subprocess

# Most of what is refused is other than images of floats: integers, one or three axes of space, training.
least = 0.42

OURS_ONLY_FOLDED = {"Abs", "Ceil", "Constant", "ConstantOfShape", "Equal", "Floor", "Gather", "Pow", "Range", "ReduceProd",
                    "Size", "Sqrt", "Where", "Shape", "Cast", "Expand"}


def operators(program):
    return set(subprocess.run([program, "--operators"], capture_output=True, text=True, check=True).stdout.split())


def node_models(names):
    """Cases of single operators; only the modules of operators that we have, since making all takes long."""
    wanted = {name.lower() for name in names - OURS_ONLY_FOLDED}
    for module in pkgutil.iter_modules(node_cases.__path__):
        if module.name.replace("_", "") in wanted:
            importlib.import_module(f"{node_cases.__name__}.{module.name}")
    for case in node_cases._NodeTestCases:
        if "_expanded" not in case.name:
            yield case.name, case.model, case.data_sets


def stored_models():
    data = Path(onnx.__file__).parent / "backend/test/data"
    for kind in ("simple", "pytorch-operator", "pytorch-converted"):
        for folder in sorted((data / kind).iterdir()):
            if not (folder / "model.onnx").exists():
                continue
            model = onnx.load(folder / "model.onnx")
            sets = []
            for case in sorted(folder.glob("test_data_set_*")):
                sets.append(tuple([load(each) for each in sorted(case.glob(f"{side}_*.pb"), key=number)]
                                  for side in ("input", "output")))
            yield f"{kind}/{folder.name}", model, sets


def number(path):
    return int(path.stem.split("_")[-1])


def load(path):
    tensor = onnx.TensorProto()
    tensor.ParseFromString(path.read_bytes())
    return numpy_helper.to_array(tensor)


def with_constants(model, data, computed):
    """The model with all inputs but `computed` turned into constants: cases give weights as inputs."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    initial = {each.name for each in model.graph.initializer}
    inputs = [each for each in model.graph.input if each.name not in initial]
    for value, array in zip(inputs, data):
        if value.name not in computed:
            copy.graph.input.remove(next(each for each in copy.graph.input if each.name == value.name))
            copy.graph.initializer.append(numpy_helper.from_array(np.asarray(array), value.name))
    return copy


def ways(model, data):
    """Which inputs are computed: all floats; the first; the second."""
    initial = {each.name for each in model.graph.initializer}
    names = [each.name for each in model.graph.input if each.name not in initial]
    floats = [name for name, array in zip(names, data) if isinstance(array, np.ndarray) and array.dtype == np.float32]
    tried = []
    for choice in (floats, floats[:1], floats[1:2]):
        if choice and choice not in tried:
            tried.append(choice)
    return names, tried


def images_of(array):
    return array.shape[0] if array.ndim in (2, 4) else 1


def check(program, model, data_set):
    """None where the values are right."""
    inputs, outputs = data_set
    names, tried = ways(model, inputs)
    if not tried:
        raise Refused("no input of floats")
    reason = ""
    for computed in tried:
        given = [array for name, array in zip(names, inputs) if name in computed]
        try:
            results = evaluate(program, with_constants(model, inputs, computed), given, images_of(given[0]))
        except Refused as refusal:
            if not reason or "is a constant" not in str(refusal):  # that is our doing
                reason = str(refusal)
            continue
        for ours, theirs in zip(results, outputs, strict=True):
            theirs = np.asarray(theirs, np.float32)
            np.testing.assert_allclose(ours, theirs.ravel(), rtol=1e-3, atol=2e-5)
        return
    raise Refused(reason)


def reason_of(refusal):
    line = next((line for line in str(refusal).splitlines() if "error[" in line), str(refusal))
    return line.split(": ", 2)[-1]


def is_no_image(reason):
    """Whether a case is refused for what the language has no values for."""
    return "no input of floats" in reason or "axes; images have at most" in reason or "is no batch of images" in reason


def main():
    program, table = sys.argv[1], "--table" in sys.argv
    names = operators(program)
    counts, reasons, failures, others = Counter(), Counter(), [], 0
    for source in (node_models(names), stored_models()):
        for name, model, data_sets in source:
            ops = {node.op_type for node in model.graph.node}
            known = ops <= names and all(node.domain in ("", "ai.onnx") for node in model.graph.node)
            result, reason = "passed", ""
            try:
                for data_set in data_sets:
                    check(program, model, data_set)
            except Refused as refusal:
                result, reason = "refused", reason_of(refusal)
            except Exception as failure:
                result, reason = "failed", f"{type(failure).__name__}: {failure}"
                failures.append(f"{name}: {reason}")
            counts[result, known] += 1
            others += known and is_no_image(reason)
            if result == "refused" and known:
                reasons[reason.split(": ", 1)[-1]] += 1
            if table:
                print(f"{name:70} {result:8} {'' if known else '(other operators)'} {' '.join(reason.split())[:150]}")
    if table:
        for reason, count in reasons.most_common():
            print(f"{count:5}  {reason}")
    passed, refused = counts["passed", True], counts["refused", True]
    print(f"{passed} passed, {refused} refused with a reason, {len(failures)} failed of those whose operators are known; "
          f"{counts['refused', False]} with others are refused")
    print(f"{others} of the refused take no floats or no images; of the others {passed / (passed + refused - others):.0%} pass")
    for failure in failures:
        print("FAILED", failure[:600])
    if failures or passed < least * (passed + refused):
        sys.exit(1)


main()
