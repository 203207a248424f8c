namespace Interleave.Tests.RandomPrograms;

/// <summary>What a caller does with the token when its callee has returned, as part of the callee's last
/// step.</summary>
internal enum After
{
    /// <summary>Takes one.</summary>
    Holds,

    /// <summary>Drops the one that it took before the call.</summary>
    Drops,

    /// <summary>Drops one if it has one, and takes one otherwise.</summary>
    Toggles,

    /// <summary>Drops one if it has one.</summary>
    Clears,
}
