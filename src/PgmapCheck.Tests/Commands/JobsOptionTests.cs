using System.Text.RegularExpressions;
using System.Threading;
using Interleave.Programs;
using Interleave.Search;
using PgmapCheck.Benchmarks;
using PgmapCheck.Cases;
using PgmapCheck.Results;
using PgmapCheck.Runs;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

/// <summary>Whether several cases at a time say, write and end with what one at a time does, byte for byte but for
/// times, and what they and memory come to where a large case is joined by other threads.</summary>
public sealed partial class JobsOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> CommandLines =>
        [
            "check --kernel v4.18 --verbose --traces T --blob blob.json --report json=json --report junit=junit",
            "check --kernel v6.15 --fixed --coverage --no-traces --report markdown=md --report html=html",
            "check --kernel v6.15 --fixed --memory weak --no-traces --verbose --report json=json",
            "check two --kernel v5.2 --memory tso --traces T --report sarif=sarif",
            "check --kernel v4.14 --engine bfs --liveness off --no-traces --max-states 300 --report github=github",
            "check --kernel v5.0 --shard 2/3 --no-traces --max-memory 300KiB --blob blob.json",
            "check --kernel v5.0 --engine pct --runs 50 --liveness off --no-traces --quiet",
            "history --kernel v4.14 --kernel v5.3 --report json=json",
            "bugs --traces T",
            "mutants --kernel v4.18 --every 150 --verbose",
            "fuzz --runs 120 --no-save --kernel v6.15",
        ];

    [Theory]
    [MemberData(nameof(CommandLines))]
    public void Several_jobs_say_what_one_does(string line)
    {
        var one = RunIn("1", $"{line} --jobs 1");
        var several = RunIn("3", $"{line} --jobs 3");

        Assert.Equal(one.Keys, several.Keys);
        Assert.All(one, file => Assert.Equal(file.Value, several[file.Key]));
    }

    [Fact]
    public void A_case_too_large_for_one_of_several_jobs_is_searched_alone_and_kept()
    {
        using var interrupt = new CancellationTokenSource();
        string[] line =
        [
            .. (string[])["check", "--no-traces", "--workers", "1"],
            .. (string[])["--no-symmetry", "--no-sleep-sets", "--no-persistent-sets"],
        ];
        var whole = CliRun.On(Cases(null), terminal => terminal, [.. line, "--jobs", "1"]);
        var interrupted = CliRun.On(
            Cases(interrupt),
            terminal => terminal with { Interrupted = interrupt.Token },
            [.. line, "--jobs", "2", "--blob", _folder.File("b.json")]
        );
        var left = _folder.Files();
        var resumed = CliRun.On(Cases(null), t => t, [.. line, "--jobs", "2", "--resume", _folder.File("b.json")]);

        Assert.Equal((2, 2), (whole.Exit, interrupted.Exit));
        Assert.Contains(
            interrupted.OutLines,
            static line => line.EndsWith("incomplete: interrupted", StringComparison.Ordinal)
        );
        Assert.Equal(["b.json", "b.json.search"], left);
        Assert.Equal(Verdicts(whole), Verdicts(resumed));
        Assert.Equal(["b.json"], _folder.Files());

        static string[] Verdicts(CliRun run) =>
            [.. run.OutLines.Where(static line => line.StartsWith("v0.1/", StringComparison.Ordinal)).Select(Masked)];
    }

    [Fact]
    public void Searches_at_a_time_share_the_memory_that_one_may_take()
    {
        var options = new SearchOptions
        {
            Bounds = new SearchBounds { MaxBytes = 1_000, MaxStates = 5_000_000 },
        };
        var plan = new SearchPlan(Engine.States, options, 1, 1);
        var kept = new CheckpointOptions("file", []);

        Assert.Equal((250, 5_000_000), Beside(plan));
        Assert.Equal((1_000, 5_000_000), Beside(plan with { Engine = Engine.Random }));
        Assert.Equal((250, 200_000), Beside(plan with { Options = options with { Checkpoint = kept } }));

        static (long Bytes, long States) Beside(SearchPlan plan) =>
            CaseChecker.Beside(plan, 4, new SpareThreads(0)).Options.Bounds is var bounds
                ? (bounds.MaxBytes, bounds.MaxStates)
                : default;
    }

    [Fact]
    public void What_does_not_fit_beside_others_fits_alone()
    {
        var cases = new[] { Large(null), TinyKernel.Case("doomed"), TinyKernel.Case("locked-update") };
        var options = new SearchOptions
        {
            Symmetry = false,
            SleepSets = false,
            PersistentSets = false,
        };
        var needed = Search(options, 1)[0].Verdict!.PeakBytes;
        options = options with { Bounds = new SearchBounds { MaxBytes = needed } };

        var one = Search(options, 1);
        var two = Search(options, 2);

        Assert.True(one[0].Verdict!.Complete);
        Assert.Equal(
            one.Select(result => (result.Verdict!.States, result.Verdict.Incomplete, result.Verdict.PeakBytes)),
            two.Select(result => (result.Verdict!.States, result.Verdict.Incomplete, result.Verdict.PeakBytes))
        );

        CaseResult[] Search(SearchOptions how, int jobs) =>
            [
                .. new CaseChecker(
                    new Terminal(TextWriter.Null, TextWriter.Null),
                    new SearchPlan(Engine.States, how, 1, 1),
                    null
                )
                {
                    Jobs = jobs,
                }
                    .Check(cases, static result => result)
                    .Select(static one => one.Made!),
            ];
    }

    [Fact]
    public void A_number_of_jobs_is_bounded()
    {
        var run = CliRun.Of("check", "--jobs", "0");

        Assert.Equal(
            (1, "pgmapcheck: --jobs: expected a whole number from 1 up, found '0'"),
            (run.Exit, run.ErrorLines[0])
        );
    }

    private static Catalogue Cases(CancellationTokenSource? interrupt) =>
        TinyKernel.Catalogue with
        {
            Kernels =
            [
                new KernelEntry(
                    "v0.1",
                    "",
                    [
                        TinyKernel.Case("lost-update"),
                        Large(interrupt),
                        TinyKernel.Case("put-vs-wait"),
                        TinyKernel.Case("locked-update"),
                    ],
                    null
                ),
            ],
        };

    // Half a million states without reductions. Interrupts the run the second time that it is set up: when it is
    // searched alone.
    private static Case Large(CancellationTokenSource? interrupt)
    {
        var program = StaticKeyToggle.Program(new BenchmarkSizes(8, 0, 0), false);
        var times = 0;
        return new Case(
            "v0.1",
            "large",
            new ConcurrentProgram(
                "v0.1/large",
                machine =>
                {
                    program.Fill(machine);
                    if (Interlocked.Increment(ref times) == 2)
                    {
                        interrupt?.Cancel();
                    }
                }
            )
        );
    }

    // Everything that a run says and writes, by the file; times and what the process is called do not count.
    private SortedDictionary<string, string> RunIn(string name, string line)
    {
        var folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        string[] files = ["T", "blob.json", "json", "junit", "md", "html", "sarif", "github"];
        var args = line.Split(' ')
            .Select(arg =>
                arg.Split('=') is [var format, var file] ? $"{format}={folder}/{file}"
                : files.Contains(arg) ? $"{folder}/{arg}"
                : arg
            );
        var run = CliRun.On(Catalogue.Known, terminal => terminal, [.. args]);
        var said = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["exit"] = $"{run.Exit}",
            ["out"] = run.Out,
            ["error"] = run.Error,
        };
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            said.Add(Path.GetRelativePath(folder, file), File.ReadAllText(file));
        }

        foreach (var key in said.Keys.ToArray())
        {
            said[key] = Masked(said[key].Replace(folder, "", StringComparison.Ordinal));
        }

        return said;
    }

    // Spaces too, with which tables make room for times.
    private static string Masked(string text) =>
        Spaces().Replace(Times().Replace(Threads().Replace(text, ""), "T"), " ");

    // On the screen and in Markdown; in JSON and XML, with the checksum of what has them; in the table of `bugs`, after
    // the states; how many threads there were, and what they held.
    [GeneratedRegex(
        """
            [\d.,]+(?=\ (?:s|ms|a\ second)\b) | (?<=\|\ )\d+\.\d\d(?=\ \|)
            | (?<="sha256":\ ")[0-9a-f]{64}
            | (?<="(?:seconds|cpuSeconds|elapsed|cpuTime|peakBytes|workers)":\ |time=")[-+\d.E]+
            | (?<=,\ )[\d.]+\ [KM]iB(?=,\ false\ merge)
            | (?<=(?:proved|VIOLATED\S*|incomplete\S*)\ +[\d,]+\ +)\d+(?=\ )
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Times();

    [GeneratedRegex(@", \d threads(?=:)")]
    private static partial Regex Threads();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
