#!/usr/bin/env python3
"""Small edits of the engine's reductions: does a test notice each?

    bench/engine-mutants.py [--list] [--only NAMES] [--tests NAMES] [--from N] [--count N] [--seconds N] [--lock FILE] [--out FILE]

Works in a copy of the tree that it makes beside its output. Each edit is built with the engine's tests, and those
tests are run that compare searches with the reference, the axioms and each other. An edit is killed if a test fails or
does not end; otherwise it has survived, unless it does not build. The table is Markdown; edits that are in it already
are not run again.
"""

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile

FILES = [
    "Reduction/SequentialDependence.cs",
    "Reduction/SleepSets.cs",
    "Reduction/PersistentSteps.cs",
    "Reduction/MayAccessSets.cs",
    "Reduction/CycleProviso.cs",
    "Reduction/ReductionKnowledge.cs",
    "Reduction/SymmetryClasses.cs",
    "Reduction/WeakPersistentSteps.cs",
    "Reduction/TsoPersistentSteps.cs",
    "Reduction/TsoSleepSets.cs",
    "Strategies/BreadthFirst/RelaxedSteps.cs",
    "Reduction/PersistentCandidates.cs",
    "Reduction/AccessConflicts.cs",
    "Search/ReductionRules.cs",
    "Routines/LocalStateRules.cs",
    "Routines/TailCallElimination.cs",
    "Strategies/DepthFirst/StateMatching.cs",
    "Execution/Weak/Canonicalization.cs",
    "Execution/Weak/WeakMayAccessSets.cs",
    "Execution/Tso/StoreBufferRules.cs",
    "Memory/HotOperation.cs",
]

BUILT = "bin/Release/net10.0/Interleave.dll"

# What is replaced, by what. One edit for each place where it stands.
EDITS = [
    (r" && ", " || "),
    (r" \|\| ", " && "),
    (r" == ", " != "),
    (r" != ", " == "),
    (r" < ", " <= "),
    (r" <= ", " < "),
    (r" >= ", " > "),
    (r" > ", " >= "),
    (r"!(?=[A-Za-z_])", ""),
    (r"\|= ", "&= "),
    (r" & ~", " & "),
    (r"\btrue\b", "false"),
    (r"\bfalse\b", "true"),
]

# The tests of one memory are run first where an edit is in what only that one uses.
TESTS = {
    "": [
        "DifferentialTests.All_strategies_agree_with",
        "DifferentialTests.All_strategies_agree_where_every",
        "DependenceTests.Steps",
        "DependenceTests.What",
        "Search.PersistentStepsTests",
        "Search.ReducedPassTests",
        "Search.CommutingTests",
        "Search.CallerTests",
        "Search.KnownCountTests",
        "Search.DeadLocalTests",
    ],
    "Tso|StoreBuffer|RelaxedSteps": [
        "StoreBufferTests",
        "StoreBufferSleepTests",
        "MemoryDifferentialTests.Store_buffer",
        "TotalStoreOrderTests.Searches",
        "TotalStoreOrderTests.Reduced",
    ],
    "Weak": [
        "MemoryDifferentialTests.What_a_search",
        "MemoryDifferentialTests.Nothing",
        "WeakMemoryTests.Reduced",
    ],
}


def edits(root, only):
    """All edits, in an order that takes some of every file first."""
    by_file = []
    for name in FILES:
        if only and not any(part in name for part in only):
            continue
        path = f"src/Interleave/{name}"
        if not os.path.exists(f"{root}/{path}"):
            continue
        found = []
        for number, line in enumerate(open(f"{root}/{path}", encoding="utf-8"), 1):
            code = line.split("//")[0]
            if not code.strip() or code.lstrip().startswith(("using", "namespace", "[")):
                continue
            for pattern, by in EDITS:
                for place in re.finditer(pattern, code):
                    found.append((path, number, place.start(), place.group(), by))
        # far apart, so that a part of the list is a part of each file
        by_file.append(sorted(found, key=lambda edit: (edit[1] * 7919 + edit[2]) % 1009))
    return [edit for row in zip_longest(by_file) for edit in row]


def zip_longest(lists):
    for i in range(max(map(len, lists), default=0)):
        yield [each[i] for each in lists if i < len(each)]


def name_of(edit):
    path, number, column, old, new = edit
    return f"{path}:{number}:{column + 1}: `{old.strip()}` to `{new.strip()}`".replace("|", "\\|")


