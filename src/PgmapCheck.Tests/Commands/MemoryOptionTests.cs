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
