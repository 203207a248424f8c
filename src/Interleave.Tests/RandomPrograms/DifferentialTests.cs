using FsCheck;
using FsCheck.Fluent;
using Interleave.Memory;
using Interleave.Tests.RandomPrograms.Reference;

namespace Interleave.Tests.RandomPrograms;

/// <summary>
/// The strategies agree with an interpreter that shares no code with the engine, and what they find keeps its promises.
/// </summary>
public sealed class DifferentialTests
{
    private static readonly int s_programs = Sample.Of(1000);
    private const int MostStates = 5000;
    private const int MostExecutions = 5000;

    // Every schedule is run of one program in so many.
    private const int OneIn = 4;

    [Fact]
    public void All_strategies_agree_with_the_reference() => Compare(ProgramGenerator.Terminating, 1000);

    [Fact]
    public void All_strategies_agree_where_every_state_has_a_property() =>
        Compare(ProgramGenerator.WithInvariant, 1000);

    [Fact]
    public void All_strategies_agree_where_executions_go_round_in_circles() => Compare(ProgramGenerator.Circular, 200);

    private static void Compare(Arbitrary<ProgramText> programs, int depth)
    {
        var (tried, kept, naivelyTried, naivelyKept) = (0, 0, 0, 0);
        Check.One(
            Repeatable.Config(s_programs),
            Prop.ForAll(
                programs,
                text =>
                {
                    tried++;
                    if (ReferenceSearch.Explore(text, MemoryModel.Sequential, MostStates) is not { } reference)
                    {
                        return;
                    }

                    kept++;
                    var program = text.ToProgram();
                    var plain = Strategy.Plain.Explore(program);
                    var random = Strategy.Random(program, depth);
                    Agree(
                        text,
                        Agreement.FirstDifference(program, reference, plain)
                            ?? Agreement.FirstNews(reference, random)
                            ?? Findings.FirstDefect(program, plain, random)
                            ?? Findings.DefectOfCheck(program, plain)
                    );
                    if (programs != ProgramGenerator.Circular && kept % OneIn == 0)
                    {
                        naivelyTried++;
                        var naive = Strategy.Naive(program, MostExecutions);
                        naivelyKept += naive.Verdict.Complete ? 1 : 0;
                        Agree(
                            text,
                            naive.Verdict.Complete
                                ? Agreement.Difference(reference, naive) ?? Findings.FirstDefect(program, naive)
                                : Agreement.FirstNews(reference, naive)
                        );
                    }
                }
            )
        );
        Assert.True(kept * 10 >= tried * 9, $"only {kept} of {tried} programs were small enough");
        Assert.True(naivelyKept * 10 >= naivelyTried * 7, $"only {naivelyKept} of {naivelyTried} had few schedules");
    }

    private static void Agree(ProgramText text, string? difference) =>
        Assert.True(difference is null, $"{text}\n{difference}");
}
