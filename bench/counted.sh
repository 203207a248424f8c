#!/usr/bin/env bash
# Our search beside Spin on the same machine and in one run: S3 with its threads counted by hand (bench/spin/s3-counted.pml),
# and with PLAIN=1 S2 P=14 and S1 T=11 under plain Spin, too. Rounds alternate between the two, ROUNDS=5 of them, and the
# least CPU seconds count: other work on the machine only adds to them. Spin's figure is the verifier's alone; it needs about a
# second more to generate and compile it. Ours is the search's alone; `process` has the runtime's start and the warm-up in it.
set -euo pipefail
export LC_ALL=C

for tool in spin gcc dotnet python3; do
  command -v "$tool" > /dev/null || { echo "counted.sh: $tool is not installed" >&2; exit 1; }
done

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tool=$here/../src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll
[[ -n ${NO_BUILD:-} ]] || dotnet build "$here/../src/PgmapCheck" -c Release --nologo -v q > /dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
TIMEFORMAT='%U %S'

sum() { awk '{ s += $1 + $2 } END { printf "%.2f", s }' "$1"; }

# row NAME ROUNDS MODEL SLOTS "DEFINES" OUR-ARGUMENT...
row() {
  local name=$1 rounds=$2 model=$3 slots=$4 defines=$5
  shift 5
  spin -a $defines "$here/spin/$model.pml" > spin.log || { cat spin.log >&2; exit 1; }
  gcc -O2 -w -DSAFETY -DNOREDUCE -o pan pan.c
  : > theirs; : > ours; : > process
  for ((i = 0; i < rounds; i++)); do
    { time ./pan -m100000 "-w$slots" > log; } 2> pan.time
    grep -q 'errors: 0$' log || { cat log >&2; exit 1; }
    sum pan.time >> theirs; echo >> theirs
    { time dotnet "$tool" bench "$@" --json > ours.json; } 2> our.time
    sum our.time >> process; echo >> process
    python3 -c 'import json; print(json.load(open("ours.json"))["cpuSeconds"])' >> ours
  done
  python3 - "$name" "$(awk '/states, stored/ { print $1 }' log)" <<'PY'
import json, sys
least = lambda name: min(float(line) for line in open(name) if line.strip())
row, theirs, ours = json.load(open("ours.json")), least("theirs"), least("ours")
print(f'| {sys.argv[1]} | {int(sys.argv[2]):,} | {theirs:.2f} | {row["states"]:,} | {ours:.3f} | {least("process"):.2f} | '
      f'{100 * ours / max(theirs, 0.005):.1f} % |')
PY
}

echo "| program | Spin, states | CPU s | ours, states | CPU s | process CPU s | ours of Spin's |"
echo "| --- | --- | --- | --- | --- | --- | --- |"
rounds=${ROUNDS:-5}
row "S3 T2P2G2, counted by hand" "$rounds" s3-counted 20 "-DT=2 -DP=2 -DG=2" s3 --togglers 2 --putters 2 --getters 2
row "S3 T3P3G2, counted by hand" "$rounds" s3-counted 22 "-DT=3 -DP=3 -DG=2" s3 --togglers 3 --putters 3 --getters 2
row "S3 T3P4G4, counted by hand" "$rounds" s3-counted 23 "-DT=3 -DP=4 -DG=4" s3 --togglers 3 --putters 4 --getters 4
if [[ -n ${PLAIN:-} ]]; then
  row "S2 P=14, plain" 1 s2 24 "-DP=14" s2 --putters 14
  row "S1 T=11, plain" 1 s1 26 "-DT=11" s1 --togglers 11
fi
