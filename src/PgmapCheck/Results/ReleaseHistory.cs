using System.Collections.Immutable;
using PgmapCheck.Cases;

namespace PgmapCheck.Results;

/// <summary>Kernels across, scenarios down.</summary>
/// <param name="Kernels">In order of age.</param>
/// <param name="Scenarios">In the catalogue's order.</param>
/// <param name="Cells">One for each case there is: a scenario need not run on each kernel.</param>
/// <param name="Bugs">Those that were found, in the catalogue's order.</param>
internal sealed record ReleaseHistory(
    ImmutableArray<KernelEntry> Kernels,
    ImmutableArray<(string Name, string Summary)> Scenarios,
    ImmutableArray<HistoryCell> Cells,
    ImmutableArray<BugEntry> Bugs
)
{
    private readonly Dictionary<(string Kernel, string Scenario), HistoryCell> _cells = Cells.ToDictionary(cell =>
        (cell.Case.Kernel, cell.Case.Scenario)
    );

    /// <summary>How the run ends.</summary>
    public ExitCode ExitCode => Cells.Select(cell => cell.ExitCode).Aggregate(ExitCodes.Worse);

    /// <summary>Puts cells in order.</summary>
    public static ReleaseHistory Of(Catalogue catalogue, ImmutableArray<HistoryCell> cells)
    {
        var kernels = cells.Select(cell => cell.Case.Kernel).ToHashSet();
        var scenarios = cells.Select(cell => cell.Case.Scenario).ToHashSet();
        var found = cells.SelectMany(cell => cell.Bugs).Select(bug => bug.Id).ToHashSet();
        return new ReleaseHistory(
            [.. catalogue.AllKernels.Where(kernel => kernels.Contains(kernel.Name))],
            [.. catalogue.Scenarios.Where(scenario => scenarios.Contains(scenario.Name))],
            cells,
            [.. catalogue.Bugs.Where(bug => found.Contains(bug.Id)).DistinctBy(bug => bug.Id)]
        );
    }

    /// <summary>What came of a scenario on a kernel; null if it does not run there.</summary>
    public HistoryCell? At(KernelEntry kernel, string scenario) => _cells.GetValueOrDefault((kernel.Name, scenario));

    /// <summary>Whether a kernel has a bug, as far as the searches say.</summary>
    public Presence Of(BugEntry bug, KernelEntry kernel)
    {
        var here = SymptomsOf(bug)
            .Select(symptom => (Cell: At(kernel, symptom.Scenario), symptom.Property))
            .Where(symptom => symptom.Cell is not null)
            .ToArray();
        return here.Any(symptom => symptom.Cell!.Bugs.Any(found => found.Id == bug.Id)) ? Presence.Found
            : here.Length == 0 || here.Any(symptom => !symptom.Cell!.IsComplete) ? Presence.Unknown
            : here.All(symptom => symptom.Cell!.Violates(symptom.Property)) ? Presence.Hidden
            : Presence.Absent;
    }

    // Where it was found, not where the catalogue says that it shows.
    private IEnumerable<(string Scenario, string Property)> SymptomsOf(BugEntry bug) =>
        (
            from cell in Cells
            from violation in cell.Violations
            where violation.Bug?.Id == bug.Id
            select (cell.Case.Scenario, violation.Finding.Counterexample.Violation.Property)
        ).Distinct();
}

/// <summary>Whether a kernel has a bug.</summary>
internal enum Presence
{
    /// <summary>No scenario that shows it elsewhere runs there, or a search is not complete.</summary>
    Unknown,

    /// <summary>Everything that it breaks elsewhere is broken there by something else: it could not be told
    /// apart.</summary>
    Hidden,

    /// <summary>Something that it breaks elsewhere was proved to hold, and the rest holds or is broken by something
    /// else.</summary>
    Absent,

    /// <summary>It shows.</summary>
    Found,
}
