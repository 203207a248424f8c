using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Cases;

public sealed class CaseSelectionTests
{
    [Theory]
    [InlineData("v0.1/locked-update,v0.2/locked-update", "locked-update")]
    [InlineData("v0.2/locked-update", "v0.2")]
    [InlineData("v0.1/locked-update", "v0.1/locked-up")]
    [InlineData("v0.1/locked-update,v0.2/locked-update", "*/locked-*")]
    [InlineData("v0.1/locked-update,v0.2/locked-update", "locked*")]
    [InlineData("v0.1+fixes/locked-update", "v0.1+fixes/locked-update")]
    [InlineData("v0.1+fixes/locked-update", "v0.1+fixes/locked*")]
    [InlineData("v0.1+fixes/locked-update", "locked-update", "--fixed")]
    [InlineData("v0.1+fixes/locked-update", "--fixed", "--kernel", "v0.1", "--scenario", "locked-update")]
    [InlineData("v0.2/locked-update", "--kernel", "v0.2")]
    [InlineData("v0.1+fixes/locked-update", "--kernel", "v0.1+fixes", "--scenario", "locked-update")]
    [InlineData("v0.1/locked-update,v0.2/locked-update", "--scenario", "locked-update")]
    [InlineData(
        "v0.1/locked-update,v0.2/locked-update",
        "--kernel",
        "v0.1",
        "--kernel",
        "v0.2",
        "--scenario",
        "locked-update"
    )]
    public void Cases_are_chosen_by_name(string expected, params string[] args)
    {
        var run = CliRun.Of(["check", .. args]);

        var names = run
            .OutLines.Where(line => line.Contains(" states ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0]);
        Assert.Equal(expected.Split(','), names);
        Assert.Equal(0, run.Exit);
    }

    [Theory]
    [InlineData(
        "no case matches 'nothing' (cases are called KERNEL/SCENARIO); 'pgmapcheck list --scenarios' shows all 15",
        "nothing"
    )]
    [InlineData(
        "no case matches 'v0.1/lost-updat3' (cases are called KERNEL/SCENARIO); did you mean lost-update? '",
        "v0.1/lost-updat3"
    )]
    [InlineData("no case matches 'v9/*'", "v9/*")]
    [InlineData("no kernel is called 'v9'; there are: v0.1, v0.1+fixes, v0.2", "--kernel", "v9")]
    [InlineData("no scenario is called 'x'; 'pgmapcheck list --scenarios' shows all 15", "--scenario", "x")]
    [InlineData("no scenario is called 'PUT'; did you mean ", "--scenario", "PUT")]
    [InlineData("doomed does not run on v0.2", "--kernel", "v0.2", "--scenario", "doomed")]
    [InlineData("v0.2 has no fixed form", "--kernel", "v0.2", "--fixed")]
    public void Unknown_names_get_one_line_that_says_what_there_is(string expected, params string[] args)
    {
        var run = CliRun.Of(["check", .. args]);

        Assert.Equal(1, run.Exit);
        Assert.Equal("", run.Out);
        Assert.Single(run.ErrorLines);
        Assert.StartsWith("pgmapcheck: " + expected, run.ErrorLines[0], StringComparison.Ordinal);
    }
}
