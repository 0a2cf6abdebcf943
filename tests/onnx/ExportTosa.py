#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# ExportTosa.py EVALUATE EVENSTRIDE SOURCE LLVM_BIN: every layer kind, random programs and examples as modules of TOSA.
# mlir-opt verifies each, and validates it against TOSA's own rules; what MLIR's interpreter of last resort, loops run by
# mlir-cpu-runner, computes is held against the layers' reference.
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from Common import evaluate, np
from Cases import LAYERS, layer_program
from Weights import perturb

EVALUATE, EVENSTRIDE, SOURCE, TOOLS = sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
RUNNER_LIBRARIES = [TOOLS.parent / "lib" / f"libmlir_{name}.so" for name in ("runner_utils", "c_runner_utils")]
if not (TOOLS / "mlir-opt").exists():
    print("skipped: mlir-opt is not installed")
    sys.exit(77)

TO_LOOPS = ("builtin.module(func.func(tosa-optional-decompositions,canonicalize,tosa-make-broadcastable,"
            "tosa-to-linalg-named,canonicalize,tosa-make-broadcastable,tosa-to-linalg,tosa-to-arith,tosa-to-tensor),"
            "canonicalize,one-shot-bufferize{bufferize-function-boundaries},func.func(convert-linalg-to-loops),"
            "expand-strided-metadata,lower-affine,convert-scf-to-cf,convert-math-to-llvm,convert-math-to-libm,"
            "arith-expand,convert-arith-to-llvm,finalize-memref-to-llvm,convert-func-to-llvm,convert-cf-to-llvm,"
            "reconcile-unrealized-casts)")

random = np.random.default_rng(7)
failures = []


def shortened(text):
    return "\n".join(line[:200] for line in text.splitlines()[:20])


def run(*command, text=None):
    result = subprocess.run([str(each) for each in command], input=text, capture_output=True, text=True)
    if result.returncode != 0:
        raise AssertionError(f"{command[0]}: exit code {result.returncode}: {shortened(result.stderr)}")
    return result.stdout


def verify(path):
    run(TOOLS / "mlir-opt", "--verify-each", "--tosa-validate=profile=mi strict-op-spec-alignment level=none", path,
        "-o", "/dev/null")


class Network:
    """A program with its exported module, inputs and what the reference makes of them."""

    def __init__(self, folder, number, text):
        self.name = f"net{number}"
        self.text = re.sub(r"network \w+\(", f"network {self.name}(", text)
        source = folder / f"{self.name}.stride"
        source.write_text(self.text)
        self.path = source.with_suffix(".mlir")
        weights = source.with_suffix(".safetensors")
        run(EVENSTRIDE, "export", source, "-o", source.with_suffix(".onnx"), "--random-weights", number + 1,
            "--weights-out", weights)
        perturb(weights, random)
        run(EVENSTRIDE, "export", source, "-o", self.path)
        module = self.path.read_text()
        signature = re.search(r"func\.func @\w+\((.*?)\) -> \((.*?)\) {", module)
        self.inputs = re.findall(r"tensor<([\dx]+)x(f32|i8)>", signature[1])
        self.outputs = re.findall(r"tensor<([\dx]+)xf32>", signature[2])
        self.arrays = [self.random_input(*each) for each in self.inputs]
        planes = [np.ascontiguousarray(array.transpose(0, 3, 1, 2), np.float32) for array in self.arrays]
        self.expected = evaluate(EVALUATE, source, planes, 1)
        self.body = re.search(r"module {\n(.*)^}\n", module, re.S | re.M)[1]
        found = re.search(r"    builtin: {\n(.*?)\n    }\n", module, re.S)
        self.resources = found[1] if found else ""

    @staticmethod
    def random_input(shape, element):
        shape = [int(extent) for extent in shape.split("x")]
        if element == "i8":
            return random.integers(0, 256, shape).astype(np.uint8)
        return random.standard_normal(shape).astype(np.float32)

    def unique_body(self):
        """Resources are known by name in all of a module."""
        for key in re.findall(r"^ *([\w.$]+): \"", self.resources, re.M):
            self.body = self.body.replace(f"dense_resource<{key}>", f"dense_resource<{self.name}_{key}>")
        self.resources = re.sub(r"^( *)([\w.$]+): \"", rf'\1{self.name}_\2: "', self.resources, flags=re.M)

    def call(self):
        """Lines that call the function and print its results."""
        lines, names, types = [], [], [f"tensor<{shape}x{element}>" for shape, element in self.inputs]
        for i, (array, kind) in enumerate(zip(self.arrays, types)):
            names.append(f"%{self.name}_in{i}")
            lines.append(f'{names[-1]} = arith.constant dense<"0x{array.tobytes().hex()}"> : {kind}')
        results = [f"tensor<{shape}xf32>" for shape in self.outputs]
        out = f"%{self.name}_out"
        count = f":{len(results)}" if len(results) > 1 else ""
        lines.append(f"{out}{count} = func.call @{self.name}({', '.join(names)}) : ({', '.join(types)}) -> ({', '.join(results)})")
        for i, kind in enumerate(results):
            one = f"{out}#{i}" if count else out
            lines.append(f"{out}_{i} = tensor.cast {one} : {kind} to tensor<*xf32>")
            lines.append(f"func.call @printMemrefF32({out}_{i}) : (tensor<*xf32>) -> ()")
        return "\n".join(f"    {line}" for line in lines)


