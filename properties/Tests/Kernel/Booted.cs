using Interleave;
using Interleave.Programs;
using Interleave.Search;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests.Kernel;

/// <summary>Small programs on a booted kernel without the protocol's properties: the test states its own.</summary>
internal static class Booted
{
    /// <summary>
    /// Checks every interleaving of what <paramref name="setUp"/> starts. It takes every step, so that one violation
    /// cannot hide another.
    /// </summary>
    public static Verdict Check(Action<Linux> setUp)
    {
        var program = new ConcurrentProgram(
            "primitive",
            machine => setUp(new Linux(machine, KnownReleases.V4_18, new Hardware()))
        );
        var verdict = Checker.Check(program, new SearchOptions { SleepSets = false });
        Assert.Null(verdict.Incomplete);
        return verdict;
    }

    /// <summary>Nothing is violated, and everything that should happen sometimes does.</summary>
    public static void AssertProved(Verdict verdict)
    {
        Assert.Empty(verdict.Counterexamples.Select(c => c.Violation));
        Assert.Empty(verdict.NeverReached);
    }

    /// <summary>Just this is violated, and everything that should happen sometimes does.</summary>
    public static void AssertViolates(Verdict verdict, params ReadOnlySpan<string> properties)
    {
        Assert.Equal(properties.ToArray().Order(), verdict.Counterexamples.Select(c => c.Violation.Property).Order());
        Assert.Empty(verdict.NeverReached);
    }
}
