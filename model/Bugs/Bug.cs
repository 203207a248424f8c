using System.Collections.Immutable;

namespace PgmapCheck.Model.Bugs;

/// <summary>A real bug of the protocol. The catalogue annotates what a search has found; no search looks at it.</summary>
/// <param name="Id">Its short name, such as <c>REL-PAGES</c>.</param>
/// <param name="Title">What goes wrong, in a few words.</param>
public sealed record Bug(string Id, string Title)
{
    /// <summary>The names of the releases that have it.</summary>
    public required ImmutableArray<string> Releases { get; init; }

    /// <summary>Where it shows: a scenario, and the property that it breaks there. The first is the plainest.</summary>
    public required ImmutableArray<(string Scenario, string Property)> Symptoms { get; init; }

    /// <summary>The commit that brought it, abbreviated to 12 digits; null if not known.</summary>
    public string? IntroducedBy { get; init; }

    /// <summary>The commit that fixed it, abbreviated to 12 digits; null if there is none or it is not known.</summary>
    public string? FixedBy { get; init; }

    /// <summary>That commit's subject.</summary>
    public string? FixSubject { get; init; }

    /// <summary>How sure its history is: which commit message or code was read, or how it was derived.</summary>
    public required string Evidence { get; init; }

    /// <summary>True if this is how the bug shows.</summary>
    public bool Explains(string release, string scenario, string property) =>
        Releases.Contains(release) && Symptoms.Contains((scenario, property));
}
