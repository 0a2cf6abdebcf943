#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Compiled.py EVALUATE EVENSTRIDE SOURCE [MODEL…]: light models of the package `onnx`, compiled, against ONNX Runtime. Of
# `all` of them, the tests leave out those that take longest.
import sys

from Common import compiled_output, np, require_close, runtime_outputs
from Light import LIGHT, light_model

SLOW = {"light_inception_v2", "light_vgg19", "light_zfnet512"}


def main():
    chosen = sys.argv[4:] or [name for name in LIGHT if name not in SLOW]
    random = np.random.default_rng(21)
    for name in LIGHT if chosen == ["all"] else chosen:
        model, x = light_model(name, random)
        require_close(name, compiled_output(sys.argv[2], model, x), runtime_outputs(model, [x])[0].ravel())


main()
