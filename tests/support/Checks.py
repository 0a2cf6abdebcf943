# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# How scripts of checks that gather their failures begin and end.
import sys
import tempfile
from pathlib import Path


def run_checks(checks, failures):
    """Calls each check with one folder for all of them, prints what they put into `failures`, and ends the program."""
    with tempfile.TemporaryDirectory() as folder:
        for check in checks:
            check(Path(folder))
    for failure in failures:
        print("FAILED", failure)
    sys.exit(1 if failures else 0)
