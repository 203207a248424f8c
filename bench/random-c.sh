#!/usr/bin/env bash
# random-c.sh [N]: compares N random C programs (10,000) with gcc, as the gate does with 300, up to the first that differs or
# stops. Needs gcc.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build properties/Tests -c Release -v q --nologo
RANDOM_C_PROGRAMS=${1:-10000} dotnet test properties/Tests -c Release --no-build --filter RandomProgramTests
