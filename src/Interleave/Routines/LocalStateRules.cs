using System.Reflection;
using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>What may be left out of a local state, and what tells two of them apart.</summary>
/// <remarks>Rules are objects so that tests can put a broken one in their place, and show that they would
/// notice.</remarks>
internal class LocalStateRules
{
    /// <summary>Those that a search follows.</summary>
    public static LocalStateRules Sound { get; } = new();

    /// <summary>Whether a local tells local states apart.</summary>
    /// <param name="local">The field that it was hoisted into.</param>
    /// <param name="isLive">True if its routine may read it before writing it.</param>
    public virtual bool Keeps(FieldInfo local, bool isLive) => isLive;

    /// <summary>True if all that a caller does when its callee returns is to return too, whatever the fiber holds by
    /// then. The frame is used up.</summary>
    public virtual bool OnlyReturns(FiberRun run, Frame caller, Holdings holdings) =>
        run.TryReturn(caller, holdings, out var after, out var looksAtHoldings)
        && LeavesHoldings(holdings, after, looksAtHoldings);

    /// <summary>True if code does nothing to what its fiber holds, and makes nothing of it.</summary>
    /// <param name="before">What the fiber held.</param>
    /// <param name="after">What it holds now.</param>
    /// <param name="looksAtHoldings">True if the code has asked.</param>
    public virtual bool LeavesHoldings(Holdings before, Holdings after, bool looksAtHoldings) =>
        ReferenceEquals(before, after) && !looksAtHoldings;

    /// <summary>Two independent fingerprints of a local state.</summary>
    /// <param name="key">All that its future depends on.</param>
    /// <param name="next">What its fiber does next.</param>
    public virtual (ulong First, ulong Second) FingerprintsOf(LocalKey key, OperationKind next) => key.Fingerprints();
}
