using PgmapCheck.Cases;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

/// <summary><c>check --memory</c>: what is found on which memory, how it is shown, and that it can be
/// replayed.</summary>
public sealed class MemoryOptionTests
{
    [Theory]
    [InlineData("store-buffering", "sc", 0)]
    [InlineData("store-buffering", "tso", 2)]
    [InlineData("store-buffering", "weak", 2)]
    [InlineData("message", "sc", 0)]
    [InlineData("message", "tso", 0)]
    [InlineData("message", "weak", 2)]
    public void A_race_of_memory_order_is_found_where_memory_has_it(string scenario, string memory, int exit) =>
        Assert.Equal(exit, Check(scenario, "--memory", memory, "--no-traces").Exit);

    [Fact]
    public void The_verdict_and_its_meaning_name_the_memory()
    {
        var run = Check("message", "--memory", "tso", "--no-traces");

        Assert.Contains("proved (under tso)", run.Out, StringComparison.Ordinal);
        Assert.Contains("total store order (x86)", run.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("sequential", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_proof_on_the_weak_memory_says_that_load_buffering_is_left_out() =>
        Assert.Contains(
            "loads that are done after later stores (load buffering)",
            PgmapCheck.Results.MemoryWords.Meaning(Interleave.Memory.MemoryModel.Weak),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("store-buffering", "weak", 2)]
    [InlineData("load-buffering", "weak", 0)]
    [InlineData("load-buffering", "tso", 0)]
    public void Load_buffering_is_not_found_unless_it_is_asked_for(string scenario, string memory, int exit) =>
        Assert.Equal(exit, Check(scenario, "--memory", memory, "--no-traces").Exit);

    [Fact]
    public void With_load_buffering_a_step_is_taken_before_an_earlier_load_and_the_trace_is_replayed()
    {
        using var folder = new TemporaryFolder();
        var run = Check("load-buffering", "--memory", "weak", "--load-buffering", "--traces", folder.Path);
        var trace = Assert.Single(Directory.GetFiles(folder.Path, "*.trace", SearchOption.AllDirectories));

        Assert.Equal(2, run.Exit);
        Assert.EndsWith(".load-buffering.trace", trace, StringComparison.Ordinal);
        Assert.Contains("both answered each other", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, CliRun.On(StoreBuffering.Catalogue, static terminal => terminal, "replay", trace).Exit);
    }

    [Fact]
    public void A_proof_with_load_buffering_does_not_leave_it_out()
    {
        var run = Check("message", "--memory", "tso", "--no-traces");
        var meaning = PgmapCheck.Results.MemoryWords.Meaning(Interleave.Memory.MemoryModel.LoadBuffering);

        Assert.Contains("with load buffering", meaning, StringComparison.Ordinal);
        Assert.DoesNotContain("loads that are done after", meaning, StringComparison.Ordinal);
        Assert.DoesNotContain("load buffering", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sc")]
    [InlineData("tso")]
    public void Load_buffering_needs_the_weak_memory(string memory)
    {
        var run = Check("message", "--memory", memory, "--load-buffering", "--no-traces");

        Assert.Equal(1, run.Exit);
        Assert.Contains("--load-buffering is about --memory weak: give both", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_names_the_memory()
    {
        using var folder = new TemporaryFolder();
        var report = Path.Combine(folder.Path, "report.json");
        Check("message", "--memory", "weak", "--no-traces", "--report", $"json={report}");

        Assert.Contains("\"memory\": \"weak\"", File.ReadAllText(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("store-buffering", "tso", "(in its store buffer)", "reaches memory")]
    [InlineData("message", "weak", "data is 0 (an old value)", "flag is 1")]
    public void A_trace_says_what_memory_did_and_is_replayed(string scenario, string memory, string effect, string step)
    {
        using var folder = new TemporaryFolder();
        var run = Check(scenario, "--memory", memory, "--traces", folder.Path);
        var trace = Assert.Single(Directory.GetFiles(folder.Path, "*.trace", SearchOption.AllDirectories));
        var drawn = string.Join(' ', run.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        Assert.EndsWith($".{memory}.trace", trace, StringComparison.Ordinal);
        Assert.Contains($"schedule: {memory} ", File.ReadAllText(trace), StringComparison.Ordinal);
        Assert.Contains(effect, File.ReadAllText(trace), StringComparison.Ordinal);
        Assert.Contains(step, File.ReadAllText(trace), StringComparison.Ordinal);
        Assert.Contains(step, drawn, StringComparison.Ordinal);
        Assert.Equal(0, CliRun.On(StoreBuffering.Catalogue, static terminal => terminal, "replay", trace).Exit);
    }

    [Theory]
    [InlineData("tso")]
    [InlineData("weak")]
    public void Every_report_can_be_written(string memory)
    {
        using var folder = new TemporaryFolder();
        string[] formats = ["json", "html", "sarif", "junit", "markdown", "github", "litmus"];
        var run = Check(
            "",
            [
                "--memory",
                memory,
                "--no-traces",
                .. formats.SelectMany(format =>
                    (string[])["--report", $"{format}={Path.Combine(folder.Path, format)}"]
                ),
            ]
        );

        Assert.Equal(2, run.Exit);
        Assert.All(formats, format => Assert.NotEqual(0, new FileInfo(Path.Combine(folder.Path, format)).Length));
    }

    [Fact]
    public void A_shard_carries_it()
    {
        using var folder = new TemporaryFolder();
        var blob = Path.Combine(folder.Path, "shard.json");
        Check("", "--memory", "tso", "--no-traces", "--blob", blob);
        var merged = CliRun.On(
            StoreBuffering.Catalogue,
            static terminal => terminal,
            "merge-reports",
            folder.Path,
            "--no-traces"
        );

        Assert.Equal(2, merged.Exit);
        Assert.Contains("(under tso)", merged.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bug_is_known_by_what_it_breaks_on_this_memory_alone()
    {
        using var folder = new TemporaryFolder();
        var run = CliRun.On(
            Catalogue.Known,
            static terminal => terminal,
            "check",
            "v5.18/private-insert-vs-insert",
            "--memory",
            "tso",
            "--traces",
            folder.Path
        );
        var traces = Directory.GetFiles(folder.Path, "*.trace", SearchOption.AllDirectories);
        var again = CliRun.On(Catalogue.Known, static terminal => terminal, ["replay", .. traces]);

        Assert.Equal(3, traces.Length);
        Assert.All(
            [run.Out, again.Out],
            text =>
            {
                Assert.Contains("Violated: no reference count goes below zero", text, StringComparison.Ordinal);
                Assert.Equal(2, text.Split("Known as DP-ZEROREF").Length - 1);
                Assert.DoesNotContain("Not in the catalogue", text, StringComparison.Ordinal);
            }
        );
    }

    private static CliRun Check(string scenario, params string[] args) =>
        CliRun.On(
            StoreBuffering.Catalogue,
            static terminal => terminal,
            ["check", .. scenario == "" ? [] : (string[])["--scenario", scenario], .. args]
        );
}
