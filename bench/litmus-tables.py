#!/usr/bin/env python3
"""Writes the tables of docs/memory-models.md, each between its markers, from runs made now; prints that of exports.

  bench/litmus-tables.py [--check] PART...

Parts, and what they need besides a built pgmapcheck (PGMAPCHECK, or that of this tree):
  kernel     the kernel's own tests by axioms and on the machine               KERNEL_TREES with linux-6.1 and linux-6.12
  suite      a checkout of github.com/paulmckrcu/litmus by axioms                                         LITMUS_SUITE
  herd       herd7 on the kernel's, and of the suite's on those that are not as recorded, on those without a record, and
             on 300 others                                                       KERNEL_TREES, LITMUS_SUITE, HERD7
  machine    the same on the machine: all in program order, 300 with load buffering                       LITMUS_SUITE
  exports    the counterexamples of three runs, written as litmus tests: by axioms, on the machine, by herd7     HERD7
  speed      herd7 beside pgmapcheck on what herd7 ends                                  KERNEL_TREES, LITMUS_SUITE, HERD7

HERD7 is the program (default: herd7), HERD_LIB its library where it is not installed; its model is that of linux-6.12.
Times are processor time. herd7 has HERD_SECONDS (2) of it for a test, the machine MACHINE_TIME (500ms) of wall time.
--check compares what does not depend on the clock with the document instead, and ends with 1 if something differs.
"""

import json
import os
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs/memory-models.md"
TOOL = os.environ.get("PGMAPCHECK", str(ROOT / "src/PgmapCheck/bin/Release/net10.0/pgmapcheck"))
HERD = os.environ.get("HERD7", "herd7")
HERD_SECONDS = int(os.environ.get("HERD_SECONDS", "2"))
MACHINE_TIME = os.environ.get("MACHINE_TIME", "500ms")
SAMPLE = 300
EXPORTS = [("v5.18", "sc"), ("v5.18", "tso"), ("v4.18", "weak")]
CLOCK = re.compile(r"\d[\d,.]* s\b|\d{4}-\d\d-\d\d")


def need(variable):
    if variable not in os.environ:
        sys.exit(f"{variable} is not set: see --help")
    return pathlib.Path(os.environ[variable]).resolve()


def measured(command, **options):
    """Runs it; its output, and the processor time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def litmus(paths, *options):
    """Runs pgmapcheck litmus; its files by their paths, and the processor time."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        done, seconds = measured([TOOL, "litmus", "--report", f"json={report}", *options, *map(str, paths)])
        if not report.exists():
            sys.exit(done.stderr)
        return {file["file"]: file for file in json.loads(report.read_text())["files"]}, seconds


def verdict(file):
    words = {"never": "Never", "sometimes": "Sometimes", "always": "Always", "deadlock": "DEADLOCK"}
    return words.get(file.get("verdict"), "") + (" DATARACE" if file.get("dataRace") else "")


def states(lines):
    return {"".join(sorted(part.strip() + ";" for part in line.split(";") if part.strip())) for line in lines}


def herd(path):
    """herd7's verdict and final states; null if it does not end."""
    model = need("KERNEL_TREES") / "linux-6.12/tools/memory-model"
    library = ["-set-libdir", os.environ["HERD_LIB"]] if "HERD_LIB" in os.environ else []
    limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (HERD_SECONDS, HERD_SECONDS))
    command = [HERD, *library, "-conf", "linux-kernel.cfg", str(path)]
    done, seconds = measured(command, cwd=model, preexec_fn=limit)
    found = re.search(r"^Observation .* (Never|Sometimes|Always) ", done.stdout, re.MULTILINE)
    if not found:
        return None, seconds
    lines = done.stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if re.fullmatch(r"States \d+", line))
    count = int(lines[at].split()[1])
    race = " DATARACE" if "Flag data-race" in lines else ""
    answer = ("DEADLOCK" if count == 0 else found[1]) + race
    return (answer, states(lines[at + 1 : at + 1 + count])), seconds


def seconds_of(seconds):
    return f"{seconds:.1f} s"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(str(cell) for cell in line) + " |\n" for line in lines)


