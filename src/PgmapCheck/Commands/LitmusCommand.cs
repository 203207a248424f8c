using System.CommandLine;
using Litmus.Verdicts;
using PgmapCheck.Reports.LitmusFiles;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck litmus</c>.</summary>
internal sealed class LitmusCommand : Command
{
    private const int MostJobs = 256;

    private readonly Argument<string[]> _paths = new("FILE|DIR")
    {
        Description = "Litmus tests of C programs, or folders with *.litmus in and below them",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _model = CommonOptions.OneOf(
        "--model",
        "lkmm: the kernel's memory model as of v6.12, whose verdicts are compared with what files record; sc: "
            + "sequential "
            + "consistency; tso: total store order, as on x86",
        "lkmm",
        "sc",
        "tso"
    );

    private readonly Option<bool> _states = new("--show-states") { Description = "List all final states of each test" };
    private readonly Option<bool> _explain = new("--explain")
    {
        Description = "Show an execution of each test, or the cycle that forbids it; done for a single file anyway",
    };

    private readonly Option<bool> _machine = new("--machine")
    {
        Description =
            "Run each test on the checker's own memory, too, put its verdict beside that of the axioms, and say why "
            + "it is "
            + "another where it is",
    };

    private readonly Option<bool> _loadBuffering = new("--load-buffering")
    {
        Description = "With --machine: let loads be done after later stores that do not depend on them",
    };

    private readonly Option<string?> _time = CommonOptions.Amount(
        "--time",
        "Give up a test after this time; it is incomplete then [default: 60s]",
        "TIME"
    );

    private readonly Option<string?> _jobs = CommonOptions.Amount(
        "--jobs",
        "Tests judged at once [default: one for each processor]"
    );

    private readonly ShardOptions _shards = new();
    private readonly ReportOption<LitmusReport> _reports = new(LitmusFormats.All);

    private LitmusCommand()
        : base("litmus", "Judge litmus tests by the axioms of the kernel's memory model")
    {
        Add(_paths);
        Add(_model);
        Add(_states);
        Add(_explain);
        Add(_machine);
        Add(_loadBuffering);
        Add(_time);
        Add(_jobs);
        foreach (var option in _shards.Selection)
        {
            Add(option);
        }

        Add(_reports.Option);
    }

    public static LitmusCommand Create(Terminal terminal)
    {
        var command = new LitmusCommand();
        command.SetAction(parsed =>
        {
            var request = command.Of(parsed, terminal);
            var screen = ReportOption<LitmusReport>.TerminalFor(parsed, terminal, request.Reports);
            return (int)new LitmusRun(screen, request).Run();
        });
        return command;
    }

    private LitmusRequest Of(ParseResult parsed, Terminal terminal) =>
        new([.. parsed.GetValue(_paths) ?? []])
        {
            Model = Enum.Parse<AxiomaticModel>(parsed.GetRequiredValue(_model), true),
            ShowsStates = parsed.GetValue(_states),
            Explains = parsed.GetValue(_explain) ? true : null,
            Machine =
                parsed.GetValue(_machine) ? true
                : parsed.GetValue(_loadBuffering)
                    ? throw new UsageException("--load-buffering is about --machine: give both")
                : false,
            LoadBuffering = parsed.GetValue(_loadBuffering),
            Time = parsed.Time(_time) ?? TimeSpan.FromSeconds(60),
            Jobs = (int)(parsed.Number(_jobs, 1, MostJobs) ?? Environment.ProcessorCount),
            Shard = _shards.ShardOf(parsed, terminal).Shard,
            Reports = _reports.Of(parsed),
        };
}
