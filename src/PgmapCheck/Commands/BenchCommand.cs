using System.CommandLine;
using Interleave;
using Interleave.Programs;
using Interleave.Search;
using PgmapCheck.Benchmarks;
using PgmapCheck.Reports;
using PgmapCheck.Results;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck bench</c>.</summary>
internal sealed class BenchCommand : Command
{
    private readonly Argument<string> _scenario = new("SCENARIO")
    {
        Description = "s1: a static key is switched; s2: put_page against truncate; s3: both, and teardown",
    };

    private readonly Option<string?> _togglers = CommonOptions.Amount(
        "--togglers",
        "Threads that switch the key (s1, s3)"
    );
    private readonly Option<string?> _putters = CommonOptions.Amount(
        "--putters",
        "Threads that put a page they hold (s2, s3)"
    );
    private readonly Option<string?> _getters = CommonOptions.Amount(
        "--getters",
        "Threads that get the page and put it (s2, s3)"
    );
    private readonly Option<string?> _broken = new("--broken")
    {
        Description = "A form with a bug; s2 has two: check-first, key-off",
        HelpName = "FORM",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly ReductionOptions _reductions = new();
    private readonly Option<string> _engine = CommonOptions.OneOf(
        "--engine",
        "states: every state, depth first; bfs: breadth first; dpor: every order of steps that do not commute; "
            + "optimal: the same, beginning none twice",
        "states",
        "bfs",
        "dpor",
        "optimal"
    );

    private readonly BoundOptions _bounds = new();
    private readonly EffortOptions _effort = new(1);
    private readonly Option<bool> _noWarmUp = new("--no-warm-up")
    {
        Description = "Do not run a small program first: the figures then include the runtime's compiler",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object and nothing else" };

    private BenchCommand()
        : base("bench", "Measure the search on programs that other checkers are measured on")
    {
        _scenario.AcceptOnlyFromAmong(BenchmarkRequest.Scenarios);
        Add(_scenario);
        foreach (
            var option in (Option[])
                [
                    _togglers,
                    _putters,
                    _getters,
                    _broken,
                    .. _reductions.All,
                    _engine,
                    .. _bounds.All,
                    .. _effort.All,
                    _noWarmUp,
                    _json,
                ]
        )
        {
            Add(option);
        }
    }

    public static BenchCommand Create(Terminal terminal)
    {
        var command = new BenchCommand();
        command.SetAction(parsed => (int)command.Run(parsed, terminal));
        return command;
    }

    private static int? Threads(ParseResult parsed, Option<string?> option) => (int?)parsed.Number(option, 0, 9999);

    private ExitCode Run(ParseResult parsed, Terminal terminal)
    {
        var request = BenchmarkRequest.Of(
            parsed.GetRequiredValue(_scenario),
            Threads(parsed, _togglers),
            Threads(parsed, _putters),
            Threads(parsed, _getters),
            parsed.GetResult(_broken) is not null,
            parsed.GetValue(_broken)
        );
        var engine = Enum.Parse<Engine>(parsed.GetRequiredValue(_engine), true);
        var progress = terminal.ShowsProgress ? new ProgressLine(terminal) : null;
        var wanted = _reductions.Apply(parsed, new SearchOptions());
        EngineOption.RequireUses(
            parsed,
            new SearchPlan(engine, wanted, 1, 1),
            [.. _bounds.Uses, .. _effort.Uses, .. _reductions.Uses]
        );
        var options = _effort.Apply(
            parsed,
            wanted with
            {
                // the other engines have no use for them, or no choice
                Symmetry = wanted.Symmetry && (engine is Engine.States or Engine.Bfs),
                SleepSets = wanted.SleepSets && engine == Engine.States,
                PersistentSets = wanted.PersistentSets && engine == Engine.States,
                Progress = progress?.Of(request.Scenario),
                Cancellation = terminal.Interrupted,
                Bounds = _bounds.Of(parsed),
            }
        );
        Func<ConcurrentProgram, SearchOptions, Verdict> search = engine switch
        {
            Engine.Bfs => Checker.SearchBreadthFirst,
            Engine.Dpor => Checker.SearchPartialOrders,
            Engine.Optimal => Checker.SearchPartialOrdersOptimally,
            _ => Checker.Prove,
        };
        if (!parsed.GetValue(_noWarmUp))
        {
            WarmUp.Run(search, options);
        }

        var verdict = search(request.Program, options);
        progress?.Clear();
        var report = BenchmarkReport.Of(request, options, verdict);
        if (parsed.GetValue(_json))
        {
            terminal.Out.WriteLine(report.ToJson());
            return report.ExitCode;
        }

        report.WriteTo(terminal);
        terminal.Out.WriteLine(
            report.ExitCode == ExitCode.Held
                ? report.ExitCode.Describe("searched to the end, nothing violated")
                : report.ExitCode.Describe()
        );
        return report.ExitCode;
    }
}
