#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compare Evenstride with other inference engines on the networks of bench/networks, or others.

usage: compare.py [NETWORK|FILE.stride ...] [--others] [--threads 1,2] [--rounds 7] [--engines LIST] [--python PYTHON]
                  [--update]

For every network and number of threads one run of peers.py, which gives all engines their turns interleaved, checks
every output, and counts the least time. Prints a table for each number of threads; --update puts them into README.md,
with the machine and the versions. --others takes the networks of bench/others, which no kernel was tuned for, and a
table of their own; a FILE is any network. Both are exported as ONNX with seeded weights for the other engines. The
engines come from requirements.txt, into build/bench/venv, unless --python names the interpreter of an environment that
has them.
"""
import argparse
import json
import math
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = ROOT / "build" / "bench"
EVENSTRIDE = ROOT / "build" / "bin" / "evenstride"
NETWORKS = ("vgg16", "dncnn", "espcn", "resnet50", "squeezenet", "mobilenet", "edge")
ENGINES = ("onnxruntime", "openvino", "ncnn", "mnn", "torch")
OURS = ("exact", "evenstride")  # shown first, so that nobody takes Winograd's gain for a better direct kernel
PEER_ERROR = 1e-2  # as in peers.py: an engine that is off by more is shown, but is no peer
FIGURES = "figures", "other figures"  # between <!-- NAME: begin --> and <!-- NAME: end -->


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("networks", nargs="*", metavar="NETWORK|FILE", help=", ".join(NETWORKS))
    parser.add_argument("--others", action="store_true", help="the networks of bench/others instead")
    parser.add_argument("--threads", default="1,2", help="numbers of threads, separated by commas")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--python", help="an interpreter that has the engines")
    parser.add_argument("--evenstride", default=EVENSTRIDE, type=Path, help="the compiler, build/bin/evenstride if not said")
    parser.add_argument("--update", action="store_true", help="write the tables into README.md")
    chosen = parser.parse_args()
    chosen.networks = [source(name) for name in chosen.networks]
    unknown = [str(path) for path in chosen.networks if not path.exists()]
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; known networks are {', '.join(NETWORKS)}")
    if not chosen.evenstride.exists():
        parser.error(f"{chosen.evenstride} is missing; ./dev build makes it")
    chosen.networks = chosen.networks or (sorted((HERE / "others").glob("*.stride")) if chosen.others
                                          else [source(name) for name in NETWORKS])
    chosen.threads = [int(n) for n in chosen.threads.split(",")]
    return chosen


def source(name):
    """The .stride file of a network that goes by its name or by its path."""
    return Path(name) if name.endswith(".stride") else HERE / "networks" / f"{name}.stride"


def environment():
    """The interpreter of the environment of requirements.txt, made when it is not there or out of date."""
    home, wanted = WORK / "venv", HERE / "requirements.txt"
    installed = home / "installed.txt"
    if not installed.exists() or installed.read_text() != wanted.read_text():
        print(f"installing the engines of {wanted.name} into {home}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        subprocess.run([home / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r", wanted], check=True)
        installed.write_text(wanted.read_text())
    return home / "bin/python"


def model_of(chosen, python, network):
    """The ONNX file of a network, and the words with which `evenstride bench` times the same one."""
    model = WORK / "models" / f"{network.stem}.onnx"
    if network.parent == HERE / "networks":
        if not model.exists():
            subprocess.run([python, HERE / "models.py", model.parent, network.stem], check=True, stdout=sys.stderr)
        return model, f"{network} --weights {{weights}}"
    model.parent.mkdir(exist_ok=True)
    subprocess.run([chosen.evenstride, "export", network, "-o", model, "--batch", "1", "--random-weights", "1"], check=True,
                   stdout=sys.stderr, stderr=subprocess.DEVNULL)
    return model, "{model}"


def run_network(chosen, python, network, threads):
    """What peers.py writes for one network: {"rows": {engine: {"min_ms", "median_ms", "error"}}, "not_run": {…}}."""
    result = WORK / f"{network.stem}-{threads}.json"
    model, words = model_of(chosen, python, network)
    bench = (f"{chosen.evenstride} bench {words} --threads {{threads}} "
             "--input {input} --output {output} --seconds 0.3 --json")
    commands = [f"evenstride={bench}", f"exact={bench} --exact"]
    arguments = [python, HERE / "peers.py", model, "--threads", str(threads), "--rounds", str(chosen.rounds),
                 "--engines", chosen.engines, "--json", result]
    for command in commands:
        arguments += ["--command", command]
    # pnnx and mnnconvert, which peers.py calls by name, lie beside the interpreter.
    path = f"{Path(python).absolute().parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(arguments, check=True, stdout=sys.stderr, env=os.environ | {"PATH": path})
    return json.loads(result.read_text())


def milliseconds(row):
    if row is None:
        return "–"
    digits = max(0, 2 - math.floor(math.log10(row["min_ms"])))
    figure = f"{row['min_ms']:.{min(digits, 3)}f}"
    return figure if row["error"] < PEER_ERROR else f"({figure})"


def table(results, engines):
    """A Markdown table, one line per network; the last line is the geometric mean of the ratios."""
    lines = [f"| network | {' | '.join(['exact', 'default', *engines])} | fastest peer / exact | / default |",
             "|---" * (len(engines) + 5) + "|"]
    ratios = {name: [] for name in OURS}
    for network, result in results.items():
        rows = result["rows"]
        best = min(rows[e]["min_ms"] for e in engines if e in rows and rows[e]["error"] < PEER_ERROR)
        for name in OURS:
            ratios[name].append(best / rows[name]["min_ms"])
        cells = [milliseconds(rows.get(name)) for name in (*OURS, *engines)]
        cells += [f"{ratios[name][-1]:.2f}" for name in OURS]
        lines.append(f"| {network} | {' | '.join(cells)} |")
    means = [math.exp(sum(map(math.log, ratios[name])) / len(ratios[name])) for name in OURS]
    lines.append(f"| geometric mean {'| ' * (len(engines) + 2)}| " + " | ".join(f"{mean:.2f}" for mean in means) + " |")
    return "\n".join(lines)


def machine():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return f"{line.split(':', 1)[1].strip()}, {os.cpu_count()} cores"
    return f"{platform.machine()}, {os.cpu_count()} cores"


def versions(python, engines):
    code = ("import sys, importlib.metadata as m\n"
            "for name in sys.argv[1:]: print(name, m.version(name))")
    listed = subprocess.run([python, "-c", code, *engines], capture_output=True, text=True, check=True)
    return ", ".join(listed.stdout.strip().splitlines())


def report(chosen, python, results):
    engines = chosen.engines.split(",")
    revision = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    parts = [f"Measured {date.today()} on {machine()}, at revision {revision.stdout.strip() or 'unknown'}; "
             f"{versions(python, engines)}. Least time of one inference in ms; a figure in brackets is from an engine "
             "whose result was wrong."]
    for threads, networks in results.items():
        parts += [f"### {threads} thread{'s' if threads > 1 else ''}", table(networks, engines)]
    return "\n\n".join(parts)


def update_readme(text, figures):
    readme, begin, end = HERE / "README.md", f"<!-- {figures}: begin -->", f"<!-- {figures}: end -->"
    before, rest = readme.read_text().split(begin)
    after = rest.split(end)[1]
    readme.write_text(f"{before}{begin}\n{text}\n{end}{after}")


def main():
    chosen = options()
    WORK.mkdir(parents=True, exist_ok=True)
    python = chosen.python or environment()
    results = {threads: {network.stem: run_network(chosen, python, network, threads) for network in chosen.networks}
               for threads in chosen.threads}
    text = report(chosen, python, results)
    print(text)
    if chosen.update:
        update_readme(text, FIGURES[chosen.others])


main()
