#!/usr/bin/env bash
# Every mutant of the fixed v4.18 and of the fixed newest release.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build src/PgmapCheck -c Release --nologo -v q
dotnet src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll mutants "$@"
