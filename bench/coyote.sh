#!/usr/bin/env bash
# Every case under every strategy of Coyote's, with more schedules than the gate has time for.
set -euo pipefail
cd "$(dirname "$0")/.."
export COYOTE_CLI_TELEMETRY_OPTOUT=1 COYOTE_SCHEDULES="${COYOTE_SCHEDULES:-12}"
dotnet test coyote-tests/Tests -c Release
