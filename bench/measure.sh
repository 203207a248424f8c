#!/usr/bin/env bash
# The figures of docs/performance.md: our counts, CPU seconds and bytes a state, one process for each row, so that each
# includes its own start-up in `process`. Run it on a quiet machine; bench/spin/run.sh gives Spin's rows.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build src/PgmapCheck -c Release --nologo -v q >/dev/null
times=$(mktemp)
trap 'rm -f "$times"' EXIT
tool=src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll

row() {
  local name=$1 json
  shift
  TIMEFORMAT='%U %S'
  { time json=$(dotnet "$tool" bench "$@" --json); } 2>"$times" || true
  local process
  process=$(awk '{print $1 + $2}' "$times")
  python3 - "$name" "$process" "$json" <<'PY'
import json, sys
name, process, row = sys.argv[1], float(sys.argv[2]), json.loads(sys.argv[3])
rate = row["states"] / row["cpuSeconds"] / 1e6
print(f'| {name} | {row["states"]:,} | {row["transitions"]:,} | {row["cpuSeconds"]:.2f} | {process:.2f} | '
      f'{rate:.2f} | {row["peakBytes"] / row["states"]:.0f} |')
PY
}

echo "| program | states | transitions | CPU s | process CPU s | M states/s | bytes a state |"
echo "| --- | --- | --- | --- | --- | --- | --- |"
plain=(--no-symmetry --no-sleep-sets --no-persistent-sets)
row "S1 T=3, no reduction" s1 --togglers 3 "${plain[@]}"
row "S1 T=11" s1 --togglers 11
row "S2 P=6, no reduction" s2 --putters 6 "${plain[@]}"
row "S2 P=14" s2 --putters 14
row "S3 T1P1G1, no reduction" s3 --togglers 1 --putters 1 --getters 1 "${plain[@]}"
row "S3 T2P2G2, no reduction" s3 --togglers 2 --putters 2 --getters 2 "${plain[@]}"
row "S3 T2P2G2, sleep sets" s3 --togglers 2 --putters 2 --getters 2 --no-symmetry --no-persistent-sets
row "S3 T2P2G2" s3 --togglers 2 --putters 2 --getters 2
row "S3 T3P3G2, no reduction" s3 --togglers 3 --putters 3 --getters 2 "${plain[@]}"
row "S3 T3P3G2, sleep sets" s3 --togglers 3 --putters 3 --getters 2 --no-symmetry --no-persistent-sets
row "S3 T3P3G2" s3 --togglers 3 --putters 3 --getters 2
row "S3 T3P4G4" s3 --togglers 3 --putters 4 --getters 4
