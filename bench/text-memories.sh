#!/usr/bin/env bash
# text-memories.sh FOLDER: checks FOLDER/linux-6.1 and FOLDER/linux-6.12 (Debian's trees, see .ci) beside the releases by hand under total store
# order and the weak memory, and prints where they differ, how many states and how much processor time each took. Searches are cut at
# 60,000 states, 20 s and 1 GiB each; the whole takes two to three minutes of processor time.
set -euo pipefail
folder=$1
cd "$(dirname "$0")/.."
dotnet build src/PgmapCheck -c Release -v q --nologo >/dev/null
tool=src/PgmapCheck/bin/Release/net10.0/pgmapcheck
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TIMEFORMAT="%U"

# run NAME OPTION...: a report NAME.json, and seconds of processor time in NAME.time.
run() {
  local name=$1
  shift
  { time "$tool" check "$@" --no-traces --jobs 1 --liveness off --max-states 60000 --time 20s --max-memory 1g \
    --report json="$work/$name.json" >"$work/$name.txt" 2>&1 || true; } 2>"$work/$name.time"
}

for version in 6.1 6.12; do
  for memory in tso weak; do
    run text --kernel-tree "$folder/linux-$version" --memory $memory
    run hand --kernel "v$version" --memory $memory
    python3 - "$work" "$version" "$memory" <<'PY'
import json, sys
work, version, memory = sys.argv[1:]

def read(name):
    found = {}
    for case in json.load(open(f"{work}/{name}.json"))["cases"]:
        reason = case["incompleteReason"] or ""
        broken = ", ".join(sorted({c["property"] for c in case["counterexamples"]})) or "proved"
        if "not about the tree" in reason:
            broken = "not about the tree"
        elif not case["complete"]:
            broken += f" ({reason})"
        found[case["scenario"]] = (broken, case["states"], case["complete"])
    return found

text, hand = read("text"), read("hand")
time = {name: open(f"{work}/{name}.time").read().split()[-1] for name in ("text", "hand")}
same = [s for s in text if text[s][0] == hand[s][0]]
compared = [s for s in text if text[s][2] and hand[s][2]]
states = [sum(run[s][1] for s in compared) for run in (text, hand)]
print(f"v{version} {memory}: {len(same)} of {len(text)} the same; of those that are complete {states[0]:,} states from text, "
      f"{states[1]:,} by hand ({states[0] / states[1]:.2f}); {time['text']} and {time['hand']} s of processor time")
for scenario in sorted(set(text) - set(same)):
    print(f"  {scenario}: text: {text[scenario][0]}; hand: {hand[scenario][0]}")
PY
  done
done
