using PgmapCheck.Commands;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed class ListCommandTests
{
    [Fact]
    public void Everything_that_can_be_named_is_listed()
    {
        var run = CliRun.Of("list");

        Assert.Equal(0, run.Exit);
        Assert.Matches(@"(?m)^v0\.1\+fixes +2 +the first tiny kernel, fixed$", run.Out);
        Assert.Matches(@"(?m)^lost-update +two unlocked increments$", run.Out);
        Assert.Matches(@"(?m)^LOST-WAKEUP +c5d6c45e90c4 +an idle page does not wake its waiter$", run.Out);
    }

    [Theory]
    [InlineData("--kernels", true, false, false)]
    [InlineData("--scenarios", false, true, false)]
    [InlineData("--bugs", false, false, true)]
    public void One_list_can_be_asked_for(string option, bool kernels, bool scenarios, bool bugs)
    {
        var run = CliRun.Of("list", option);

        Assert.Equal(kernels, run.Out.Contains("the second tiny kernel", StringComparison.Ordinal));
        Assert.Equal(scenarios, run.Out.Contains("two unlocked increments", StringComparison.Ordinal));
        Assert.Equal(bugs, run.Out.Contains("LOST-WAKEUP", StringComparison.Ordinal));
    }

    [Fact]
    public void Several_lists_can_be_asked_for()
    {
        var run = CliRun.Of("list", "--bugs", "--operations", "--properties");

        Assert.Contains("LOST-WAKEUP", run.Out, StringComparison.Ordinal);
        Assert.Contains("get_user_pages_fast", run.Out, StringComparison.Ordinal);
        Assert.Contains("an idle page wakes its waiters", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("two unlocked increments", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_model_itself_can_be_listed()
    {
        using var output = new StringWriter();

        Assert.Equal(0, CommandLine.Run(["list"], new Terminal(output, TextWriter.Null)));
        Assert.Contains("v4.18", output.ToString(), StringComparison.Ordinal);
    }
}
