using System.Text.Json.Nodes;
using System.Threading;
using Interleave.Programs;
using PgmapCheck.Cases;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Blobs;

public sealed class ResumeTests : IDisposable
{
    private static readonly string[] s_scenarios = ["lost-update", "large", "put-vs-wait", "locked-update"];

    private readonly TemporaryFolder _folder = new();

    private string Blob => _folder.File("run.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_resumed_run_ends_with_the_counts_of_an_uninterrupted_one()
    {
        var whole = CliRun.On(Counting([], null), t => t, Command("--report", $"json={_folder.File("whole")}"));
        using var interrupt = new CancellationTokenSource();
        var interrupted = CliRun.On(
            Counting([], interrupt),
            terminal => terminal with { Interrupted = interrupt.Token },
            Command("--blob", Blob)
        );
        List<string> searched = [];

        var resumed = CliRun.On(
            Counting(searched, null),
            t => t,
            Command("--resume", Blob, "--report", $"json={_folder.File("resumed")}")
        );

        // a violation was found before the interrupt
        Assert.Equal((2, 2, 2), (whole.Exit, interrupted.Exit, resumed.Exit));
        Assert.Contains(interrupted.OutLines, line => line.EndsWith("2 not begun.", StringComparison.Ordinal));
        Assert.Equal($"1 of 4 cases from {Blob}", resumed.OutLines[0]);
        Assert.Equal(Counts(_folder.File("whole")), Counts(_folder.File("resumed")));
        Assert.Contains("large", searched); // it may have been cut short
        Assert.Equal(s_scenarios.Length, JsonNode.Parse(File.ReadAllText(Blob))!["cases"]!.AsArray().Count);
    }

    [Fact]
    public void The_search_that_was_interrupted_goes_on()
    {
        string[] plain = ["--no-symmetry", "--no-sleep-sets", "--scenario", "large"];
        var whole = CliRun.On(
            Counting([], null),
            t => t,
            Command([.. plain, "--report", $"json={_folder.File("whole")}"])
        );
        var interrupted = Interrupted(plain);
        var left = _folder.Files();
        var resumed = CliRun.On(
            Counting([], null),
            t => t,
            Command([.. plain, "--resume", Blob, "--report", $"json={_folder.File("resumed")}"])
        );

        Assert.Equal((0, 4, 0), (whole.Exit, interrupted.Exit, resumed.Exit));
        Assert.Contains($"Interrupted: the same with --resume {Blob} goes on.", interrupted.OutLines);
        Assert.Equal(["run.json", "run.json.search", "whole"], left);
        Assert.Equal(["resumed", "run.json", "whole"], _folder.Files()); // what is finished is in the blob
        Assert.Equal(Counts(_folder.File("whole")), Counts(_folder.File("resumed")));
    }

    [Fact]
    public void A_search_that_does_not_fit_is_refused_in_one_line()
    {
        string[] plain = ["--no-symmetry", "--no-sleep-sets", "--scenario", "large"];
        Interrupted(plain);
        var kept = Blob + ".search";
        var bytes = File.ReadAllBytes(kept);
        File.WriteAllBytes(kept, bytes[..^1]);
        var torn = CliRun.On(Counting([], null), t => t, Command([.. plain, "--resume", Blob]));
        File.WriteAllBytes(kept, bytes);
        File.Delete(Blob);
        // and another search
        CliRun.On(Counting([], null), t => t, Command("--scenario", "locked-update", "--blob", Blob));
        File.WriteAllBytes(kept, bytes);
        var other = CliRun.On(Counting([], null), t => t, Command("--scenario", "locked-update", "--resume", Blob));

        Assert.Equal((1, ""), (torn.Exit, torn.Out));
        Assert.Equal(
            $"pgmapcheck: cannot resume {kept}: it is no checkpoint, or not a whole one",
            Assert.Single(torn.ErrorLines)
        );
        Assert.Equal((1, ""), (other.Exit, other.Out));
        Assert.Equal(
            $"pgmapcheck: cannot resume {kept}: it has symmetry off, and this run on",
            Assert.Single(other.ErrorLines)
        );
    }

    [Fact]
    public void What_is_finished_is_not_searched_again()
    {
        CliRun.On(Counting([], null), t => t, Command("--blob", Blob));
        List<string> booted = [];

        CliRun.On(Counting(booted, null), t => t, Command("--resume", Blob));

        Assert.DoesNotContain("large", booted); // of the others, violations are replayed
        Assert.DoesNotContain("locked-update", booted);
    }

    [Fact]
    public void An_interrupted_resume_forgets_nothing()
    {
        CliRun.On(Counting([], null), t => t, Command("--blob", Blob));
        using var interrupt = new CancellationTokenSource();
        interrupt.Cancel();

        var run = CliRun.On(
            Counting([], null),
            terminal => terminal with { Interrupted = interrupt.Token },
            Command("--resume", Blob)
        );

        Assert.Equal(4, run.Exit);
        Assert.Equal(s_scenarios.Length, JsonNode.Parse(File.ReadAllText(Blob))!["cases"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("searched with max states none, and this run with 7", "--max-states", "7")]
    [InlineData("of a run of 4 cases, and this run has 1", "--scenario", "large")]
    [InlineData("one of 1 shard, and this run has 2", "--shard", "1/2")]
    public void The_blob_of_another_run_is_refused(string expected, params string[] options)
    {
        CliRun.On(Counting([], null), t => t, Command("--blob", Blob));
        var before = File.ReadAllText(Blob);

        var run = CliRun.On(Counting([], null), t => t, Command(["--resume", Blob, .. options]));

        Assert.Equal((1, ""), (run.Exit, run.Out));
        Assert.StartsWith(
            $"pgmapcheck: cannot resume {Blob}: {expected}",
            run.ErrorLines.Single(),
            StringComparison.Ordinal
        );
        Assert.Equal(before, File.ReadAllText(Blob));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Equal([$"pgmapcheck: {Blob}: there is no such file"], CliRun.Of("check", "--resume", Blob).ErrorLines);

    private static string[] Command(params string[] options) => ["check", "--no-traces", "--jobs", "1", .. options];

    private CliRun Interrupted(params string[] options)
    {
        using var interrupt = new CancellationTokenSource();
        return CliRun.On(
            Counting([], interrupt),
            terminal => terminal with { Interrupted = interrupt.Token },
            Command([.. options, "--blob", Blob])
        );
    }

    // A catalogue that says which of its programs are set up, and interrupts the run while 'large' is searched.
    private static Catalogue Counting(List<string> booted, CancellationTokenSource? interrupt) =>
        TinyKernel.Catalogue with
        {
            Kernels =
            [
                new KernelEntry(
                    "v0.1",
                    "",
                    [
                        .. s_scenarios.Select(name => new Case(
                            "v0.1",
                            name,
                            new ConcurrentProgram(
                                $"v0.1/{name}",
                                machine =>
                                {
                                    booted.Add(name);
                                    TinyKernel.Case(name).Program.Fill(machine);
                                    if (name == "large")
                                    {
                                        interrupt?.Cancel();
                                    }
                                }
                            )
                        )),
                    ],
                    null
                ),
            ],
        };

    private static string Counts(string path) =>
        string.Join(
            '\n',
            JsonNode.Parse(File.ReadAllText(path))!["cases"]!
                .AsArray()
                .Select(entry =>
                    $"{entry!["scenario"]} {entry["verdict"]} {entry["states"]} {entry["transitions"]} "
                    + $"{entry["depth"]} "
                    + string.Join(
                        ';',
                        entry["counterexamples"]!.AsArray().Select(found => $"{found!["property"]} {found["schedule"]}")
                    )
                )
        );
}
