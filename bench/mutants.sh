#!/usr/bin/env bash
# Every mutant of the fixed v4.18 and of the fixed newest release, and of the trees in KERNEL_TREES if that is set: ends with 0 if each is
# killed or argued for, and says what it took.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build src/PgmapCheck -c Release --nologo -v q
time dotnet src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll mutants "$@"
for tree in ${KERNEL_TREES:+linux-6.1 linux-6.12}; do
  time dotnet src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll mutants --kernel-tree "$KERNEL_TREES/$tree" "$@"
done
