#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Conformance.py EVALUATE EVENSTRIDE [--table]: the cases that the package `onnx` has for the operators that are imported,
# computed with the layers' reference. Each passes, or is refused with a reason; a wrong value fails. Of the cases that
# Scope.py calls listed, at least as many pass as `least` says. --table prints every case.
import importlib
import pkgutil
import sys
from collections import Counter
from pathlib import Path

from Common import Refused, evaluate, np, onnx
from Scope import beyond
import onnx.backend.test.case.node as node_cases
from onnx import numpy_helper

import subprocess

least = 0.95
np.seterr(all="ignore")  # cases have infinities on purpose
TOLERANCES = {"float16": 2e-3, "bfloat16": 2e-2}  # relative, of values that the case has in that type


def operators(program):
    return set(subprocess.run([program, "--operators"], capture_output=True, text=True, check=True).stdout.split())


def node_models(names):
    """Cases of single operators; only the modules of operators that we have, since making all takes long."""
    wanted = {name.lower() for name in names} | {"rangeop"}
    for module in pkgutil.iter_modules(node_cases.__path__):
        if module.name.replace("_", "") in wanted:
            importlib.import_module(f"{node_cases.__name__}.{module.name}")
    for case in node_cases._NodeTestCases:
        if "_expanded" not in case.name:
            yield case.name, case.model, [tuple([array_of(each) for each in side] for side in both)
                                          for both in case.data_sets]


def array_of(value):
    return numpy_helper.to_array(value) if isinstance(value, onnx.TensorProto) else value


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


def is_float(array):
    return isinstance(array, np.ndarray) and array.dtype.name in ("float32", "float64", *TOLERANCES)


def ways(model, data):
    """Which inputs are computed: all floats; the first; the second."""
    initial = {each.name for each in model.graph.initializer}
    names = [each.name for each in model.graph.input if each.name not in initial]
    floats = [name for name, array in zip(names, data) if is_float(array)]
    tried = []
    for choice in (floats, floats[:1], floats[1:2]):
        if choice and choice not in tried:
            tried.append(choice)
    return names, tried


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
            results = evaluate(program, with_constants(model, inputs, computed), given, 0)
        except Refused as refusal:
            if not reason or "is a constant" not in str(refusal):  # that is our doing
                reason = str(refusal)
            continue
        for ours, theirs in zip(results, outputs, strict=True):
            relative = TOLERANCES.get(theirs.dtype.name, 1e-3)
            np.testing.assert_allclose(ours, np.asarray(theirs, np.float32).ravel(), rtol=relative, atol=2e-5)
        return
    raise Refused(reason)


def reason_of(refusal):
    line = next((line for line in str(refusal).splitlines() if "error[" in line), str(refusal))
    return line.split(": ", 2)[-1]


def judge(program, model, data_sets):
    """What becomes of a case, and why."""
    try:
        for data_set in data_sets:
            check(program, model, data_set)
    except Refused as refusal:
        return "refused", reason_of(refusal)
    except Exception as failure:
        return "failed", f"{type(failure).__name__}: {failure}"
    return "passed", ""


def print_reasons(title, reasons):
    print(f"\n{title}")
    for reason, count in reasons.most_common():
        print(f"{count:5}  {reason}")


def main():
    program, table = sys.argv[1], "--table" in sys.argv
    names = operators(program)
    counts, refusals, others, failures = Counter(), Counter(), Counter(), []
    for source in (node_models(names), stored_models()):
        for name, model, data_sets in source:
            result, reason = judge(program, model, data_sets)
            unlisted = beyond(model, data_sets, names)
            counts[result, not unlisted] += 1
            if result == "failed":
                failures.append(f"{name}: {reason}")
            if unlisted:
                others[unlisted] += 1
            elif result == "refused":
                refusals[reason.split(": ", 1)[-1]] += 1
            if table:
                print(f"{name:70} {result:8} {'(' + unlisted + ')' if unlisted else ''} {' '.join(reason.split())[:150]}")
    if table:
        print_reasons("Listed, and refused:", refusals)
        print_reasons("Not listed:", others)
    passed, refused = counts["passed", True], counts["refused", True]
    print(f"of {passed + refused} cases of listed operators in listed forms {passed} pass ({passed / (passed + refused):.1%}) "
          f"and {refused} are refused with a reason; {len(failures)} of all fail")
    print(f"of {others.total()} other cases {counts['passed', False]} pass and {counts['refused', False]} are refused")
    for failure in failures:
        print("FAILED", failure[:600])
    if failures or passed < least * (passed + refused):
        sys.exit(1)


main()
