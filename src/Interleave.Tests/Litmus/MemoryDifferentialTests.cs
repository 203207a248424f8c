using System.Collections.Immutable;
using Interleave.Execution.States;
using Interleave.Memory;

namespace Interleave.Tests.Litmus;

/// <summary>Thousands of random litmus tests: our memories against an independent enumeration, and against each
/// other.</summary>
public sealed class MemoryDifferentialTests
{
    private const int Programs = 4000;

    [Fact]
    public void Sequential_outcomes_are_those_of_the_enumeration() =>
        ForAll(
            Programs,
            program =>
                Assert.Equal(StoreBufferOracle.Outcomes(program, false), program.Outcomes(MemoryModel.Sequential))
        );

    [Fact]
    public void Store_buffer_outcomes_are_those_of_the_enumeration() =>
        ForAll(
            Programs,
            program => Assert.Equal(StoreBufferOracle.Outcomes(program, true), program.Outcomes(MemoryModel.Tso))
        );

    [Fact]
    public void A_weaker_memory_has_every_outcome_of_a_stronger_one() =>
        ForAll(
            Programs,
            program =>
            {
                var tso = program.Outcomes(MemoryModel.Tso);
                AssertNone(program, program.Outcomes(MemoryModel.Sequential).Except(tso));
                AssertNone(program, tso.Except(program.Outcomes(MemoryModel.Weak)));
            }
        );

    [Fact]
    public void Full_barriers_everywhere_make_every_memory_sequential() =>
        ForAll(
            Programs / 2,
            program =>
            {
                var (sequential, ordered) = (
                    program.Outcomes(MemoryModel.Sequential),
                    LitmusGenerator.WithBarriers(program)
                );
                Assert.Equal(sequential, ordered.Outcomes(MemoryModel.Tso));
                Assert.Equal(sequential, ordered.Outcomes(MemoryModel.Weak));
            }
        );

    [Fact]
    public void What_a_search_of_a_weak_memory_leaves_out_changes_no_outcome() =>
        ForAll(
            Programs,
            program =>
            {
                Assert.Equal(program.Outcomes(MemoryModel.Weak), program.Outcomes(MemoryModel.Weak, reduces: true));
                var forgetful = LitmusGenerator.WithFewRegisters(program);
                Assert.Equal(forgetful.Outcomes(MemoryModel.Weak), forgetful.Outcomes(MemoryModel.Weak, reduces: true));
            }
        );

    [Theory]
    [InlineData("OverlookFutures", 100)]
    [InlineData("OverlookBarriers", 5)]
    [InlineData("OverlookViews", 1)]
    [InlineData("ForgetWhatOneKnows", 3)]
    public void What_may_not_be_left_out_is_missed(string fault, int enough) =>
        Assert.Equal(
            enough,
            Enumerable
                .Range(0, Programs)
                .Where(seed =>
                {
                    var program = LitmusGenerator.WithFewRegisters(LitmusGenerator.Of(seed));
                    return !program
                        .Outcomes(MemoryModel.Weak)
                        .SetEquals(program.Outcomes(MemoryModel.Weak, Enum.Parse<SeededFault>(fault), true));
                })
                .Take(enough)
                .Count()
        );

    /// <summary>Otherwise the comparisons would compare nothing.</summary>
    [Fact]
    public void The_programs_tell_the_memories_apart()
    {
        var (onlyTso, onlyWeak) = (0, 0);
        ForAll(
            500,
            program =>
            {
                var tso = program.Outcomes(MemoryModel.Tso).Count;
                onlyTso += tso > program.Outcomes(MemoryModel.Sequential).Count ? 1 : 0;
                onlyWeak += program.Outcomes(MemoryModel.Weak).Count > tso ? 1 : 0;
            }
        );
        Assert.True(onlyTso > 20 && onlyWeak > 50, $"{onlyTso} and {onlyWeak} of 500");
    }

    [Theory]
    [InlineData("PassStoreBuffer")]
    [InlineData("ForgetOwnStores")]
    public void A_broken_store_buffer_is_noticed(string fault) =>
        Assert.Contains(
            Enumerable.Range(0, 200),
            seed =>
            {
                var program = LitmusGenerator.Of(seed);
                return !StoreBufferOracle
                    .Outcomes(program, true)
                    .SetEquals(program.Outcomes(MemoryModel.Tso, Enum.Parse<SeededFault>(fault)));
            }
        );

    [Fact]
    public void Barriers_that_share_nothing_are_noticed() =>
        Assert.Contains(
            Enumerable.Range(0, 200),
            seed =>
            {
                var program = LitmusGenerator.Of(seed);
                return !program
                    .Outcomes(MemoryModel.Sequential)
                    .SetEquals(
                        LitmusGenerator.WithBarriers(program).Outcomes(MemoryModel.Weak, SeededFault.ForgetBarriers)
                    );
            }
        );

    [Fact]
    public void An_acquire_that_learns_nothing_is_noticed()
    {
        var program = LitmusProgram.Parse("x=1; y=1:release | r0=y:acquire; r1=x");

        Assert.DoesNotContain("1:r0=1 1:r1=0 x=1 y=1", program.Outcomes(MemoryModel.Weak));
        Assert.Contains("1:r0=1 1:r1=0 x=1 y=1", program.Outcomes(MemoryModel.Weak, SeededFault.AcquireNothing));
    }

    private static void AssertNone(LitmusProgram program, ImmutableSortedSet<string> missing) =>
        Assert.True(missing.IsEmpty, $"{program}: no {string.Join(", nor ", missing)}");

    private static void ForAll(int count, Action<LitmusProgram> check)
    {
        for (var seed = 0; seed < count; seed++)
        {
            check(LitmusGenerator.Of(seed));
        }
    }
}
