#!/usr/bin/env bash
# Several cases at a time beside one: the same command with --jobs 1 and --jobs JOBS (one for each processor), in turn, PAIRS=10
# times; median seconds by the clock and of processor time, and the median of the pairs' ratios. On a machine that does something
# else besides, only processor time means anything: it says what the jobs cost, and not what they gain.
#   bench/jobs.sh                                    the commands of the list below
#   bench/jobs.sh history --kernel v4.18             another one
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tool=$here/../src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll
[[ -n ${NO_BUILD:-} ]] || dotnet build "$here/../src/PgmapCheck" -c Release --nologo -v q > /dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
TIMEFORMAT='%R %U %S'
jobs=${JOBS:-$(nproc)}

measure() {
  : > times
  for ((i = 0; i < ${PAIRS:-10}; i++)); do
    for n in 1 "$jobs"; do
      { time dotnet "$tool" "$@" --jobs "$n" > "out.$n" || [ $? -ne 1 ]; } 2> time.log
      tail -1 time.log >> times
    done
  done
  python3 - "$*" "$jobs" <<'PY'
import statistics, sys
rows = [tuple(map(float, line.split())) for line in open("times")]
one, several = rows[::2], rows[1::2]
median = statistics.median
print(f"{sys.argv[1]:44} clock {median(r[0] for r in one):6.2f} s, {median(r[0] for r in several):6.2f} s with {sys.argv[2]} jobs: "
      f"{median(a[0] / b[0] for a, b in zip(one, several)):.2f} times as fast; "
      f"CPU {median(a[1] + a[2] for a in one):6.2f} s, {median(b[1] + b[2] for b in several):6.2f} s", flush=True)
PY
}

if [ $# -gt 0 ]; then
  measure "$@"
  exit
fi

uptime
measure history
measure check --no-traces --quiet
measure check --fixed --no-traces --quiet
measure check --fixed --no-traces --quiet --memory tso
PAIRS=${WEAK_PAIRS:-2} measure check --fixed --no-traces --quiet --memory weak
measure bugs --no-traces
measure mutants --kernel v4.18
measure fuzz --runs 1000 --no-save --kernel v6.17 --fixed
uptime
