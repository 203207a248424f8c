using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace Interleave.Tests.RandomPrograms;

/// <summary>A comparison that the engine passes must fail an engine that is wrong, and not by luck.</summary>
internal static class Noticing
{
    /// <summary>How many programs there are at most.</summary>
    public const int Programs = 4000;

    /// <summary>How many of them must fail.</summary>
    public const int Enough = 20;

    /// <summary>Random programs until enough have failed.</summary>
    public static void AssertOften(
        ITestOutputHelper output,
        Arbitrary<ProgramText> programs,
        Func<ProgramText, bool> fails
    )
    {
        var (tried, failed) = (0, 0);
        Check.One(
            Repeatable.Config(Programs),
            Prop.ForAll(
                programs.Generator.ToArbitrary(), // what is not noticed is not to be made smaller
                text =>
                {
                    if (failed < Enough)
                    {
                        tried++;
                        failed += fails(text) ? 1 : 0;
                    }
                }
            )
        );
        Report(output, tried, failed);
    }

    /// <summary>Programs with a number until enough have failed.</summary>
    public static void AssertOften(ITestOutputHelper output, Func<int, bool> fails)
    {
        var (tried, failed) = (0, 0);
        while (tried < Programs && failed < Enough)
        {
            failed += fails(tried++) ? 1 : 0;
        }

        Report(output, tried, failed);
    }

    private static void Report(ITestOutputHelper output, int tried, int failed)
    {
        output.WriteLine($"noticed by {failed} of the first {tried} programs");
        Assert.True(failed == Enough, $"noticed by {failed} of {tried} programs");
    }
}
