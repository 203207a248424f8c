using System.Collections.Immutable;

namespace PgmapCheck.Cases;

/// <summary>A known bug in the catalogue.</summary>
/// <param name="Id">Its short name.</param>
/// <param name="Title">What goes wrong.</param>
/// <param name="FixedBy">The commit that fixed it; null if none is known.</param>
/// <param name="FixSubject">That commit's subject.</param>
internal sealed record BugEntry(string Id, string Title, string? FixedBy, string? FixSubject)
{
    /// <summary>How to find it again; null if the catalogue only describes it.</summary>
    public Experiment? Experiment { get; init; }

    /// <summary>The commit that brought it; null if none is known.</summary>
    public string? IntroducedBy { get; init; }

    /// <summary>How sure its history is.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>The names of the kernels that have it.</summary>
    public ImmutableArray<string> Kernels { get; init; } = [];

    /// <summary>Where it shows: a scenario, and the property that it breaks there.</summary>
    public ImmutableArray<(string Scenario, string Property)> Symptoms { get; init; } = [];
}
