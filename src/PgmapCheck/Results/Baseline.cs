using System.Collections.Immutable;

namespace PgmapCheck.Results;

/// <summary>Violations that are no news.</summary>
/// <param name="HasCatalogue">True if those are that the catalogue of known bugs explains.</param>
/// <param name="Found">What an earlier run has found: the names of cases, and the properties that they violate.</param>
internal sealed record Baseline(bool HasCatalogue, ImmutableHashSet<(string Case, string Property)> Found)
{
    /// <summary>Everything is news.</summary>
    public static Baseline None { get; } = new(false, []);

    /// <summary>True if something can be known.</summary>
    public bool IsAny => HasCatalogue || !Found.IsEmpty;

    /// <summary>True for a violation that is no news.</summary>
    /// <param name="case">The case's name.</param>
    /// <param name="property">What it violates.</param>
    /// <param name="isInCatalogue">Whether a bug in the catalogue explains it.</param>
    public bool Has(string @case, string property, bool isInCatalogue) =>
        (HasCatalogue && isInCatalogue) || Found.Contains((@case, property));
}
