#!/usr/bin/env bash
# Which lines of model/ the searches of `history` reach, fixed releases and the catalogue's experiments included; prints the
# share, and every line that none of them reaches.
set -euo pipefail
cd "$(dirname "$0")/.."
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
dotnet test properties/Tests -c Release --nologo --filter VerdictTests \
  --collect "Code Coverage;Format=Cobertura" --results-directory "$results" >/dev/null
python3 - "$(find "$results" -name '*.cobertura.xml')" <<'PY'
import collections, sys
import xml.etree.ElementTree as tree

hits = {}
for class_ in tree.parse(sys.argv[1]).iter("class"):
    _, found, file = class_.get("filename").replace("\\", "/").partition("/model/")
    for line in class_.iter("line") if found else ():
        key = file, int(line.get("number"))
        hits[key] = max(hits.get(key, 0), int(line.get("hits")))

reached = sum(1 for count in hits.values() if count)
print(f"{reached:,} of {len(hits):,} lines of model/: {100 * reached / len(hits):.1f} %")
missed = collections.defaultdict(list)
for (file, line), count in sorted(hits.items()):
    if not count:
        missed[file].append(line)
for file, lines in missed.items():
    print(f"{file}: {', '.join(map(str, lines))}")
PY
