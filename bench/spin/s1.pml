/*
 * S1: T threads turn a static key on and off (../../ scenario list: S1). The key counts its users in "en".
 *
 * One numbered step is one transition; the comment after each statement gives its number. Where a step's
 * result is only used to choose the next step, the choice is the guard of two complementary d_steps, so it
 * is neither a transition nor a local. Finished threads block at a valid end state; with -DDIES they
 * terminate instead, which costs Spin's own end transitions.
 *
 *   -DT=n     threads (3)
 *   -DBROKEN  the form of 2018: the count is changed outside the mutex
 */
#ifndef T
#define T 3
#endif

byte en = 0;
bool key = false;
bool mtx = false;

active [T] proctype toggler()
{
#ifndef BROKEN
  d_step { !mtx -> mtx = true };              /* 1 */
  if
  :: d_step { en == 0 -> en++ };              /* 2, it was 0 */
     key = true                               /* 3 */
  :: d_step { en != 0 -> en++ }               /* 2, it was not */
  fi;
  mtx = false;                                /* 4 */
  assert(key);                                /* 5 */
  d_step { !mtx -> mtx = true };              /* 6 */
  if
  :: d_step { en == 1 -> en-- };              /* 7, it is 0 now */
     key = false                              /* 8 */
  :: d_step { en != 1 -> en-- }               /* 7, it is not */
  fi;
  mtx = false                                 /* 9 */
#else
  if
  :: d_step { en == 0 -> en++ };              /* 1, it was 0 */
     d_step { !mtx -> mtx = true };           /* 2 */
     if
     :: !key ->                               /* 3, off */
        key = true                            /* 4 */
     :: key                                   /* 3, on already */
     fi;
     mtx = false                              /* 5 */
  :: d_step { en != 0 -> en++ }               /* 1, it was not */
  fi;
  assert(key);                                /* 6 */
  if
  :: d_step { en == 1 -> en-- };              /* 7, it is 0 now */
     d_step { !mtx -> mtx = true };           /* 8 */
     if
     :: key ->                                /* 9, on */
        key = false                           /* 10 */
     :: !key                                  /* 9, off already */
     fi;
     mtx = false                              /* 11 */
  :: d_step { en != 1 -> en-- }               /* 7, it is not */
  fi
#endif
#ifndef DIES
  ;
end:
  false
#endif
}
