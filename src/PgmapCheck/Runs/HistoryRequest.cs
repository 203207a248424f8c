using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>What <c>pgmapcheck history</c> is asked to do.</summary>
internal sealed record HistoryRequest
{
    /// <summary>Kernels; all if empty.</summary>
    public required ImmutableArray<string> Kernels { get; init; }

    /// <summary>Scenarios; all if empty.</summary>
    public required ImmutableArray<string> Scenarios { get; init; }

    /// <summary>Whether to show each kernel's fixed form, too.</summary>
    public required bool WithFixed { get; init; }

    /// <summary>Whether the table has every scenario and kernel, too, of which there is nothing to say.</summary>
    public required bool ShowsAll { get; init; }

    /// <summary>How to search.</summary>
    public required SearchPlan Plan { get; init; }

    /// <summary>How many cases are searched at a time.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>The reports to write when it is over.</summary>
    public required ImmutableArray<ReportRequest<HistoryReport>> Reports { get; init; }

    /// <summary>What the table on the screen shows: what was asked for by name is never left out.</summary>
    public HistoryExcerpt ExcerptOf(ReleaseHistory history) =>
        HistoryExcerpt.Of(history, ShowsAll || !Scenarios.IsEmpty, ShowsAll || WithFixed || !Kernels.IsEmpty);

    /// <summary>The cases, in the catalogue's order.</summary>
    /// <exception cref="UsageException">A name is unknown, or nothing matches.</exception>
    public ImmutableArray<Case> CasesIn(Catalogue catalogue)
    {
        var kernels = Kernels;
        if (WithFixed)
        {
            var chosen = catalogue.Kernels.Where(kernel => Kernels.IsEmpty || Kernels.Contains(kernel.Name)).ToArray();
            kernels =
            [
                .. Kernels,
                .. chosen.SelectMany(kernel => new[] { kernel.Name, kernel.Fixed?.Name }).OfType<string>(),
            ];
        }

        return new CaseSelection([], kernels, Scenarios, false).In(catalogue);
    }
}
