#!/usr/bin/env bash
# conform-trees.sh FOLDER...: compares every kernel tree FOLDER/linux-VERSION with the nearest release by hand, function by function,
# and prints a table; with LIST=1 also which functions differ. A tree takes about half a minute. FOLDER is made from any copies of the
# versions, see docs/kernel-text.md.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build src/PgmapCheck -c Release -v q --nologo >/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "| tree | base | functions | same | but for loads | another form | differ, argued for | differ | open | not compared | threads, pairs |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
for tree in $(for folder in "$@"; do ls -d "$folder"/linux-*; done | sort -V -t- -k2); do
  [ -d "$tree" ] || continue
  rm -f "$work/run.json"
  timeout 600 dotnet src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll conform --kernel-tree "$tree" --report json="$work/run.json" \
    >"$work/out" 2>"$work/error" || true
  if [ ! -s "$work/run.json" ]; then
    echo "| $(basename "$tree") | - | $(tail -1 "$work/error") |"
    continue
  fi
  python3 - "$work/run.json" "$(basename "$tree")" "${LIST:-}" <<'PY'
import json, sys
run, tree, wants = json.load(open(sys.argv[1])), sys.argv[2], sys.argv[3]
functions = run["functions"]
of = lambda kind, justified=None: [f for f in functions
                                   if f["verdict"] == kind and (justified is None or f["justified"] == justified)]
forms = ", ".join(f'{f["function"]} = {f["otherForm"]}' for f in of("otherForm"))
print(f'| {tree} | {run["base"]} | {len(functions)} | {len(of("same"))} | {len(of("sameButLoads"))} | '
      f'{len(of("otherForm"))}{": " + forms if forms else ""} | {len(of("differs", True))} | {len(of("differs", False))} | '
      f'{len(of("open", False))} | {len(of("notCompared")) + len(of("open", True))} | {run["threads"]}, {run["pairs"]:,} |')
if wants:
    for f in of("differs", False) + of("open", False):
        kinds = sorted({d["kind"] for d in f["differences"]})
        print(f'  {f["function"]} {f["verdict"]} {",".join(kinds)} {f["why"] or ""}', file=sys.stderr)
PY
done
