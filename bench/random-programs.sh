#!/usr/bin/env bash
# The engine's comparisons on random programs, with TIMES (10) times as many as the gate has time for. Broken rules take as many
# as in the gate.
#   [TIMES=N] bench/random-programs.sh [FILTER]
set -euo pipefail
cd "$(dirname "$0")/.."
export RANDOM_TIMES=${TIMES:-10}
dotnet test src/Interleave.Tests -c Release --filter \
  "${1:-FullyQualifiedName~RandomPrograms|FullyQualifiedName~DifferentialTests}" --logger "console;verbosity=normal"
