using Interleave.Search;
using PgmapCheck.Cases;
using PgmapCheck.Results;
using PgmapCheck.Runs;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Results;

public sealed class BugLifeTests
{
    private static readonly BugEntry s_bug = new("A-BUG", "what is looked at", null, null)
    {
        Kernels = ["v0.1", "v0.1+upstream", "v0.2", "v0.3", "v0.4"],
        Symptoms = [("update", TinyHistory.IncrementsCount)],
    };

    private static readonly BugEntry s_other = new("OTHER", "breaks the same on another kernel", null, null)
    {
        Kernels = ["v0.9"],
        Symptoms = s_bug.Symptoms,
    };

    [Theory]
    [InlineData("v0.1", "v0.1:broken")]
    [InlineData("v0.1 .. v0.3", "v0.1:broken", "v0.2:broken", "v0.3:broken")]
    [InlineData("v0.1 .. v0.2, gone in v0.8", "v0.1:broken", "v0.2:broken", "v0.8:clean")]
    [InlineData("v0.2, not in v0.0, gone in v0.8", "v0.0:clean", "v0.2:broken", "v0.8:clean", "v0.8.1:clean")]
    [InlineData("v0.1, gone in v0.2; v0.3, not in v0.2", "v0.1:broken", "v0.2:clean", "v0.3:broken")]
    [InlineData("v0.2, could hide in v0.9", "v0.9:broken", "v0.2:broken")]
    [InlineData("v0.2, not known of v0.0", "v0.0:silent", "v0.2:broken")]
    [InlineData("v0.2, not known of v0.3", "v0.2:broken", "v0.3:stopped")]
    [InlineData("v0.1; also in v0.1+upstream", "v0.1:broken", "v0.1+upstream:broken")]
    [InlineData("v0.1+upstream", "v0.0:clean", "v0.1+upstream:broken")]
    public void A_bug_comes_and_goes_by_what_was_found(string expected, params string[] kernels)
    {
        var catalogue = TinyHistory.Of([s_bug, s_other], [.. kernels.Select(Kernel)]);
        var cells = catalogue.Kernels.SelectMany(kernel => kernel.Cases).Select(@case => CellOf(catalogue, @case));
        var history = ReleaseHistory.Of(catalogue, [.. cells]);

        Assert.Equal(expected, new BugLife(history, s_bug).Describe());
    }

    [Fact]
    public void A_bug_that_is_listed_twice_is_one_bug()
    {
        var catalogue = TinyHistory.Of([s_bug, s_bug with { Title = "the same" }], Kernel("v0.1:broken"));

        var history = ReleaseHistory.Of(
            catalogue,
            [.. catalogue.Kernels.Single().Cases.Select(@case => CellOf(catalogue, @case))]
        );

        Assert.Equal("A-BUG", Assert.Single(history.Bugs).Id);
    }

    private static KernelEntry Kernel(string text)
    {
        var (name, form) = (text.Split(':')[0], text.Split(':')[1]);
        return form switch
        {
            "silent" => TinyHistory.Kernel(name, ("another", LostUpdate.FillLocked)),
            "broken" => TinyHistory.Kernel(name, ("update", LostUpdate.Fill)),
            "clean" => TinyHistory.Kernel(name, ("update", LostUpdate.FillLocked)),
            _ => TinyHistory.Kernel(name, ("update", _ => throw new InvalidOperationException(form))),
        };
    }

    private static HistoryCell CellOf(Catalogue catalogue, Case @case)
    {
        using var silence = TextWriter.Null;
        var checker = new CaseChecker(new Terminal(silence, silence), SearchPlan.Proof(SearchBounds.None), null);
        return HistoryCell.Of(@case, checker.Check(@case));
    }
}
