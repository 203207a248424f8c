namespace Interleave.Search;

/// <summary>What the search for livelocks relies on.</summary>
/// <remarks>Rules are objects so that tests can put a broken one in their place, and show that they would
/// notice.</remarks>
internal class FairnessRules
{
    /// <summary>Those that a search follows.</summary>
    public static FairnessRules Sound { get; } = new();

    /// <summary>Of the fibers that are blocked in a state, those that are treated fairly although they do not
    /// move.</summary>
    public virtual uint TreatedFairly(uint blocked) => blocked;

    /// <summary>The fibers that count as moving inside a component that one of their steps leaves.</summary>
    /// <param name="leaving">Those whose step leaves it.</param>
    public virtual uint MovingInside(uint leaving) => 0;

    /// <summary>True if a step from one local state to another can be part of a cycle.</summary>
    public virtual bool MayBeOnCycle(int from, int to) => true;
}
