using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Strategies.Inevitability;
using Interleave.Traces;
using Interleave.Violations;
using PgmapCheck.Cases;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.Races;

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

    /// <summary>The scenario file that the case is from, without which the trace cannot be replayed; null for a case of
    /// the model.</summary>
    public string? ScenarioFile { get; init; }

    /// <summary>What the program is called by.</summary>
    public string Command { get; init; } = Tool.Name;

    /// <summary>How to see it again, as words that a shell takes as they are; empty if there is no trace
    /// file.</summary>
    public ImmutableArray<string> ReplayCommand =>
        TracePath is null
            ? []
            :
            [
                $"{Command} replay",
                .. new[] { ScenarioFile, TracePath }.OfType<string>().Select(ShellWord.Of),
                .. Options,
            ];

    /// <summary>How to check its case again, as one line for a shell.</summary>
    public string CheckCommand => string.Join(' ', [$"{Command} check", .. WhatIsChecked, .. CheckOptions, .. Memory]);

    /// <summary>How to have its case explained, as one line for a shell.</summary>
    public string ExplainCommand =>
        string.Join(' ', [$"{Command} explain", .. KnownBug is { } bug ? [bug.Id] : WhatIsChecked]);

    private IEnumerable<string> WhatIsChecked =>
        ScenarioFile is null
            ? [ShellWord.Of($"{Kernel}/{Scenario}"), .. Options]
            : [ShellWord.Of(ScenarioFile), .. IsOfTree ? [] : new[] { "--kernel", ShellWord.Of(Kernel) }, .. Options];

    /// <summary>True if it is of the functions of a kernel tree.</summary>
    public bool IsOfTree => ReplayOptions.Contains("--kernel-tree");

    // Another memory may show nothing.
    private IEnumerable<string> Memory =>
        Trace.Schedule.Memory switch
        {
            MemoryModel.Sequential => [],
            MemoryModel.LoadBuffering => ["--memory", "weak", "--load-buffering"],
            var memory => ["--memory", MemoryWords.Option(memory)],
        };

    // Each option with its value.
    private IEnumerable<string> Options =>
        ReplayOptions.Chunk(2).Select(static option => string.Join(' ', option.Select(ShellWord.Of)));

    /// <summary>What the command needs beside the files: options, each followed by its value.</summary>
    public ImmutableArray<string> ReplayOptions { get; init; } = [];

    /// <summary>What <c>check</c> needs beside these to come to the same case.</summary>
    public ImmutableArray<string> CheckOptions { get; init; } = [];

    /// <summary>True if it is no news to whoever asked for what is new.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Show every step.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>What is violated.</summary>
    public Violation Violation => Trace.Violation!;

    /// <summary>The execution, as diagrams tell it.</summary>
    public FailingTrace Failing => new(Trace) { Decided = Decided, IsVerbose = IsVerbose };

    /// <summary>What it is, and in which functions: <c>lost wake-up in release_pages /
    /// ext4_break_layouts</c>.</summary>
    public string Headline
    {
        get
        {
            var places = RacePlaces.Of(Failing);
            return KernelRules.Headline(Violation.Property)
                + (places.Count == 0 ? "" : $" in {string.Join(" / ", places)}");
        }
    }

    /// <summary>What the catalogue says.</summary>
    public string Catalogued =>
        KnownBug switch
        {
            null => "Not in the catalogue of known bugs",
            { FixedBy: { } commit, FixSubject: { } subject } bug =>
                $"Known as {bug.Id}, fixed by {commit} (\"{subject}\")",
            { FixedBy: { } commit } bug => $"Known as {bug.Id}, fixed by {commit}",
            var bug => $"Known as {bug.Id}, no fix known",
        };

    /// <summary>The race in a trace, with what the catalogue and a search from its states say about it.</summary>
    public static Race Of(Case @case, Trace trace, bool? isShortest)
    {
        var violation = trace.Violation!;
        return new Race(@case.Kernel, @case.Scenario, trace)
        {
            IsShortest = isShortest,
            ScenarioFile = @case.File,
            ReplayOptions = @case.ReplayOptions,
            CheckOptions = @case.CheckOptions,
            Decided = PointOfNoReturn.Find(@case.Program, new Counterexample(violation, trace.Schedule, false)),
            KnownBug = @case.Explain(violation.Property, trace.Schedule.Memory),
        };
    }
}
