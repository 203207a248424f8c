#!/usr/bin/env bash
# Runs the scenarios under Spin and prints one row per run: run.sh [OUT.tsv] also writes the rows to OUT.tsv.
#
# mode    full: no reduction; por: Spin's partial-order reduction; dies: por, and processes terminate, so that
#         "states" contains Spin's own end transitions (in the other two modes nothing but the numbered steps)
# states  states stored; the number of distinct states of the scenario in mode full, with nothing to subtract
# build   CPU seconds (user + system) to generate and to compile the verifier
# cpu     CPU seconds (user + system) of the verifier
# error   no, or what was found first; "stopped" if the run did not finish, e.g. at the limit of CPU seconds
#
# MODES="full por" (also: dies), LIMIT_FULL=60 and LIMIT_POR=600 (CPU seconds per run) may be set outside.
set -euo pipefail
export LC_ALL=C

for tool in spin gcc timeout; do
  command -v "$tool" > /dev/null || { echo "run.sh: $tool is not installed" >&2; exit 1; }
done

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:-/dev/null}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TIMEFORMAT='%U %S'

# Scenario, log2 of the hash table's slots, parameters.
configs='
s1 20 T=3
s1 26 T=11
s2 20 P=3
s2 20 P=6
s2 24 P=14
s3 20 T=1 P=1 G=1
s3 21 T=2 P=2 G=2
s3 25 T=3 P=3 G=2
s1 20 T=2 BROKEN
s2 20 P=3 BROKEN=1
s2 20 P=3 BROKEN=2
s3 20 T=1 P=1 G=1 BROKEN
'

sum() { awk '{ s += $1 + $2 } END { printf "%.2f", s }' "$1"; }

row() {
  printf '%-9s %-20s %-5s %11s %6s %8s  %s\n' "$@"
  (IFS=$'\t'; echo "$*") >> "$out"
}

# run SCENARIO HASH MODE PARAMETER...
run() {
  local scenario=$1 hash=$2 mode=$3 limit=${LIMIT_POR:-600} reduce='' states error defines
  shift 3
  defines=("${@/#/-D}")
  case $mode in
    full) reduce=-DNOREDUCE limit=${LIMIT_FULL:-60} ;;
    por) ;;
    dies) defines+=(-DDIES) ;;
    *) echo "run.sh: unknown mode $mode" >&2; exit 1 ;;
  esac
  rm -rf "$work/run" && mkdir "$work/run" && cd "$work/run"
  { time { spin -a "${defines[@]}" "$here/$scenario.pml" > spin.log
           gcc -O2 -w -DSAFETY $reduce -o pan pan.c; }; } 2> build.time || { cat spin.log build.time >&2; exit 1; }
  # The limit is on CPU time; timeout only guards against a run that makes no progress at all.
  { time (ulimit -t "$limit"; timeout $((limit * 10)) ./pan -m10000 "-w$hash" > log 2>&1); } 2> run.time || true
  states=$(awk '/states, stored/ { print $1 }' log)
  error=$(sed -n 's/^pan:1: \(.*\) (at depth .*/\1/p' log | tr -s ' ')
  if [[ -z $error ]]; then
    error=no
    if ! grep -q 'errors: 0$' log || grep -Eqi 'search not completed|depth too small|out of memory' log; then
      error=stopped
    fi
  fi
  row "$scenario" "$*" "$mode" "${states:--}" "$(sum build.time)" "$(tail -n 1 run.time > last; sum last)" "$error"
}

[[ $out == /dev/null ]] || { : > "$out"; out=$(cd "$(dirname "$out")" && pwd)/$(basename "$out"); }
row scenario parameters mode states build cpu error
while read -r scenario hash parameters; do
  [[ -n $scenario ]] || continue
  for mode in ${MODES:-full por}; do run "$scenario" "$hash" "$mode" $parameters < /dev/null; done
done <<< "$configs"
