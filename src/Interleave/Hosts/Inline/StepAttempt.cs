namespace Interleave.Hosts.Inline;

/// <summary>What came of trying to take a step at once.</summary>
internal enum StepAttempt
{
    /// <summary>It was taken.</summary>
    Taken,

    /// <summary>It cannot be taken now; nothing changed.</summary>
    Blocked,

    /// <summary>It is on memory that was freed; nothing changed.</summary>
    UsesFreed,

    /// <summary>It begins a life that lasts, or ends one that does not; nothing changed.</summary>
    FreesTwice,
}
