using Interleave.Memory;

namespace Interleave.Search;

/// <summary>What dynamic partial-order reduction relies on, besides
/// <see cref="ReductionRules.AreDependent"/>.</summary>
/// <remarks>Rules are objects so that tests can put a broken one in their place, and show that they would
/// notice.</remarks>
internal class PartialOrderRules
{
    /// <summary>Those that a search follows.</summary>
    public static PartialOrderRules Sound { get; } = new();

    /// <summary>True if properties can see a step.</summary>
    /// <param name="isChange">True if it changes what they look at.</param>
    public virtual bool CanSee(bool isChange) => isChange;

    /// <summary>Of the fibers that wait at the end of an execution, those that may have been able to go on
    /// before.</summary>
    public virtual uint MayHaveGoneOn(uint waiting) => waiting;

    /// <summary>True if one more fiber may be explored from a state from which those are.</summary>
    public virtual bool MayExploreBesides(uint fibers) => true;

    /// <summary>True if a sequence cannot begin with a step because of one before the step's place in it.</summary>
    public virtual bool ComesBefore(in HotOperation earlier, in HotOperation step, bool areVisible) =>
        areVisible || HotOperation.Conflict(earlier, step);

    /// <summary>How many steps are kept of so many that lead to the other outcome of a race.</summary>
    public virtual int StepsKept(int steps) => steps;
}
