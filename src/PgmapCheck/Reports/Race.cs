using Interleave.Search;
using Interleave.Traces;
using PgmapCheck.Selection;

namespace PgmapCheck.Reports;

/// <summary>What a race diagram shows.</summary>
/// <param name="Kernel">The release.</param>
/// <param name="Scenario">The scenario.</param>
/// <param name="Trace">An execution that ends in a violation.</param>
internal sealed record Race(string Kernel, string Scenario, Trace Trace)
{
    /// <summary>Whether a shorter schedule is known not to exist; null if nothing is known, as in a replay.</summary>
    public bool? IsShortest { get; init; }

    /// <summary>The step that decides it; null if that is not known.</summary>
    public PointOfNoReturn? Decided { get; init; }

    /// <summary>The catalogue's entry; null if it has none.</summary>
    public BugEntry? KnownBug { get; init; }

    /// <summary>The trace file; null if there is none.</summary>
    public string? TracePath { get; init; }

    /// <summary>Show every step.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>The race in a trace, with what the catalogue and a search from its states say about it.</summary>
    public static Race Of(Catalogue catalogue, Subject subject, Trace trace, bool? isShortest)
    {
        var violation = trace.Violation!;
        return new Race(subject.Kernel, subject.Scenario, trace)
        {
            IsShortest = isShortest,
            Decided = PointOfNoReturn.Find(subject.Program, new Counterexample(violation, trace.Schedule, false)),
            KnownBug = catalogue.Explain(subject.Kernel, subject.Scenario, violation.Property),
        };
    }
}
