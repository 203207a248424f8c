using System.Diagnostics;
using System.Threading.Tasks;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Robustness;

/// <summary>Outputs that are closed, that are one file, or that a killed run has left.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(">&-", 1, "pgmapcheck: cannot write the standard output (Bad file descriptor)\n", "list", "--kernels")]
    [InlineData(">&-", 1, "pgmapcheck: cannot write the standard output (Bad file descriptor)\n", "--help")]
    [InlineData("2>&-", 1, "", "check", "--kernal")]
    [InlineData(">&- 2>&-", 1, "", "list", "--kernels")]
    [InlineData("<&-", 0, "", "list", "--kernels")]
    public async Task A_closed_descriptor_is_no_crash(string closing, int exit, string error, params string[] args)
    {
        var dll = Path.Combine(AppContext.BaseDirectory, "pgmapcheck.dll");
        using var shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", $"exec dotnet '{dll}' {string.Join(' ', args)} {closing}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var text = shell.StandardError.ReadToEndAsync();
        await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.Equal((exit, error), (shell.ExitCode, await text));
    }

    [Theory]
    [InlineData("--report junit and --report json", "--report", "junit=a", "--report", "json=b/../a")]
    [InlineData("--report json and the blob", "--report", "json=a", "--blob", "link")]
    [InlineData("--report json and the checkpoint", "--report", "json=a.search", "--blob", "a")]
    [InlineData("the scenario and --report json", "x.scenario", "--report", "json=x.scenario")]
    public void Two_outputs_are_not_one_file(string expected, params string[] options)
    {
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("a"));
        _folder.Write("x.scenario", "scenario x\npgmap p fsdax\nthread \"a\"\n  get_dev_pagemap p[0]\n");
        var args = options.Select(option =>
            option.StartsWith('-') ? option
            : option.Contains('=', StringComparison.Ordinal)
                ? option.Replace("=", $"={_folder.Path}/", StringComparison.Ordinal)
            : _folder.File(option)
        );

        var run = CliRun.Of(["check", .. args]);

        Assert.Equal((1, ""), (run.Exit, run.Out));
        Assert.Contains(
            expected.StartsWith("--report junit", StringComparison.Ordinal)
                ? "two reports to"
                : $"{expected} are one file",
            Assert.Single(run.ErrorLines),
            StringComparison.Ordinal
        );
        Assert.StartsWith("scenario x", File.ReadAllText(_folder.File("x.scenario")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_to_the_standard_output_is_all_there_is()
    {
        var run = CliRun.Of("check", "doomed", "--no-traces", "--report", "json=-");

        Assert.Equal(2, run.Exit);
        Assert.Equal("violated", (string)System.Text.Json.Nodes.JsonNode.Parse(run.Out)!["cases"]![0]!["verdict"]!);
        Assert.Contains("BUG: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_killed_run_has_left_is_taken_away_and_nothing_else()
    {
        var file = _folder.File("a.json");
        string[] left = ["a.json.abcdefgh.xyz.tmp", "a.json.search.12345abc.abc.tmp"];
        string[] others = ["a.json.old.tmp", "b.json.abcdefgh.xyz.tmp", "a.json.abcdefgh.xyz"];
        foreach (var name in left.Concat(others).Append("a.json.qqqqqqqq.qqq.tmp"))
        {
            File.SetLastWriteTimeUtc(_folder.Write(name, ""), DateTime.UtcNow.AddMinutes(-1));
        }

        using var writer = new FileStream(_folder.File("a.json.qqqqqqqq.qqq.tmp"), FileMode.Open, FileAccess.Write);
        Assert.Equal(0, CliRun.Of("check", "v0.1/locked-update", "--report", $"json={file}").Exit);

        Assert.Equal(
            [.. others.Append("a.json").Append("a.json.qqqqqqqq.qqq.tmp").Order(StringComparer.Ordinal)],
            _folder.Files()
        );
    }
}
