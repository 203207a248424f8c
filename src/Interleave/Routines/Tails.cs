namespace Interleave.Routines;

/// <summary>What becomes of callers that have nothing left to do but to return.</summary>
internal enum Tails
{
    /// <summary>They stay: every call can be shown.</summary>
    Kept,

    /// <summary>They are dropped, so that fibers with equal futures are in equal local states.</summary>
    Dropped,

    /// <summary>For tests: callers are dropped whatever they have left to do, which is wrong.</summary>
    DroppedRegardless,
}
