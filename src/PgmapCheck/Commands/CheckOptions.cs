using System.Collections.Immutable;
using System.CommandLine;
using Interleave.Search;
using PgmapCheck.Blobs;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Reports.Formats;
using PgmapCheck.Results;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary>What <c>pgmapcheck check</c> can be asked, and the request that comes of it.</summary>
internal sealed class CheckOptions
{
    private readonly Argument<string[]> _patterns = new("PATTERN")
    {
        Description =
            "Part of a case's name (v4.18/put-page-vs-truncate), or a glob with *; all cases if none. Or a scenario "
            + "file, FILE.scenario; with --kernel-tree a harness file, FILE.harness",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _kernels = new("--kernel")
    {
        Description = "Only on this kernel",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _scenarios = new("--scenario")
    {
        Description = "Only this scenario",
        HelpName = "NAME",
    };
    private readonly Option<bool> _fixed = new("--fixed")
    {
        Description = "With the upstream fixes of each kernel's known bugs",
    };
    private readonly Option<string> _engine = CommonOptions.OneOf(
        "--engine",
        "states: every state, then the shortest counterexamples; bfs: every state, breadth first; "
            + "dpor: every order of steps that do not commute; optimal: the same, beginning none twice; "
            + "random, pct, pos: some schedules, at random, by priorities, by partial orders; threads: real threads",
        "states",
        "bfs",
        "dpor",
        "optimal",
        "random",
        "pct",
        "pos",
        "threads"
    );

    private readonly Option<string?> _seed = CommonOptions.Amount(
        "--seed",
        "For engines that run some schedules [default: 1]"
    );
    private readonly Option<string?> _runs = CommonOptions.Amount(
        "--runs",
        "Schedules of such an engine [default: 10000]"
    );
    private readonly Option<string?> _depth = CommonOptions.Amount(
        "--depth",
        "Depth of the bugs that --engine pct is to hit [default: 3]"
    );
    private readonly Option<bool> _storeBuffers = new("--store-buffers")
    {
        Description = "With --engine threads: no barrier after a plain or once store, as the processor has it",
    };

    private readonly BoundOptions _bounds = new();
    private readonly EffortOptions _effort = new(Environment.ProcessorCount);
    private readonly Option<string?> _jobs = CommonOptions.Jobs();
    private readonly ReductionOptions _reductions = new();
    private readonly Option<string> _liveness = CommonOptions.Liveness();
    private readonly Option<string> _memory = CommonOptions.Memory();
    private readonly Option<bool> _loadBuffering = CommonOptions.LoadBuffering();
    private readonly Option<bool> _audit = new("--audit")
    {
        Description = "Run the model's code again at every step, and compare",
    };
    private readonly Option<bool> _coverage = new("--coverage")
    {
        Description =
            "Say which kernel functions and wake-ups were reached, and which never; each case's with --verbose",
    };

    private readonly Option<string> _traces = CommonOptions.Traces();
    private readonly Option<bool> _noTraces = CommonOptions.NoTraces();
    private readonly ShardOptions _shards = new();
    private readonly ReportOption<RunReport> _reports = new(ReportFormats.OfRuns);
    private readonly KernelTreeOptions _tree = new();
    private readonly Option<string?> _against = new("--against")
    {
        Description =
            "Say how verdicts differ from another kernel's, or from those of a report that 'check --report json=FILE' "
            + "wrote; with --kernel-tree also from another tree's",
        HelpName = "KERNEL|FILE.json|DIR[@REV]",
    };
    private readonly Option<bool> _bisect = new("--bisect")
    {
        Description = "With --kernel-tree: exit with 125 where nothing can be said, as git bisect run wants it",
    };
    private readonly NewsOptions _news = new();
    private readonly Option<bool> _seeds = new("--seeds")
    {
        Description = "With harness files: check each also with the bugs that it has to show that it finds them",
    };
    private readonly Option<bool> _races = new("--races")
    {
        Description = "With harness files: look for data races, too: plain accesses that meet a conflicting one",
    };
    private readonly Option<bool> _failFast = new("--fail-fast")
    {
        Description = "Begin no case behind the first that fails",
    };
    private readonly Option<string?> _totalTime = CommonOptions.Amount(
        "--total-time",
        "Stop the whole run after this time; --time is for each search",
        "TIME"
    );
    private readonly PrintOptions _print = new();

    /// <summary>Cases, and files.</summary>
    public Argument<string[]> Patterns => _patterns;

    /// <summary>All options.</summary>
    public ImmutableArray<Option> All =>
        [
            AssemblyOption.Option,
            _kernels,
            _scenarios,
            _fixed,
            _engine,
            _seed,
            _runs,
            _depth,
            _storeBuffers,
            .. _bounds.All,
            .. _effort.All,
            _jobs,
            .. _reductions.All,
            _liveness,
            _memory,
            _loadBuffering,
            _audit,
            _coverage,
            _traces,
            _noTraces,
            _reports.Option,
            .. _shards.All,
            .. _tree.All,
            _against,
            _bisect,
            .. _news.All,
            _failFast,
            _totalTime,
            .. _print.All,
            _seeds,
            _races,
        ];

    /// <summary>The kernel tree that was asked for; null for none.</summary>
    public KernelTree? TreeOf(ParseResult parsed) => _tree.Of(parsed);

    /// <summary>What verdicts are to be compared with; null for nothing.</summary>
    public string? AgainstOf(ParseResult parsed) => parsed.GetValue(_against);

    /// <summary>True if <c>git bisect</c> asks.</summary>
    public bool IsBisecting(ParseResult parsed) => parsed.GetValue(_bisect);

    /// <summary>True if data races are looked for in harnesses.</summary>
    public bool HasRaces(ParseResult parsed) => parsed.GetValue(_races);

    /// <summary>True if harnesses are to be checked with their bugs, too.</summary>
    public bool HasSeeds(ParseResult parsed) => parsed.GetValue(_seeds);

    /// <summary>When the whole run is to stop; null for never.</summary>
    public TimeSpan? TotalTimeOf(ParseResult parsed) => parsed.Time(_totalTime);

    /// <summary>The files among the arguments: scenarios, folders of them, harnesses.</summary>
    public ImmutableArray<string> FilesOf(ParseResult parsed) => [.. (parsed.GetValue(_patterns) ?? []).Where(IsFile)];

    /// <summary>What a command line asks for.</summary>
    /// <exception cref="UsageException">It cannot be read, or contradicts itself.</exception>
    public CheckRequest RequestOf(ParseResult parsed, Terminal terminal)
    {
        var request = _shards.Share(
            parsed,
            terminal,
            new CheckRequest
            {
                Selection = new CaseSelection(
                    PatternsOf(parsed),
                    [.. parsed.GetValue(_kernels) ?? []],
                    [.. parsed.GetValue(_scenarios) ?? []],
                    parsed.GetValue(_fixed)
                ),
                Plan = new SearchPlan(
                    EngineOf(parsed),
                    OptionsOf(parsed),
                    (ulong)(parsed.Number(_seed, 0) ?? 1),
                    parsed.Number(_runs, 1) ?? 10_000
                )
                {
                    Depth = (int)(parsed.Number(_depth, 1, 20) ?? 3),
                    HasStoreBuffers = parsed.GetValue(_storeBuffers),
                },
                TraceFolder = parsed.GetValue(_noTraces) ? null : parsed.GetValue(_traces),
                Reports = _reports.Of(parsed),
                Jobs = parsed.JobsOf(_jobs),
                Screen = _print.Of(parsed),
                Baseline = _news.Of(parsed),
                IsFailingFast = parsed.GetValue(_failFast),
            }
        );
        RequireUses(parsed, request.Plan);
        FilesInUse.RequireDistinct(
            [.. WrittenBy(request, terminal)],
            [
                .. FilesOf(parsed).SelectMany(ScenarioFiles.At).Select(file => ("the scenario", file)),
                .. _news.FileOf(parsed) is { } baseline
                    ? [("the baseline", baseline)]
                    : Array.Empty<(string, string)>(),
            ]
        );
        return request;
    }

    private static IEnumerable<(string What, string Path)> WrittenBy(CheckRequest request, Terminal terminal)
    {
        foreach (var (format, path) in request.Reports)
        {
            if (path is not (null or ReportPlace.Standard))
            {
                yield return ($"--report {format.Name}", path);
            }
        }

        if ((request.BlobPath ?? request.ResumePath) is { } blob)
        {
            yield return ("the blob", blob);
            yield return ("the checkpoint", SearchCheckpoint.BesideBlob(blob));
        }

        if (terminal.StepSummary is { } summary)
        {
            yield return ("GITHUB_STEP_SUMMARY", summary);
        }
    }

    // What an engine has no use for is not passed over in silence.
    private void RequireUses(ParseResult parsed, SearchPlan plan) =>
        EngineOption.RequireUses(
            parsed,
            plan,
            [
                new EngineOption(_seed, EngineOption.Sampling),
                new EngineOption(_runs, EngineOption.Sampling),
                new EngineOption(_depth, [Engine.Pct]),
                new EngineOption(_storeBuffers, [Engine.Threads]),
                new EngineOption(_audit, EngineOption.Searches),
                .. _bounds.Uses,
                .. _effort.Uses,
                .. _reductions.Uses,
            ]
        );

    private ImmutableArray<string> PatternsOf(ParseResult parsed) =>
        [.. (parsed.GetValue(_patterns) ?? []).Where(static name => !IsFile(name))];

    private static bool IsFile(string name) => ScenarioFiles.IsOne(name) || HarnessFiles.IsOne(name);

    private Engine EngineOf(ParseResult parsed) => Enum.Parse<Engine>(parsed.GetRequiredValue(_engine), true);

    // Where it is not asked for, only the engine that can decide it does.
    private Liveness LivenessOf(ParseResult parsed) =>
        CommonOptions.LivenessUnder(parsed, _liveness, _memory, EngineOf(parsed) == Engine.States);

    private SearchOptions OptionsOf(ParseResult parsed) =>
        _effort.Apply(
            parsed,
            _reductions.Apply(
                parsed,
                new SearchOptions
                {
                    Liveness = LivenessOf(parsed),
                    Memory = parsed.MemoryOf(_memory, _loadBuffering),
                    AuditEvery = parsed.GetValue(_audit) ? 1 : 0,
                    Coverage = parsed.GetValue(_coverage),
                    Bounds = _bounds.Of(parsed),
                }
            )
        );
}