def run(command, root, seconds, lock):
    """Ended after so many seconds of the processor's, which a busy machine does not change; or of the clock's ten times
    that, for who waits for ever."""
    command = (["flock", lock] if lock else []) + ["timeout", str(10 * seconds)] + command
    limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    return subprocess.run(command, cwd=root, capture_output=True, text=True, preexec_fn=limit)


def used():
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def in_turn(path, tests):
    """The groups of tests, the one that knows most of the file first."""
    if tests:
        return [tests]
    first = next((where for where in TESTS if where and re.search(where, path)), "")
    return [TESTS[first]] + [group for where, group in TESTS.items() if where != first]


def judge(edit, root, tests, seconds, lock):
    path, number, column, old, new = edit
    file = f"{root}/{path}"
    before = open(file, encoding="utf-8").read()
    lines = before.split("\n")
    line = lines[number - 1]
    lines[number - 1] = line[:column] + new + line[column + len(old) :]
    open(file, "w", encoding="utf-8").write("\n".join(lines))
    try:
        project = "src/Interleave.Tests"
        engine = ["dotnet", "build", "src/Interleave", "-c", "Release", "-v", "q", "--no-restore", "-p:RunAnalyzers=false"]
        if run(engine, root, 300, lock).returncode != 0:
            return "no program", "does not build"
        shutil.copy(f"{root}/src/Interleave/{BUILT}", f"{root}/{project}/{BUILT}")
        for group in in_turn(path, tests):
            chosen = "|".join(f"FullyQualifiedName~{name}" for name in group)
            test = ["dotnet", "test", project, "-c", "Release", "--no-build", "--filter", chosen, "--", "xUnit.StopOnFail=true"]
            result = run(test, root, seconds, lock)
            if result.returncode != 0:
                failed = re.findall(r"^\s*Failed ([\w.]+)", result.stdout, re.M)
                return "killed", failed[0].split("Tests.", 1)[-1] if failed else "does not end"
        return "**survived**", ""
    finally:
        open(file, "w", encoding="utf-8").write(before)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--list", action="store_true", help="only list the edits")
    parser.add_argument("--only", nargs="+", help="edit only files with one of these in their names")
    parser.add_argument("--tests", nargs="+", help="the only tests that are run")
    parser.add_argument("--from", dest="first", type=int, default=0, help="leave out so many")
    parser.add_argument("--count", type=int, default=100, help="how many edits (100)")
    parser.add_argument("--seconds", type=int, default=280, help="processor seconds that the tests of one may take (280)")
    parser.add_argument("--lock", help="a file to hold a lock on while anything is built or run")
    parser.add_argument("--out", default="engine-mutants.md", help="where the table goes (engine-mutants.md)")
    options = parser.parse_args()
    top = subprocess.run(["git", "rev-parse", "--show-toplevel"], capture_output=True, text=True, check=True)
    top = top.stdout.strip()
    chosen = edits(top, options.only)[options.first : options.first + options.count]
    if options.list:
        print("\n".join(map(name_of, chosen)))
        return 0
    known = open(options.out, encoding="utf-8").read() if os.path.exists(options.out) else ""
    with tempfile.TemporaryDirectory(prefix="engine-mutants-") as work:
        root = f"{work}/tree"
        subprocess.run(["git", "clone", "-q", "--shared", top, root], check=True)
        project = "src/Interleave.Tests"
        build = ["dotnet", "build", project, "-c", "Release", "-v", "q", "-p:RunAnalyzers=false"]
        if run(build, root, 600, options.lock).returncode != 0:
            print("the tree does not build", file=sys.stderr)
            return 1
        with open(options.out, "a", encoding="utf-8") as table:
            if not known:
                table.write("| edit | verdict | by | CPU s |\n| --- | --- | --- | --- |\n")
            for edit in chosen:
                if name_of(edit) in known:
                    continue
                began = used()
                verdict, by = judge(edit, root, options.tests, options.seconds, options.lock)
                row = f"| {name_of(edit)} | {verdict} | {by} | {used() - began:.0f} |"
                table.write(row + "\n")
                table.flush()
                print(row, flush=True)
    rows = open(options.out, encoding="utf-8").read()
    print(f"{rows.count('| killed |')} killed, {rows.count('| **survived** |')} survived")
    return 2 if "**survived**" in rows else 0


if __name__ == "__main__":
    sys.exit(main())
