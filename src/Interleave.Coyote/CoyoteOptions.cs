namespace Interleave.Coyote;

/// <summary>How Coyote explores a program.</summary>
public sealed record CoyoteOptions
{
    /// <summary>Who picks.</summary>
    public CoyoteStrategy Strategy { get; init; }

    /// <summary>How many schedules at most, from 1 up; it stops at the first bug.</summary>
    public int Iterations { get; init; } = 1000;

    /// <summary>The same seed gives the same schedules.</summary>
    public uint Seed { get; init; } = 1;

    /// <summary>How often priorities change, in strategies that have them; how often one is put off, in those that do
    /// that.</summary>
    public uint PriorityChanges { get; init; } = 3;

    /// <summary>After how many steps of the program to cut a schedule.</summary>
    public int MaxSteps { get; init; } = 2000;
}
