/*
 * S2: P putters and R getters of a page against one waiter for its last reference (scenario S2).
 *
 * One numbered step is one transition; the comment after each statement gives its number. Where a step's
 * result is only used to choose the next step, the choice is the guard of two complementary statements, so
 * it is neither a transition nor a local. The only local is the putter's k, written in step 1 and cleared
 * in step 2. Finished processes block at a valid end state, so "invalid end state" means a process that
 * is blocked for ever; with -DDIES they terminate instead, which costs Spin's own end transitions.
 *
 *   -DP=n      putters (3)
 *   -DR=n      getters (0)
 *   -DBROKEN   (or =1) the waiter reads ref before it queues itself
 *   -DBROKEN=2 the key is off, so nobody wakes
 */
#ifndef P
#define P 3
#endif
#ifndef R
#define R 0
#endif
#ifndef BROKEN
#define BROKEN 0
#endif
#ifndef DIES
#define STOP ; end: false
#else
#define STOP
#endif

byte ref = 1 + P;
bool key = (BROKEN != 2);
bool queued = false;
bool woken = false;

inline put()
{
  k = key;                                                            /* 1 */
  if
  :: d_step { k && ref == 2 -> ref--; k = false; assert(ref > 0) };   /* 2, must wake */
     d_step {                                                         /* 3 */
       if
       :: queued -> queued = false; woken = true
       :: else
       fi
     }
  :: d_step { !(k && ref == 2) -> ref--; k = false; assert(ref > 0) } /* 2, need not */
  fi
}

#if P > 0
active [P] proctype putter()
{
  bool k;
  put()
  STOP
}
#endif

#if R > 0
active [R] proctype getter()
{
  bool k;
  if
  :: d_step { ref > 0 -> ref++ };   /* getter 1, then the putter's 1 to 3 */
     put()
  :: ref == 0                       /* getter 1, stop */
  fi
  STOP
}
#endif

active proctype waiter()
{
#if BROKEN == 1
  do
  :: ref == 1 -> break                          /* reads ref: done */
  :: ref != 1 ->                                /* reads ref: must wait */
     d_step { queued = true; woken = false };   /* queues itself */
     woken                                      /* blocks, then starts again */
  od
#else
  do
  :: d_step { queued = true; woken = false };   /* 1 */
     if
     :: ref == 1 -> break                       /* 2, to 3 */
     :: ref != 1 -> woken                       /* 2, to 4; 4 goes to 1 and leaves woken as it is */
     fi
  od;
  queued = false                                /* 3, leaves woken as it is */
#endif
  STOP
}
