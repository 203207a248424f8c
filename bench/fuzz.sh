#!/usr/bin/env bash
# What `fuzz` finds on v4.18, and how fast it is: for each seed the seconds to the first and to the fourth bug, shrunk and explained, and the different
# bugs of the catalogue within TIME; the medians; then programs a second where there is nothing to find, and a longer run of each comparison.
# SEEDS="1 2 3" TIME=60s LONG=120s RUN=nice bench/fuzz.sh
set -euo pipefail
cd "$(dirname "$0")/.."
${RUN:-} dotnet build src/PgmapCheck -c Release --nologo -v q
fuzz() { ${RUN:-} dotnet src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll fuzz --no-save "$@" || [ $? -ne 1 ]; } # 2 and 4 are findings
median() { sort -n | awk '{ t[NR] = $1 } END { if (NR == 0) print "-"; else print (t[int((NR + 1) / 2)] + t[int((NR + 2) / 2)]) / 2 }'; }

result=$(mktemp)
trap 'rm -f "$result"' EXIT
for seed in ${SEEDS:-1 2 3 4 5 6 7 8 9 10}; do
  fuzz --kernel v4.18 --seed "$seed" --time "${TIME:-60s}" | awk -v seed="$seed" '
    /found after/ { n++; if (n == 1) first = $3; if (n == 4) fourth = $3 }
    /^[A-Z0-9-]+( \+ [A-Z0-9-]+)*  / && $1 != "NEW" && !/^BUG/ { for (i = 1; i == 1 || $(i - 1) == "+"; i += 2) if (!seen[$i]++) bugs++ }
    /^[0-9,]+ failures?;/ { print seed, first, fourth, bugs + 0, $3, $6, $8 }'
done | tee "$result" | awk '{ print "seed " $1 ": first " $2 " s, fourth " $3 " s, " $4 " bugs; " $5 " programs in " $6 " s, " $7 " a second" }'
echo "median seconds to the first: $(awk '{ print $2 }' "$result" | median); to the fourth: $(awk '$3 != "" { print $3 }' "$result" | median); bugs: $(awk '{ print $4 }' "$result" | median)"

for kernel in v4.18+fixes v6.17+fixes; do
  for schedules in 200 0; do
    echo "$kernel, $schedules schedules:"
    fuzz --kernel "$kernel" --seed 1 --time 20s --schedules "$schedules" | tail -2
  done
done
for more in "--kernel v5.10+fixes" "--kernel v6.17+fixes --liveness strong" "--kernel v6.17+fixes --sequences" "--kernel v4.18+fixes --against v6.15+fixes"; do
  echo "fuzz $more:"
  fuzz $more --seed 1 --time "${LONG:-120s}" --schedules 20 | tail -3
done
