#!/usr/bin/env bash
# Every case under every strategy of Coyote's, and every entry point of the plain protocol, with more schedules than the
# gate has time for.
set -euo pipefail
cd "$(dirname "$0")/.."
export COYOTE_CLI_TELEMETRY_OPTOUT=1 COYOTE_LONG=1
dotnet test coyote-tests/Tests -c Release
