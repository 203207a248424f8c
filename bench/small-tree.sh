#!/usr/bin/env bash
# small-tree.sh FOLDER: a git repository with a kernel tree of one file of our own, to try `check --kernel-tree` and `git bisect` on.
# The last but one of its five commits is wrong: two who take a static key at the same time both switch it on.
set -euo pipefail
mkdir -p "$1/kernel"
cd "$1"
export GIT_AUTHOR_DATE="2026-01-01T00:00:00Z" GIT_COMMITTER_DATE="2026-01-01T00:00:00Z"
export GIT_AUTHOR_NAME=small-tree GIT_AUTHOR_EMAIL=small-tree@localhost GIT_COMMITTER_NAME=small-tree GIT_COMMITTER_EMAIL=small-tree@localhost
git init -q -b main
git config commit.gpgsign false
git config gc.auto 0

# commit SUBJECT FAST-PATH: static keys, and what static_key_slow_inc does before it takes the mutex.
commit() {
  cat >kernel/jump_label.c <<EOF
typedef struct { int counter; } atomic_t;
struct mutex { int owner; };
struct static_key { atomic_t enabled; };
static struct mutex jump_label_mutex;

void static_key_slow_inc(struct static_key *key)
{
$2	mutex_lock(&jump_label_mutex);
	if (atomic_read(&key->enabled) == 0) {
		atomic_set(&key->enabled, -1);
		jump_label_update(key);
		atomic_set(&key->enabled, 1);
	} else {
		atomic_inc(&key->enabled);
	}
	mutex_unlock(&jump_label_mutex);
}

void static_key_slow_dec(struct static_key *key)
{
	mutex_lock(&jump_label_mutex);
	if (atomic_dec_and_test(&key->enabled))
		jump_label_update(key);
	mutex_unlock(&jump_label_mutex);
}
EOF
  git add -A
  git commit -q -m "$1"
}

fast='	if (atomic_inc_not_zero(&key->enabled))
		return;

'
careful='	int v = atomic_read(&key->enabled);

	if (v > 0 && atomic_cmpxchg(&key->enabled, v, v + 1) == v)
		return;

'
printf 'VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 7\n' >Makefile
commit "jump_label: static keys" ""
commit "jump_label: take a key that is on without the mutex" "$careful"
printf 'VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 8\n' >Makefile
commit "Linux 6.1.8" "$careful"
commit "jump_label: simplify the fast path" "$fast"
printf 'VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 9\n' >Makefile
commit "Linux 6.1.9" "$fast"
