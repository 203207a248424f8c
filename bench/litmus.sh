#!/usr/bin/env bash
# Judges the litmus tests below a folder, such as a checkout of github.com/paulmckrcu/litmus, and compares with what they
# record. With herd7 (HERD7, or on the path) and the kernel's model for it (MEMORY_MODEL: tools/memory-model of a tree),
# herd7 judges all tests whose verdict is not the recorded one, and SAMPLE others at random, LIMIT seconds each, and the
# verdicts and times are put side by side. The checker's own memory is put beside the axioms on the same sample.
#   bench/litmus.sh FOLDER [SAMPLE [LIMIT]]
# HERD_LIB: herd7's own library, where it is not installed.
set -euo pipefail
folder=$(realpath "${1:?usage: bench/litmus.sh FOLDER [SAMPLE [LIMIT]]}") sample=${2:-500} limit=${3:-5}
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
now() { date +%s.%N; }

dotnet build src/PgmapCheck -c Release -v q --nologo >/dev/null
pgmapcheck() { dotnet src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll "$@"; }
begin=$(now)
pgmapcheck litmus "$folder" >"$work/ours" 2>"$work/unread" || true
end=$(now)
tail -3 "$work/ours"
echo "wall time: $(awk "BEGIN { printf \"%.1f\", $end - $begin }") s, start of the program included"
echo "not read:"
sed -E 's/.*: expected/  expected/' "$work/unread" | sort | uniq -c | sort -rn
echo "not as recorded:"
sed -nE 's/^(.*[^ ]) +[^ ]+ +recorded: (Never|Sometimes|Always|DEADLOCK)( DATARACE)?.*/  \1, recorded \2\3/p' "$work/ours" |
  sort | uniq -c | sort -rn

# Verdict and path of each test that was judged.
sed -nE 's/^(Never|Sometimes|Always|DEADLOCK)( DATARACE)? +([^ ]+\.litmus).*/\1\2\t\3/p' "$work/ours" >"$work/judged"
grep ' recorded: ' "$work/ours" | grep -oE '[^ ]+\.litmus' >"$work/differ" || true
cut -f2 "$work/judged" | grep -vxFf "$work/differ" | shuf -n "$sample" --random-source=<(yes 1) >"$work/sample"

echo "sample of $(wc -l <"$work/sample") on the checker's memory, $limit s each:"
for way in "" --load-buffering; do
  # shellcheck disable=SC2086
  xargs -d '\n' dotnet src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll litmus --machine $way --time "${limit}s" <"$work/sample" 2>/dev/null |
    grep '^machine' || true
done

herd=${HERD7:-$(command -v herd7 || true)}
[ -n "$herd" ] || { echo "no herd7: nothing to compare with"; exit 0; }
[ -n "${MEMORY_MODEL:-}" ] || { echo "MEMORY_MODEL is not set: it is tools/memory-model of a kernel's tree"; exit 1; }

# herd7's verdict on each file of a list; nothing for those that it does not end.
judge() {
  (
    cd "$MEMORY_MODEL"
    while read -r file; do
      timeout "$limit" "$herd" ${HERD_LIB:+-set-libdir "$HERD_LIB"} -conf linux-kernel.cfg "$file" 2>/dev/null |
        awk -v file="$file" -v OFS='\t' '
          /^States 0$/ { dead = 1 } /^Flag data-race/ { race = " DATARACE" } /^Observation/ { verdict = $3 }
          END { if (verdict != "") print (dead ? "DEADLOCK" : verdict race), file }'
    done
  ) <"$1"
}

compare() {
  echo "$1: $(wc -l <"$2") tests"
  local begin end
  begin=$(now)
  judge "$2" >"$work/theirs" || true
  end=$(now)
  echo "  herd7 ended $(wc -l <"$work/theirs") in $limit s each, $(awk "BEGIN { printf \"%.1f\", $end - $begin }") s in all"
  cut -f2 "$work/theirs" >"$work/ended"
  [ -s "$work/ended" ] || return 0
  begin=$(now)
  xargs -d '\n' dotnet src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll litmus --jobs 1 <"$work/ended" >/dev/null 2>&1 || true
  end=$(now)
  echo "  pgmapcheck on those: $(awk "BEGIN { printf \"%.1f\", $end - $begin }") s with one thread"
  awk -F'\t' 'NR == FNR { ours[$2] = $1; next } { n++; if (ours[$2] == $1) same++; else print "  " $2 ": herd7 " $1 ", pgmapcheck " ours[$2] }
    END { print "  same verdict and data race: " same + 0 " of " n + 0 }' "$work/judged" "$work/theirs"
}

compare "not as recorded" "$work/differ"
compare "sample of the others" "$work/sample"
