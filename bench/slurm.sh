#!/usr/bin/env bash
# deploy/slurm-array.sh on a Slurm of one node, as Debian packages it (slurm-wlm, munge): eight shards, one of which is killed and
# requeued half way, and their merge beside a run in one piece. Needs root and a published or built pgmapcheck.dll.
#   [KILL_AT=CASES] bench/slurm.sh [PGMAPCHECK.dll [OPTION...]]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
dll=$(realpath "${1:-$here/src/PgmapCheck/bin/Release/net10.0/pgmapcheck.dll}")
shift || true
options=("$@")
work=$(mktemp -d)
daemons=()
job=
finish() {
  # A task's slurmstepd is nobody's child: it goes with the task, and so before slurmd.
  if [ -n "$job" ] && scancel "$job" 2>/dev/null; then
    for _ in $(seq 100); do
      [ -n "$(squeue -h -j "$job" -o %i 2>/dev/null)" ] || break
      sleep 0.1
    done
  fi
  kill "${daemons[@]}" 2>/dev/null || true
  wait "${daemons[@]}" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
mkdir -p "$work"/{state,spool,run}
chmod 755 "$work"
export SLURM_CONF=$work/slurm.conf

# Slurm without cgroups, which a container may not have, and with a key of its own.
dd if=/dev/urandom of="$work/munge.key" bs=1024 count=1 status=none
chmod 600 "$work/munge.key"
munged --foreground --force --key-file="$work/munge.key" --socket="$work/run/munge.socket" --pid-file="$work/run/munged.pid" \
  --log-file="$work/run/munged.log" --seed-file="$work/run/munged.seed" >"$work/run/munged.out" 2>&1 &
daemons+=($!)
cat >"$SLURM_CONF" <<CONF
ClusterName=one
SlurmctldHost=$(hostname -s)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$work/run/munge.socket
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/run/slurmctld.pid
SlurmdPidFile=$work/run/slurmd.pid
SlurmctldPort=16817
SlurmdPort=16818
NodeName=$(hostname -s) CPUs=2 RealMemory=7000 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
slurmctld -D >"$work/run/slurmctld.log" 2>&1 &
daemons+=($!)
slurmd -D >"$work/run/slurmd.log" 2>&1 &
daemons+=($!)
for _ in $(seq 60); do
  [ "$(sinfo -h -o %T 2>/dev/null)" != idle ] || break
  sleep 1
done
[ "$(sinfo -h -o %T)" = idle ] || { cat "$work"/run/slurm*.log >&2; exit 1; }

cd "$work"
export PGMAPCHECK=$dll
SECONDS=0
job=$(sbatch --parsable "$here/deploy/slurm-array.sh" "${options[@]}")
# The third task is killed once it is done with some of its cases, and goes to the queue again. No clock decides, so that
# it is half way on a busy machine, too.
done_with() { cat shards/3-of-8.json 2>/dev/null | grep -c '"verdict": {' || true; }
until [ "$(done_with)" -ge "${KILL_AT:-20}" ]; do
  [ -n "$(squeue -h -j "$job" -o %i)" ] || { echo "task 3 ended before it was done with ${KILL_AT:-20} cases" >&2; exit 1; }
  sleep 0.05
done
scontrol requeue "${job}_3"
echo "task 3 killed after $(done_with) of its cases, and requeued"
# Slurm lets a task that was requeued wait for two minutes.
while [ -n "$(squeue -h -j "$job" -o %i)" ]; do sleep 0.5; done
echo "eight tasks: $SECONDS s"
grep -h '^exit ' pgmapcheck-*.log | sort | uniq -c

dotnet "$dll" merge-reports shards --known --no-traces --quiet --report json=merged.json
dotnet "$dll" check --known --no-traces --quiet --max-memory 2GiB "${options[@]}" --report json=single.json
dotnet "$dll" diff single.json merged.json
