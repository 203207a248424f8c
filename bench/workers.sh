#!/usr/bin/env bash
# Several threads in one search beside one thread: S3 T3P4G4 without persistent sets (3,592,800 states) with --workers 1 and
# --workers WORKERS (one for each processor), in turn, PAIRS=10 times. Seconds by the clock are those of the search, without the
# start of the runtime. On a machine that does something else besides they mean nothing.
#   bench/workers.sh                                        that program
#   bench/workers.sh s3 --togglers 5 --putters 5 --getters 5   another one
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tool=$here/../src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll
[[ -n ${NO_BUILD:-} ]] || dotnet build "$here/../src/PgmapCheck" -c Release --nologo -v q > /dev/null
[ $# -gt 0 ] || set -- s3 --togglers 3 --putters 4 --getters 4 --no-persistent-sets
workers=${WORKERS:-$(nproc)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

uptime
for ((i = 0; i < ${PAIRS:-10}; i++)); do
  for n in 1 "$workers"; do
    dotnet "$tool" bench "$@" --workers "$n" --json > "$work/out" || [ $? -ne 1 ]
    cat "$work/out" >> "$work/rows"
    echo >> "$work/rows"
  done
done
python3 - "$work/rows" "$workers" "$*" <<'PY'
import json, statistics, sys
text, rows, decoder = open(sys.argv[1]).read(), [], json.JSONDecoder()
while text.strip():
    row, end = decoder.raw_decode(text.lstrip())
    rows.append(row)
    text = text.lstrip()[end:]
one, several = rows[::2], rows[1::2]
if len({row["states"] for row in rows}) != 1:
    sys.exit("the number of states depends on the number of threads")
median = statistics.median
ratios = sorted(a["seconds"] / b["seconds"] for a, b in zip(one, several))
print(f'{sys.argv[3]}: {rows[0]["states"]:,} states, clock {median(r["seconds"] for r in one):.2f} s, '
      f'{median(r["seconds"] for r in several):.2f} s with {sys.argv[2]} threads: {median(ratios):.2f} times as fast '
      f'({ratios[0]:.2f} to {ratios[-1]:.2f} of {len(ratios)} pairs); '
      f'CPU {median(r["cpuSeconds"] for r in one):.2f} s, {median(r["cpuSeconds"] for r in several):.2f} s')
PY
uptime
