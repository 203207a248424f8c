using System.Text.Json;
using System.Threading;
using System.Xml.Linq;
using Interleave.Programs;
using PgmapCheck.Cases;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed class ReportOptionTests
{
    private const string Forms =
        "expected one of junit=FILE, json=FILE, sarif=FILE, markdown=FILE, html=FILE, litmus=FILE, mail=FILE, "
        + "github=FILE, github";

    [Fact]
    public void One_run_writes_every_format()
    {
        using var folder = new TemporaryFolder();
        string[] formats = ["junit", "json", "sarif", "markdown", "html", "litmus", "mail", "github"];

        var run = CliRun.Of([
            "check",
            "put-vs-wait",
            "v0.1/locked-update",
            "--traces",
            folder.File("traces"),
            .. formats.SelectMany(format => new[] { "--report", $"{format}={folder.File($"made/{format}")}" }),
        ]);

        Assert.Equal((2, ""), (run.Exit, run.Error));
        Assert.DoesNotContain("::error", run.Out, StringComparison.Ordinal);
        Assert.Equal(formats.Order(), Directory.GetFiles(folder.File("made")).Select(Path.GetFileName).Order());
        var failure = XDocument.Load(folder.File("made/junit")).Descendants("failure").Single();
        Assert.Equal("every waiter is woken", (string)failure.Attribute("type")!);
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("made/json")));
        var found = json.RootElement.GetProperty("cases")[1].GetProperty("counterexamples")[0];
        Assert.Equal(0, CliRun.Of("replay", found.GetProperty("trace").GetString()!).Exit);
        Assert.Contains("\"2.1.0\"", File.ReadAllText(folder.File("made/sarif")), StringComparison.Ordinal);
        Assert.Contains("```text\nBUG: ", File.ReadAllText(folder.File("made/markdown")), StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>\n", File.ReadAllText(folder.File("made/html")), StringComparison.Ordinal);
        Assert.StartsWith("::error title=", File.ReadAllText(folder.File("made/github")), StringComparison.Ordinal);
    }

    [Fact]
    public void Workflow_commands_need_no_file_and_the_last_line_stays_the_last()
    {
        using var folder = new TemporaryFolder();
        var summary = folder.Write("summary", "before\n");

        var run = CliRun.On(
            terminal => terminal with { StepSummary = summary },
            "check",
            "put-vs-wait",
            "never-contended",
            "--no-traces",
            "--quiet",
            "--report",
            "github"
        );

        Assert.Single(
            run.OutLines,
            line => line.StartsWith("::error title=v0.1/put-vs-wait%3A ", StringComparison.Ordinal)
        );
        Assert.Contains(
            "::warning title=v0.1/never-contended%3A never reached::a thread finds the lock taken",
            run.OutLines
        );
        Assert.Equal("exit 2: a property was violated", run.OutLines[^1]);
        Assert.StartsWith(
            "before\n## pgmapcheck: a property was violated\n",
            File.ReadAllText(summary),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_summary_is_written_only_for_the_github_report()
    {
        using var folder = new TemporaryFolder();

        CliRun.On(
            terminal => terminal with { StepSummary = folder.File("summary") },
            "check",
            "v0.1/locked-update",
            "--report",
            $"json={folder.File("a.json")}"
        );

        Assert.Equal([folder.File("a.json")], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void What_cannot_be_written_is_named_and_stops_no_other()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "");
        Directory.CreateDirectory(folder.File("directory"));

        var run = CliRun.Of(
            "check",
            "v0.1/locked-update",
            "--report",
            $"junit={file}/a.xml",
            "--report",
            $"json={folder.File("a.json")}",
            "--report",
            $"markdown={folder.File("directory")}"
        );

        Assert.Equal(1, run.Exit);
        Assert.Equal(2, run.ErrorLines.Count);
        Assert.StartsWith(
            $"pgmapcheck: cannot write the report '{file}/a.xml' (",
            run.ErrorLines[0],
            StringComparison.Ordinal
        );
        Assert.Equal(
            $"pgmapcheck: cannot write the report '{folder.File("directory")}' (it is a directory)",
            run.ErrorLines[1]
        );
        Assert.Equal("exit 1: not done as asked, see the message", run.OutLines[^1]);
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("a.json")));
        Assert.Equal(1, json.RootElement.GetProperty("exitCode").GetInt32()); // the file says what the process says
        // nothing temporary is left
        Assert.Equal([folder.File("a.json"), file], Directory.GetFiles(folder.Path).Order());
    }

    [Fact]
    public void An_interrupted_run_is_reported_as_incomplete()
    {
        using var folder = new TemporaryFolder();
        using var interrupt = new CancellationTokenSource();
        var locked = TinyKernel.Case("locked-update").Program;
        var program = new ConcurrentProgram(
            "v0.1/locked-update",
            machine =>
            {
                locked.Fill(machine);
                interrupt.Cancel();
            }
        );
        var catalogue = TinyKernel.Catalogue with
        {
            Kernels =
            [
                new KernelEntry(
                    "v0.1",
                    "",
                    [new Case("v0.1", "locked-update", program), TinyKernel.Case("large")],
                    null
                ),
            ],
        };

        var run = CliRun.On(
            catalogue,
            terminal => terminal with { Interrupted = interrupt.Token },
            "check",
            "--jobs",
            "1",
            "--report",
            $"json={folder.File("a.json")}",
            "--report",
            $"junit={folder.File("a.xml")}"
        );

        Assert.Equal(4, run.Exit);
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("a.json")));
        Assert.False(json.RootElement.GetProperty("complete").GetBoolean());
        Assert.Equal("v0.1/large", json.RootElement.GetProperty("notBegun")[0].GetString());
        Assert.Contains(
            XDocument.Load(folder.File("a.xml")).Descendants("error"),
            error => (string)error.Attribute("message")! == "not begun: the run was interrupted"
        );
    }

    [Fact]
    public void An_old_report_is_replaced()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.md", "old");

        CliRun.Of("check", "v0.1/locked-update", "--report", $"markdown={file}");

        Assert.StartsWith("## pgmapcheck: all held\n", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Forms + "; found 'pdf=a'", "pdf=a")]
    [InlineData(Forms + "; found 'json'", "json")]
    [InlineData(Forms + "; found 'json='", "json=")]
    [InlineData("two reports to './a'", "json=a", "junit=./a")]
    [InlineData("two reports to the standard output", "github", "github")]
    public void A_wrong_report_is_refused_before_anything_is_checked(string expected, params string[] reports)
    {
        var run = CliRun.Of([
            "check",
            "v0.1/locked-update",
            .. reports.SelectMany(report => new[] { "--report", report }),
        ]);

        Assert.Equal(1, run.Exit);
        Assert.Equal("", run.Out);
        Assert.Equal([$"pgmapcheck: --report: {expected}"], run.ErrorLines);
    }
}
