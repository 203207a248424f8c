#!/usr/bin/env bash
# Every mutant of the fixed v4.18 and of the fixed newest release: ends with 0 if each is killed or argued for, and says what it took.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build src/PgmapCheck -c Release --nologo -v q
time dotnet src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll mutants "$@"
