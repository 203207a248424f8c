using FsCheck;
using FsCheck.Fluent;
using Interleave.Programs;

namespace Interleave.Tests.RandomPrograms;

/// <summary>The strategies check each other, and the one that remembers nothing checks them all.</summary>
public sealed class DifferentialTests
{
    private const int Programs = 3000;
    private const int MostExecutions = 20_000;

    [Fact]
    public void All_strategies_agree_with_every_schedule() =>
        Compare(
            ProgramGenerator.Terminating,
            (program, naive, plain) =>
            {
                var random = Strategy.Random(program, 1000);
                return Agreement.FirstDifference(program, naive, plain)
                    ?? Agreement.FirstNews(naive, random)
                    ?? Findings.FirstDefect(program, naive, plain, random)
                    ?? Findings.DefectOfCheck(program, plain);
            }
        );

    [Fact]
    public void All_strategies_agree_where_every_state_has_a_property() =>
        Compare(
            ProgramGenerator.WithInvariant,
            (program, naive, plain) =>
            {
                var others = Strategy.Others.Select(strategy => strategy.Explore(program));
                return Agreement.FirstDifference(program, naive, plain)
                    ?? Findings.FirstDefect(program, [naive, plain, .. others])
                    ?? Findings.DefectOfCheck(program, plain);
            }
        );

    [Fact]
    public void All_strategies_agree_where_executions_go_round_in_circles() =>
        Check.One(
            Repeatable.Config(Programs),
            Prop.ForAll(
                ProgramGenerator.Circular,
                text =>
                {
                    var program = text.ToProgram();
                    var plain = Strategy.Plain.Explore(program);
                    var random = Strategy.Random(program, 200);
                    Agree(
                        Agreement.FirstDifference(program, plain, plain)
                            ?? Agreement.FirstNews(plain, random)
                            ?? Findings.FirstDefect(program, plain, random)
                            ?? Findings.DefectOfCheck(program, plain)
                    );
                }
            )
        );

    private static void Compare(
        Arbitrary<ProgramText> programs,
        Func<ConcurrentProgram, Exploration, Exploration, string?> differ
    )
    {
        var tried = 0;
        var kept = 0;
        Check.One(
            Repeatable.Config(Programs),
            Prop.ForAll(
                programs,
                text =>
                {
                    tried++;
                    var program = text.ToProgram();
                    var naive = Strategy.Naive(program, MostExecutions);
                    if (naive.Verdict.Complete)
                    {
                        kept++;
                        Agree(differ(program, naive, Strategy.Plain.Explore(program)));
                    }
                }
            )
        );
        Assert.True(kept * 10 >= tried * 8, $"only {kept} of {tried} programs were small enough");
    }

    private static void Agree(string? difference) => Assert.True(difference is null, difference);
}
