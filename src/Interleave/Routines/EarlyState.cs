using System.Collections.Immutable;
using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>Where a fiber is whose steps need not be taken in program order.</summary>
/// <param name="At">The local state of its code, as if it had taken them in order.</param>
/// <param name="Done">The steps that it has taken before their turn, the earliest first.</param>
/// <param name="Next">Which of its ways it goes next: 0 in order; -1 if that is still to be chosen.</param>
internal sealed record EarlyState(int At, ImmutableArray<EarlyStep> Done, int Next)
{
    private const int Nowhere = -2;

    /// <summary>True if it has taken a step early that is ordered after what it has found since: no execution comes
    /// here.</summary>
    public bool IsImpossible => Next == Nowhere;

    /// <summary>True if it has taken a step early that may turn out to be ordered after what it has yet to
    /// find.</summary>
    public bool IsExpecting => Done.Any(static step => step.IsExpected);

    /// <summary>The same, but no execution comes there.</summary>
    public EarlyState AsImpossible() => new(At, [], Nowhere);

    /// <summary>True if its next step is the one whose turn it is.</summary>
    public bool IsInOrder => Next == 0;

    /// <inheritdoc/>
    public bool Equals(EarlyState? other) =>
        other is not null && (At, Next) == (other.At, other.Next) && Done.AsSpan().SequenceEqual(other.Done.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Done.Aggregate(HashCode.Combine(At, Next), static (hash, step) => HashCode.Combine(hash, step));

    /// <summary>Two independent fingerprints, made of those of the code's local state.</summary>
    public (ulong First, ulong Second) Fingerprints(ulong first, ulong second)
    {
        foreach (var step in Done)
        {
            Mix((uint)step.Operation);
            Mix((uint)step.Result);
            Mix((uint)step.Change);
            Mix(step.IsExpected ? 1u : 0);
        }

        Mix((uint)Next);
        return (first, second);

        void Mix(ulong word)
        {
            first = StableHash.Mix(first ^ ((word + 1) * 0x9E3779B97F4A7C15UL));
            second = StableHash.Mix(second + (word ^ 0xA4093822299F31D0UL));
        }
    }
}

/// <summary>A step that was taken before its turn.</summary>
/// <param name="Operation">Its number.</param>
/// <param name="Result">What it returned.</param>
/// <param name="Change">The number of what changed in what the fiber holds.</param>
/// <param name="IsExpected">True if it may turn out to be ordered after what its fiber has yet to find.</param>
internal readonly record struct EarlyStep(int Operation, int Result, int Change, bool IsExpected = false);

/// <summary>A step that a fiber can take before its turn.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Operation">The step; one that could block is an attempt.</param>
/// <param name="Own">What a load finds of a store of its fiber that it passes; null if it looks into memory.</param>
/// <param name="From">The local states in which its turn may come.</param>
/// <param name="IsExpected">True if it is ordered after some results of what it passes.</param>
internal sealed record EarlyWay(
    int Number,
    Operation Operation,
    int? Own,
    ImmutableSortedSet<int> From,
    bool IsExpected
);
