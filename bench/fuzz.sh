#!/usr/bin/env bash
# Ten seeds of `fuzz` on v4.18: seconds to the first failure and to the fourth, with the median; then a longer run on the fixed newest release.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build src/PgmapCheck -c Release --nologo -v q
tool="dotnet src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll"
for seed in $(seq 1 10); do
  $tool fuzz --kernel v4.18 --seed "$seed" --time "${TIME:-20s}" --no-save | awk -v seed="$seed" '
    /found after/ { n++; if (n == 1) first = $3; if (n == 4) fourth = $3 }
    /failures?;/ { print "seed " seed ": first " first " s, fourth " fourth " s; " $0 }' || true
done | tee /dev/stderr | awk '{ print $4 }' | sort -n | awk '{ t[NR] = $1 } END { print "median to the first: " (t[5] + t[6]) / 2 " s" }'
$tool fuzz --kernel v6.17 --fixed --seed 1 --time "${LONG:-120s}" --no-save || true
