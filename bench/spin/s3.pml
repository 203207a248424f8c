/*
 * S3: everything together (scenario S3): T togglers of the key, P putters and G getters of the page and of the
 * pgmap reference, one waiter, one teardown.
 *
 * One numbered step is one transition; the comment after each statement gives its number. Where a step's
 * result is only used to choose the next step, the choice is the guard of two complementary statements, so
 * it is neither a transition nor a local. The only local is the putter's k, written in step 1 and cleared
 * in step 3. The reference's word is cnt and dead; every step that touches it is one transition.
 * Finished processes block at a valid end state, so "invalid end state" means a process that does not finish;
 * with -DDIES they terminate instead, which costs Spin's own end transitions.
 *
 *   -DT=n -DP=n -DG=n  togglers, putters, getters (1 each)
 *   -DBROKEN           the getter ignores the dead flag
 */
#ifndef T
#define T 1
#endif
#ifndef P
#define P 1
#endif
#ifndef G
#define G 1
#endif
#ifndef DIES
#define STOP ; end: false
#else
#define STOP
#endif

byte en = 1;
bool key = true;
bool mtx = false;

byte ref = 1 + P;
bool queued = false;
bool woken = false;

byte cnt = 1 + P;
bool dead = false;
bool done = false;
bool freed = false;

inline put()
{
  k = key;                                                            /* 1 */
  assert(!freed);                                                     /* 2 */
  if
  :: d_step { k && ref == 2 -> ref--; k = false; assert(ref > 0) };   /* 3, must wake */
     d_step {                                                         /* 4 */
       if
       :: queued -> queued = false; woken = true
       :: else
       fi
     }
  :: d_step { !(k && ref == 2) -> ref--; k = false; assert(ref > 0) } /* 3, need not */
  fi;
  if
  :: d_step { cnt == 1 && dead -> cnt-- };                            /* 5, the last one of a dead one */
     done = true                                                      /* 6 */
  :: d_step { !(cnt == 1 && dead) -> cnt-- }                          /* 5, not so */
  fi
}

#if T > 0
active [T] proctype toggler()
{
  d_step { !mtx -> mtx = true };    /* 1 */
  if
  :: d_step { en == 0 -> en++ };    /* 2, it was 0 */
     key = true                     /* 3 */
  :: d_step { en != 0 -> en++ }     /* 2, it was not */
  fi;
  mtx = false;                      /* 4 */
  assert(key);                      /* 5 */
  d_step { !mtx -> mtx = true };    /* 6 */
  if
  :: d_step { en == 1 -> en-- };    /* 7, it is 0 now */
     key = false                    /* 8 */
  :: d_step { en != 1 -> en-- }     /* 7, it is not */
  fi;
  mtx = false                       /* 9 */
  STOP
}
#endif

#if P > 0
active [P] proctype putter()
{
  bool k;
  put()
  STOP
}
#endif

#if G > 0
active [G] proctype getter()
{
  bool k;
#ifndef BROKEN
  if
  :: d_step { !dead -> cnt++ };     /* getter 1 */
     ref++;                         /* getter 2, then the putter's 1 to 6 */
     put()
  :: dead                           /* getter 1, stop */
  fi
#else
  cnt++;                            /* getter 1, whether dead or not */
  ref++;                            /* getter 2 */
  put()
#endif
  STOP
}
#endif

active proctype waiter()
{
  do
  :: d_step { queued = true; woken = false };   /* 1 */
     if
     :: ref == 1 -> break                       /* 2, to 3 */
     :: ref != 1 -> woken                       /* 2, to 4; 4 goes to 1 and leaves woken as it is */
     fi
  od;
  queued = false                                /* 3, leaves woken as it is */
  STOP
}

active proctype teardown()
{
  dead = true;                      /* 1 */
  if
  :: d_step { cnt == 1 -> cnt-- };  /* 2, the last one */
     done = true                    /* 3 */
  :: d_step { cnt != 1 -> cnt-- }   /* 2, not so */
  fi;
  done;                             /* 4 */
  freed = true                      /* 5 */
  STOP
}
