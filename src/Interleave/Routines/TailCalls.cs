namespace Interleave.Routines;

/// <summary>What becomes of callers that have nothing left to do but to return.</summary>
internal enum TailCalls
{
    /// <summary>They stay: every call can be shown.</summary>
    Kept,

    /// <summary>They are eliminated, so that fibers with equal futures are in equal local states.</summary>
    Eliminated,
}