def machine_row(name, way, paths, *options):
    files, seconds = litmus(paths, "--machine", "--jobs", "1", *options)
    asked = [file["machine"] for file in files.values() if file.get("machine")]
    count = lambda *kinds: sum(machine["difference"] in kinds for machine in asked)
    total = sum(machine["states"] for machine in asked)
    return [
        name, way, f"{len(asked):,}", f"{count('none'):,}", f"{count('unknown'):,}", f"{count('loadBuffering'):,}",
        f"{count('plainAccesses'):,}", f"{count('stronger'):,}", f"{count('weaker'):,}",
        f"{total:,}" if count("unknown") == 0 else "", seconds_of(seconds),
    ]  # fmt: skip


MACHINE_HEAD = [
    "tests", "machine", "judged", "the same verdict as the axioms", "not ended", "stronger: load buffering",
    "stronger: plain accesses", "stronger", "weaker", "states", "processor time",
]  # fmt: skip


def kernel_files():
    trees = [need("KERNEL_TREES") / f"linux-{version}" for version in ("6.1", "6.12")]
    return [tree / folder for tree in trees for folder in ("Documentation/litmus-tests", "tools/memory-model")]


def kernel():
    files, _ = litmus(kernel_files())
    recorded = sum(file["outcome"] == "asRecorded" for file in files.values())
    return (
        f"By axioms {recorded} of {len(files)} are as recorded.\n\n"
        + table(
            MACHINE_HEAD,
            [
                machine_row("the kernel's", "in program order", kernel_files()),
                machine_row("the kernel's", "with load buffering", kernel_files(), "--load-buffering"),
            ],
        )
    )


def machine():
    suite = need("LITMUS_SUITE")
    return f"A test has {MACHINE_TIME} of wall time.\n\n" + table(
        MACHINE_HEAD,
        [
            machine_row("the suite", "in program order", [suite], "--time", MACHINE_TIME),
            machine_row("300 of them", "in program order", sample(suite), "--time", MACHINE_TIME),
            machine_row("the same 300", "with load buffering", sample(suite), "--time", MACHINE_TIME, "--load-buffering"),
        ],
    )


def sample(suite, among=None):
    """300 of those with a verdict, always the same."""
    if among is None:
        among = [path for path, file in litmus([suite])[0].items() if file.get("verdict")]
    return random.Random(1).sample(sorted(among), min(SAMPLE, len(among)))


def against_herd(name, ours, paths):
    """A row: how many herd7 ends, and what it says of those."""
    ended, same, alike, other, spent = 0, 0, 0, [], 0.0
    for path in paths:
        found, seconds = herd(path)
        spent += seconds
        if found is None:
            continue
        ended += 1
        if found[0] == verdict(ours[path]):
            same += 1
            alike += found[1] == states(ours[path].get("states", []))
        else:
            other.append(f"{pathlib.Path(path).name}: herd7 {found[0]}, pgmapcheck {verdict(ours[path])}")
    print(*other, sep="\n", file=sys.stderr)
    return [name, f"{len(paths):,}", f"{ended:,}", f"{same:,}", f"{alike:,}", seconds_of(spent)]


HERD_HEAD = ["compared with herd7", "tests", "herd7 ends", "the same verdict and data race", "the same final states", "herd7"]


def suite():
    files, _ = litmus([need("LITMUS_SUITE")], "--time", "600s")
    count = lambda outcome: sum(file["outcome"] == outcome for file in files.values())
    judged = sum(bool(file.get("verdict")) for file in files.values())
    differ = {}
    for file in files.values():
        if file["outcome"] == "differs":
            pair = (file["recorded"], verdict(file))
            differ[pair] = differ.get(pair, 0) + 1
    rows = [[recorded, found, number] for (recorded, found), number in sorted(differ.items())]
    return (
        f"Of {len(files):,} files {count('skipped'):,} are of other languages, {count('unread'):,} are not read, "
        f"{count('incomplete'):,} met a bound, and {judged:,} have a verdict: {count('asRecorded'):,} as recorded, "
        f"{count('judged'):,} without a record, {count('differs'):,} another one.\n\n"
        + table(["recorded", "by axioms", "tests"], rows)
    )


def suite_lists():
    """All files of the suite that have a verdict; then those that are not as recorded, those without a record, and the
    others."""
    files, _ = litmus([need("LITMUS_SUITE")], "--show-states")
    chosen = lambda outcome: sorted(path for path, file in files.items() if file["outcome"] == outcome)
    return files, chosen("differs"), chosen("judged"), chosen("asRecorded")


