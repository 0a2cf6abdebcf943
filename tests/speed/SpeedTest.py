#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# usage: SpeedTest.py EVENSTRIDE
# `check` on ResNet-152 and on long files: what it loads, how much memory and processor time it takes, and that both grow
# as the file does. Processor time, and the least of several runs, because tests share their machine with others.
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

EVENSTRIDE = sys.argv[1]
RESNET = pathlib.Path(__file__).parents[2] / "dsl-examples/resnet152.stride"
MILLISECOND, MEBIBYTE = 1e-3, 1 << 20


def chain(layers):
    """One pipeline, each layer written out, with errors nowhere."""
    stages = ["-> conv(8, 3x3, pad: 1) -> relu" if i % 2 == 0 else "-> max_pool(3x3, stride: 1, pad: 1)"
              for i in range(layers * 2 // 3)]
    return "network n(image: f32[3, 64, 64]) {\n    return image\n        " + "\n        ".join(stages) + "\n}\n"


def named(layers):
    """A name for every value and a sum now and then, as importers write it."""
    lines = ["    let v0 = image -> conv(8, 3x3, pad: 1) @c0 -> relu"]
    for i in range(1, layers // 2):
        lines.append(f"    let v{i} = v{i - 1} + v{max(0, i - 3)}" if i % 4 == 0 else
                     f"    let v{i} = v{i - 1} -> conv(8, 3x3, pad: 1) @c{i} -> relu")
    return "network n(image: f32[3, 64, 64]) {\n" + "\n".join(lines) + f"\n    return v{layers // 2 - 1}\n}}\n"


def faulty(layers):
    """Every tenth layer does not divide, and says so with fixes."""
    stages = ["-> conv(8, 3x3, pad: 1) -> relu" if i % 5 else "-> conv(8, 3x3, stride: 2, pad: 1) -> relu -> upsample(2)"
              for i in range(layers // 2)]
    return "network n(image: f32[3, 64, 64]) {\n    return image\n        " + "\n        ".join(stages) + "\n}\n"


def run(path):
    """Exit code, processor seconds and peak bytes of one run."""
    process = subprocess.Popen([EVENSTRIDE, "check", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def least(path, times=5):
    runs = [run(path) for _ in range(times)]
    return min(each[1] for each in runs), max(each[2] for each in runs)


class Speed(unittest.TestCase):

    def growth(self, make, exit_code):
        """Seconds per layer of a long file over those of one a quarter as long, the start of the process aside."""
        with tempfile.TemporaryDirectory() as folder:
            seconds = {}
            for layers in (0, 10_000, 40_000):
                path = pathlib.Path(folder) / f"{layers}.stride"
                path.write_text(make(max(layers, 12)))
                self.assertEqual(run(path)[0], exit_code)
                seconds[layers], _ = least(path, 3)
            print(f"{make.__name__}: {seconds}", file=sys.stderr)
            return seconds, (seconds[40_000] - seconds[0]) / 4 / (seconds[10_000] - seconds[0])

    def test_resnet152_takes_milliseconds_and_little_memory(self):
        seconds, peak = least(RESNET, 10)
        print(f"resnet152: {seconds * 1e3:.1f} ms, {peak / MEBIBYTE:.1f} MiB", file=sys.stderr)
        self.assertLess(seconds, 10 * MILLISECOND)
        self.assertLess(peak, 50 * MEBIBYTE)

    def test_check_loads_no_library_of_the_back_half(self):
        loaded = subprocess.run([EVENSTRIDE, "check", RESNET], capture_output=True, text=True,
                                env=dict(os.environ, LD_DEBUG="files")).stderr
        names = set(re.findall(r"calling init: (\S+)", loaded))
        self.assertTrue(any("libc.so" in name for name in names), loaded[:400])
        for name in names:
            self.assertIsNone(re.search("MLIR|LLVM|Halide|backend", name), name)

    def test_ten_thousand_layers_take_less_than_a_second_and_time_grows_with_length(self):
        for make in (chain, named):
            seconds, growth = self.growth(make, 0)
            self.assertLess(seconds[10_000], 1)
            self.assertLess(growth, 2, f"{make.__name__}: {seconds}")

    def test_errors_do_not_make_it_quadratic(self):
        seconds, growth = self.growth(faulty, 1)
        self.assertLess(growth, 2, f"{seconds}")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
