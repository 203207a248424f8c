using System.Text.Json;
using PgmapCheck.Cases;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed class CoverageTests
{
    [Fact]
    public void What_never_held_is_reported_and_fails_the_run()
    {
        var run = CliRun.Of("check", "v0.1/never-contended", "--coverage", "--no-traces");

        Assert.Equal(6, run.Exit);
        Assert.Contains("    v0.1/never-contended: a thread finds the lock taken", run.OutLines);
    }

    [Fact]
    public void Without_the_switch_nothing_is_said() =>
        Assert.DoesNotContain(
            "Coverage",
            CliRun.Of("check", "v0.1/locked-update", "--no-traces").Out,
            StringComparison.Ordinal
        );

    [Fact]
    public void Threads_keep_nothing_to_read_it_from()
    {
        var run = CliRun.Of("check", "v0.1/locked-update", "--coverage", "--engine", "threads");

        Assert.Equal(1, run.Exit);
        Assert.StartsWith(
            "pgmapcheck: --coverage needs a search",
            Assert.Single(run.ErrorLines),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Functions_of_a_kernel_are_entered_or_not()
    {
        using var folder = new TemporaryFolder();
        CliRun.On(
            Catalogue.Known,
            terminal => terminal,
            [
                "check",
                "v4.18/release-pages-vs-truncate",
                "--coverage",
                "--no-traces",
                "--report",
                $"json={folder.File("run.json")}",
            ]
        );

        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("run.json")));
        var coverage = json.RootElement.GetProperty("coverage");
        var entered = Names(coverage, "entered");
        var never = Names(coverage, "neverEntered");
        Assert.Contains("release_pages", entered);
        Assert.Contains("get_dev_pagemap", never);
        Assert.Empty(Names(coverage, "entered", "routine").Intersect(Names(coverage, "neverEntered", "routine")));
        Assert.Equal(entered, Names(json.RootElement.GetProperty("cases")[0].GetProperty("coverage"), "entered"));
        Assert.Equal(0, coverage.GetProperty("casesMissing").GetInt32());
    }

    // v4.18's release_pages reads the static key; with the key off it goes another way, which this one scenario does
    // not show.
    [Fact]
    public void Branches_that_nobody_took_are_named()
    {
        var run = CliRun.On(
            Catalogue.Known,
            terminal => terminal,
            ["check", "v4.18/release-pages-vs-truncate", "--coverage", "--no-traces"]
        );
        var never = run
            .OutLines.SkipWhile(line => !line.StartsWith("  Branches never taken", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal))
            .ToArray();

        Assert.NotEmpty(never);
        Assert.Equal(never.Order(StringComparer.Ordinal), never);
        Assert.Matches(@"\d+ of \d+ branches taken", run.Out);
    }

    private static string[] Names(JsonElement coverage, string property, string field = "name") =>
        [
            .. coverage
                .GetProperty(property)
                .EnumerateArray()
                .Select(function => function.GetProperty(field).GetString()!),
        ];
}
