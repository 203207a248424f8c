#!/bin/sh
# sbatch --wait deploy/slurm-array.sh && dotnet publish/pgmapcheck.dll merge-reports shards --known --report junit=out/junit.xml
# SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT say which shard a task is. One shard again, for the array of one task
# would take itself for the whole: sbatch --array=0 deploy/slurm-array.sh --shard 3/8
#SBATCH --job-name=pgmapcheck
#SBATCH --array=1-8
#SBATCH --cpus-per-task=1
#SBATCH --mem=3G
#SBATCH --output=pgmapcheck-%a.log
dotnet "${PGMAPCHECK:-publish/pgmapcheck.dll}" check --known --no-traces --max-memory 2GiB "$@"
got=$?
# Known bugs are no news (--known). Exit codes 2 (something new) and 6 (never reached) are findings: the shard is done, and
# the merge judges them.
case $got in 2 | 6) ;; *) exit "$got" ;; esac
