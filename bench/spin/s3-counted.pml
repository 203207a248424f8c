/*
 * S3 with its identical threads counted by hand: for each place in a role's program, how many threads are there. This is
 * the symmetry that a person can write down; a getter that has its page is counted among the putters. -DT, -DP, -DG: how
 * many togglers, putters and getters.
 */
#ifndef T
#define T 3
#endif
#ifndef P
#define P 3
#endif
#ifndef G
#define G 2
#endif

byte en = 1, ref = 1 + P, map = 1 + P;
bit key = 1, mtx, queued, woken, dead, done, freed;
byte t0 = T, t1, t2, t3, t4, t5, t6, t7, t8;                /* togglers */
byte g0 = G, g1;                                            /* getters */
byte p0 = P, use0, use1, drop0, drop1, wake, putmap, tell;  /* putters; 0 and 1: the key that they read */
byte w, d;                                                  /* the waiter and the teardown: where they are */

active proctype all()
{
  do
  :: d_step { t0 > 0 && !mtx -> mtx = 1; t0--; t1++ }
  :: d_step { t1 > 0 -> en++; t1--; if :: en == 1 -> t2++ :: else -> t3++ fi }
  :: d_step { t2 > 0 -> key = 1; t2--; t3++ }
  :: d_step { t3 > 0 -> mtx = 0; t3--; t4++ }
  :: d_step { t4 > 0 -> assert(key); t4--; t5++ }
  :: d_step { t5 > 0 && !mtx -> mtx = 1; t5--; t6++ }
  :: d_step { t6 > 0 -> en--; t6--; if :: en == 0 -> t7++ :: else -> t8++ fi }
  :: d_step { t7 > 0 -> key = 0; t7--; t8++ }
  :: d_step { t8 > 0 -> mtx = 0; t8-- }

  :: d_step { g0 > 0 -> g0--; if :: !dead -> map++; g1++ :: else fi }
  :: d_step { g1 > 0 -> ref++; g1--; p0++ }

  :: d_step { p0 > 0 -> p0--; if :: key -> use1++ :: else -> use0++ fi }
  :: d_step { use0 > 0 -> assert(!freed); use0--; drop0++ }
  :: d_step { use1 > 0 -> assert(!freed); use1--; drop1++ }
  :: d_step { drop0 > 0 -> ref--; assert(ref > 0); drop0--; putmap++ }
  :: d_step { drop1 > 0 -> ref--; assert(ref > 0); drop1--; if :: ref == 1 -> wake++ :: else -> putmap++ fi }
  :: d_step { wake > 0 -> wake--; putmap++; if :: queued -> queued = 0; woken = 1 :: else fi }
  :: d_step { putmap > 0 -> map--; putmap--; if :: map == 0 && dead -> tell++ :: else fi }
  :: d_step { tell > 0 -> done = 1; tell-- }

  :: d_step { w == 0 -> queued = 1; woken = 0; w = 1 }
  :: d_step { w == 1 -> if :: ref == 1 -> w = 2 :: else -> w = 3 fi }
  :: d_step { w == 2 -> queued = 0; w = 4 }
  :: d_step { w == 3 && woken -> w = 0 }

  :: d_step { d == 0 -> dead = 1; d = 1 }
  :: d_step { d == 1 -> map--; if :: map == 0 -> d = 2 :: else -> d = 3 fi }
  :: d_step { d == 2 -> done = 1; d = 3 }
  :: d_step { d == 3 && done -> d = 4 }
  :: d_step { d == 4 -> freed = 1; d = 5 }

  /* all have returned: the one end that is none of somebody blocked for ever; a state more for each way to end */
  :: t0 + t1 + t2 + t3 + t4 + t5 + t6 + t7 + t8 + g0 + g1 + p0 + use0 + use1 + drop0 + drop1 + wake + putmap + tell == 0 &&
     w == 4 && d == 5 -> break
  od
}
