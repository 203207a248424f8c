using System.Collections.Immutable;

namespace PgmapCheck.Properties.Fuzzing;

/// <summary>Ways in which a program can end on one kernel and not on another.</summary>
/// <param name="OnlyFirst">On the first alone.</param>
/// <param name="OnlySecond">On the second alone.</param>
public sealed record OutcomeDifference(ImmutableSortedSet<string> OnlyFirst, ImmutableSortedSet<string> OnlySecond)
{
    /// <summary>The name of the property that does not hold where two kernels differ.</summary>
    public const string Property = "a program ends alike on both kernels";

    /// <summary>True if there are none.</summary>
    public bool IsEmpty => OnlyFirst.IsEmpty && OnlySecond.IsEmpty;
}
