#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# run.sh FILE OPT FILECHECK: runs the `// RUN:` lines of FILE; fails where one fails or there is none.
set -euo pipefail
lines=$(sed -n -e "s|%opt|'$2'|g; s|%check|'$3'|g; s|%s|'$1'|g" -e 's|^// RUN: ||p' "$1")
[ -n "$lines" ]
exec bash -euo pipefail -c "$lines"