def run_all(networks, folder):
    """One module of all functions, one run; the arrays that it prints, [N, H, W, C]."""
    for network in networks:
        network.unique_body()
    parts = ["func.func private @printMemrefF32(tensor<*xf32>) attributes {llvm.emit_c_interface}",
             *(network.body for network in networks), "  func.func @main() {",
             *(network.call() for network in networks), "    return\n  }"]
    resources = ",\n".join(network.resources for network in networks if network.resources)
    text = "module {\n" + "\n".join(parts) + "\n}\n{-#\n  dialect_resources: {\n    builtin: {\n" + resources + "\n    }\n  }\n#-}\n"
    (folder / "all.mlir").write_text(text)
    lowered = run(TOOLS / "mlir-opt", f"--pass-pipeline={TO_LOOPS}", folder / "all.mlir")
    printed = run(TOOLS / "mlir-cpu-runner", "-O1", "-e", "main", "-entry-point-result=void",
                  *(f"--shared-libs={library}" for library in RUNNER_LIBRARIES), text=lowered)
    blocks = re.split(r"Unranked Memref[^\n]*sizes = \[([\d, ]*)\][^\n]*data =\s*", printed)
    for sizes, data in zip(blocks[1::2], blocks[2::2]):
        numbers = np.array(re.findall(r"[-+\w.]+", data), dtype=np.float64)
        yield numbers.reshape([int(size) for size in sizes.split(",")])


def compare(networks, folder):
    arrays = run_all(networks, folder)
    bound = 3e-5  # six digits are printed
    for network in networks:
        for expected in network.expected:
            theirs = next(arrays).transpose(0, 3, 1, 2).ravel()
            scale = max(np.abs(expected).max(), 1e-3)
            error = np.abs(theirs - expected).max() / scale if theirs.shape == expected.shape else np.inf
            if not error <= bound:
                failures.append(f"an error of {error:.1e} of the largest value:\n{network.text}")


def programs():
    for keyword, *cases in LAYERS:
        yield from (layer_program(call) for call in cases)
    for seed in range(100, 130):
        yield run(EVALUATE, "--random-network", seed)


def examples(folder):
    """Whole networks, verified alone: loops would take minutes."""
    shutil.copytree(SOURCE / "dsl-examples" / "blocks", folder / "blocks")
    for name in ("denoise", "digits", "squeezenet", "mobilenet", "resnet50"):
        shutil.copy(SOURCE / "dsl-examples" / f"{name}.stride", folder)
        run(EVENSTRIDE, "export", folder / f"{name}.stride", "-o", folder / "net.mlir", "--random-weights", "1")
        verify(folder / "net.mlir")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder, networks = Path(name), []
        for number, text in enumerate(programs()):
            try:
                networks.append(Network(folder, number, text))
                verify(networks[-1].path)
            except Exception as failure:
                failures.append(f"{type(failure).__name__}: {failure}\n{text}")
        if not failures:
            compare(networks, folder)
            examples(folder)
    for failure in failures:
        print("FAILED", failure, "\n")
    print(f"{len(networks)} networks")
    sys.exit(1 if failures else 0)


main()
