using System.Collections.Immutable;
using PgmapCheck.Checking;
using PgmapCheck.Selection;

namespace PgmapCheck.History;

/// <summary>What <c>pgmapcheck history</c> is asked to do.</summary>
internal sealed record HistoryRequest
{
    /// <summary>Kernels; all if empty.</summary>
    public required ImmutableArray<string> Kernels { get; init; }

    /// <summary>Scenarios; all if empty.</summary>
    public required ImmutableArray<string> Scenarios { get; init; }

    /// <summary>Whether to show each kernel's fixed form, too.</summary>
    public required bool WithFixed { get; init; }

    /// <summary>How to search.</summary>
    public required SearchPlan Plan { get; init; }

    /// <summary>Where to write the history as JSON; null for nowhere.</summary>
    public required string? JsonFile { get; init; }

    /// <summary>The subjects, in the catalogue's order.</summary>
    /// <exception cref="UsageException">A name is unknown, or nothing matches.</exception>
    public ImmutableArray<Subject> SubjectsIn(Catalogue catalogue)
    {
        var kernels = Kernels;
        if (WithFixed)
        {
            var chosen = catalogue.Kernels.Where(kernel => Kernels.IsEmpty || Kernels.Contains(kernel.Name)).ToArray();
            kernels = [.. Kernels, .. chosen.SelectMany(kernel => new[] { kernel.Name, kernel.Fixed?.Name }).OfType<string>()];
        }

        return new SubjectSelection([], kernels, Scenarios, false).In(catalogue);
    }
}