def compare_herd():
    files, differ, bare, rest = suite_lists()
    own, _ = litmus(kernel_files(), "--show-states")
    rows = [
        against_herd("the kernel's", own, sorted(own)),
        against_herd("those that are not as recorded", files, differ),
        against_herd("those without a record", files, bare),
        against_herd("300 of the others", files, sample(None, rest)),
    ]
    return f"herd7 has {HERD_SECONDS} s of processor time for a test.\n\n" + table(HERD_HEAD, rows)


def speed():
    rows = []
    for name, paths in [
        ("the kernel's 85", sorted(litmus(kernel_files())[0])),
        ("300 of the suite", sample(need("LITMUS_SUITE"))),
    ]:
        found = {path: herd(path) for path in paths}
        ended = [path for path, (answer, _) in found.items() if answer]
        theirs = sum(seconds for answer, seconds in found.values() if answer)
        rows.append(
            [
                name,
                f"{len(ended):,}",
                seconds_of(theirs),
                seconds_of(litmus(ended, "--jobs", "1", "--show-states")[1]),
                seconds_of(litmus(ended, "--jobs", "1")[1]),
                seconds_of(litmus(ended, "--jobs", "1", "--machine", "--time", MACHINE_TIME)[1]),
            ]
        )
    head = ["tests", "that herd7 ends", "herd7, a process each", "all final states", "verdicts", "verdicts, and the machine's"]
    return table(head, rows)


def exports():
    rows = []
    for release, memory in EXPORTS:
        with tempfile.TemporaryDirectory() as folder:
            written = pathlib.Path(folder) / "all"
            measured([TOOL, "check", release, "--memory", memory, "--time", "10", "--no-traces", "--report", f"litmus={written}"])
            tests = re.split(r"(?m)^(?=C )", written.read_text())[1:]
            for i, test in enumerate(tests):
                (pathlib.Path(folder) / f"{i:03}.litmus").write_text(test)
            files, _ = litmus([folder], "--machine", "--jobs", "1")
            slowest, spent, ended, same = 0.0, 0.0, 0, 0
            for path in sorted(files):
                found, seconds = herd(path)
                (slowest, spent) = (max(slowest, seconds), spent + seconds)
                ended += found is not None
                same += found is not None and found[0] == verdict(files[path])
                if found is None or found[0] != verdict(files[path]):
                    print(f"{release} {memory}: {tests[int(pathlib.Path(path).stem)].splitlines()[0]}", file=sys.stderr)
            can = lambda file: file.get("verdict") in ("sometimes", "always")
            rows.append(
                [
                    f"{release}, `{memory}`",
                    len(tests),
                    sum(can(file) for file in files.values()),
                    sum(can(file["machine"]) for file in files.values()),
                    ended,
                    same,
                    seconds_of(spent),
                    seconds_of(slowest),
                ]
            )
    head = [
        "run", "tests", "can be met by axioms", "on the machine", "herd7 ends", "and says the same", "herd7 in all", "the slowest",
    ]  # fmt: skip
    return table(head, rows)


def main():
    arguments = sys.argv[1:]
    parts = {
        "kernel": kernel,
        "suite": suite,
        "herd": compare_herd,
        "machine": machine,
        "exports": exports,
        "speed": speed,
    }
    checks = "--check" in arguments
    chosen = [word for word in arguments if word != "--check"]
    if not chosen or not set(chosen) <= set(parts):
        sys.exit(__doc__)
    differ = False
    for part in chosen:
        text = parts[part]()
        document = DOCUMENT.read_text()
        block = re.compile(rf"(<!-- bench/litmus-tables.py {part} -->\n\n)(.*?)(\n<!-- end -->)", re.DOTALL)
        found = block.search(document)
        if not found and part == "exports":
            print(text)
            continue
        if not found:
            sys.exit(f"{DOCUMENT} has no markers for {part}")
        if checks:
            if CLOCK.sub("", found[2]) != CLOCK.sub("", text):
                differ = True
                print(f"{part}: the document has\n\n{found[2]}\nand a run says\n\n{text}")
        else:
            DOCUMENT.write_text(document[: found.start(2)] + text + document[found.end(2) :])
            print(text)
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
