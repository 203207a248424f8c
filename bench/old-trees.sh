#!/usr/bin/env bash
# old-trees.sh FOLDER [VERSION...]: checks every kernel tree FOLDER/linux-VERSION, or those named, against the nearest release by hand, and
# prints a table: how many scenarios violate the same properties, which differ, and which catalogued bugs are found in the text; then, how many
# of the protocol's core functions (properties/Tests/Text/core-functions.txt) each tree defines, and how many of these ran from its text. Ends
# with 1 if a bug is not found in a tree where old-trees-bugs.txt says that it is. Searches are cut at 60,000 states, 20 s and 1 GiB each; a
# tree takes about 20 s of processor time. FOLDER is made from any copies of the versions, see docs/kernel-text.md.
set -euo pipefail
folder=$1
shift
versions=" $* "
cd "$(dirname "$0")/.."
[ -n "${PGMAPCHECK:-}" ] || dotnet build src/PgmapCheck -c Release -v q --nologo >/dev/null
tool=(dotnet "${PGMAPCHECK:-src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bounds=(--max-states 60000 --time 20 --max-memory 1g)

# One line a scenario: name, violated properties; sorted.
verdicts() {
  python3 - "$1" <<'PY'
import json, sys
run = json.load(open(sys.argv[1]))
for case in sorted(run["cases"], key=lambda c: c["scenario"]):
    reason = case["incompleteReason"] or ""
    print(case["scenario"], "|", "not about the tree" if "not about" in reason else
          "incomplete" if not case["complete"] else
          ", ".join(sorted({c["property"] for c in case["counterexamples"]})) or "proved")
PY
}

echo "| tree | base | functions | parts from text | same | not compared | differ | catalogued bugs found in the text |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- |"
for tree in $(ls -d "$folder"/linux-* | sort -V); do
  [ -d "$tree" ] || continue
  version=${tree##*/linux-}
  [ "$versions" = "  " ] || [[ "$versions" == *" $version "* ]] || continue
  "${tool[@]}" check --kernel-tree "$tree" --no-traces "${bounds[@]}" --report json="$work/text.json" >"$work/text.txt" 2>"$work/error" || true
  base=$(sed -n 's/^from \(v[0-9.]*\) .*what is not read.*/\1/p' "$work/text.txt")
  if [ -z "$base" ]; then
    echo "| $(basename "$tree") | - | $(head -1 "$work/error") |"
    continue
  fi
  "${tool[@]}" check --kernel "$base" --no-traces "${bounds[@]}" --report json="$work/hand.json" >/dev/null || true
  verdicts "$work/text.json" >"$work/text"
  verdicts "$work/hand.json" >"$work/hand"
  python3 - "$work" "$tree" "$base" <<'PY'
import glob, json, os, re, sys
work, folder, base = sys.argv[1:]
tree = os.path.basename(folder)
read = lambda name: dict(line.rstrip("\n").split(" | ", 1) for line in open(f"{work}/{name}"))
text, hand = read("text"), read("hand")
open_words = ("incomplete", "not about the tree")
compared = [s for s in text if s in hand and text[s] not in open_words and hand[s] not in open_words]
differ = [s for s in compared if text[s] != hand[s]]
run = json.load(open(f"{work}/text.json"))
bugs = sorted({c["knownBug"]["id"] for case in run["cases"] for c in case["counterexamples"] if c["knownBug"]})
lines = open(f"{work}/text.txt").read()
functions = re.search(r"^Ran (\d+)", lines, re.M)
parts = re.search(r"^from text +(.*)$", lines, re.M).group(1).split(", ")
print(f"| {tree} | {base} | {functions.group(1) if functions else 0} | {len(parts)} | {len(compared) - len(differ)} | "
      f"{len(text) - len(compared)} | {len(differ)}: {', '.join(differ) or '-'} | {', '.join(bugs)} |")

# A definition begins in the first column, and its head does not end with a semicolon.
sources = [
    open(path, errors="replace").read()
    for pattern in ("mm/*.c", "kernel/memremap.c", "kernel/jump_label.c", "kernel/sched/wait*.c", "lib/percpu-refcount.c", "lib/test_hmm.c",
                    "fs/dax.c", "fs/xfs/*.c", "fs/ext4/inode.c", "fs/fuse/dax.c", "drivers/dax/*.c", "drivers/nvdimm/pmem.c",
                    "drivers/pci/p2pdma.c", "virt/kvm/kvm_main.c", "include/linux/*.h", "arch/x86/kernel/jump_label.c")
    for path in glob.glob(f"{folder}/{pattern}")]

def defines(name):
    head = re.compile(rf"^(?:[A-Za-z_][^;={{}}#\n]*[\s*])?{re.escape(name)}\([^;{{}}]*?\)\s*(?:__\w+\([^)]*\)\s*)*\n?{{", re.M)
    return any(name + "(" in source and head.search(source) for source in sources)

ran = {function["name"] for case in run["cases"] for function in case["functions"]}
there, missing = 0, []
for line in open("properties/Tests/Text/core-functions.txt"):
    names = [name for name in line.split() if name != "-"]
    if not any(defines(name) for name in names):
        continue
    there += 1
    if not ran.intersection(names):
        missing.append(names[0])
with open(f"{work}/missed", "a") as missed:
    for line in open("bench/old-trees-bugs.txt"):
        version, *expected = line.split()
        if tree == f"linux-{version}":
            missed.writelines(f"{tree}: {bug} is not found\n" for bug in expected if bug not in bugs)
with open(f"{work}/core", "a") as core:
    print(f"| {tree} | {there} | {there - len(missing)} | {100 * (there - len(missing)) // there if there else 0} % | "
          f"{', '.join(missing) or '-'} |", file=core)
PY
done
echo
echo "| tree | core functions there | from text | share | the others |"
echo "| --- | --- | --- | --- | --- |"
[ ! -f "$work/core" ] || cat "$work/core"
if [ -s "$work/missed" ]; then
  cat "$work/missed" >&2
  exit 1
fi
