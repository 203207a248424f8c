using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Tests.RandomPrograms;
using Xunit.Abstractions;

namespace Interleave.Tests.Litmus;

/// <summary>Thousands of random litmus tests: our memories against an independent enumeration, and against each
/// other.</summary>
public sealed class MemoryDifferentialTests(ITestOutputHelper output)
{
    private static readonly int s_programs = Sample.Of(4000);

    [Fact]
    public void Sequential_outcomes_are_those_of_the_enumeration() =>
        ForAll(
            s_programs,
            program =>
                Assert.Equal(StoreBufferOracle.Outcomes(program, false), program.Outcomes(MemoryModel.Sequential))
        );

    [Fact]
    public void Store_buffer_outcomes_are_those_of_the_enumeration() =>
        ForAll(
            s_programs,
            program => Assert.Equal(StoreBufferOracle.Outcomes(program, true), program.Outcomes(MemoryModel.Tso))
        );

    /// <summary>Sequential consistency is one of the ways in which total store order can go, and the weak
    /// memory.</summary>
    [Fact]
    public void Every_memory_has_every_sequential_outcome() =>
        ForAll(
            s_programs,
            program =>
            {
                var sequential = program.Outcomes(MemoryModel.Sequential);
                AssertNone(program, sequential.Except(program.Outcomes(MemoryModel.Tso)));
                AssertNone(program, sequential.Except(program.Outcomes(MemoryModel.Weak)));
            }
        );

    /// <summary>
    /// smp_mb__after_atomic is nothing on total store order, where every atomic operation is a full barrier, and a full
    /// barrier on the weak memory wherever it stands. Directly behind an atomic operation it is one on both.
    /// </summary>
    [Fact]
    public void Where_such_barriers_follow_atomics_the_weak_memory_has_every_outcome_of_total_store_order()
    {
        var (proper, refuted) = (0, 0);
        ForAll(
            s_programs,
            program =>
            {
                var missing = program.Outcomes(MemoryModel.Tso).Except(program.Outcomes(MemoryModel.Weak));
                if (
                    program.Threads.All(static thread =>
                        Enumerable.Range(0, thread.Length).All(i => IsProper(thread, i))
                    )
                )
                {
                    proper++;
                    AssertNone(program, missing);
                }
                else
                {
                    refuted += missing.IsEmpty ? 0 : 1;
                }
            }
        );
        Assert.True(proper > s_programs / 2 && refuted > 0, $"{proper} programs, {refuted} of the others are stronger");

        static bool IsProper(ImmutableArray<Instruction> thread, int i) =>
            thread[i] is not { Kind: OperationKind.Barrier, Barrier: MemoryBarrier.AfterAtomic }
            || (
                i > 0
                && thread[i - 1].Kind
                    is OperationKind.Add
                        or OperationKind.AddUnless
                        or OperationKind.Exchange
                        or OperationKind.CompareExchange
            );
    }

    [Fact]
    public void Full_barriers_everywhere_make_every_memory_sequential() =>
        ForAll(
            s_programs / 2,
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
            s_programs,
            program =>
            {
                Assert.Equal(program.Outcomes(MemoryModel.Weak), program.Outcomes(MemoryModel.Weak, reduces: true));
                var forgetful = LitmusGenerator.WithFewRegisters(program);
                Assert.Equal(forgetful.Outcomes(MemoryModel.Weak), forgetful.Outcomes(MemoryModel.Weak, reduces: true));
            }
        );

    [Theory]
    [InlineData("OverlookFutures")]
    [InlineData("OverlookBarriers")]
    [InlineData("OverlookViews")]
    [InlineData("ForgetWhatOneKnows")]
    public void What_may_not_be_left_out_is_missed(string fault) =>
        Noticing.AssertOften(
            output,
            seed =>
            {
                var program = MessageGenerator.Of(seed);
                return !program
                    .Outcomes(MemoryModel.Weak)
                    .SetEquals(program.Outcomes(MemoryModel.Weak, BrokenRules.Named(fault), true));
            }
        );

    [Fact]
    public void Nothing_is_missed_where_it_matters_who_learns_what() =>
        Assert.All(
            Enumerable.Range(0, s_programs / 4),
            seed =>
            {
                var program = MessageGenerator.Of(seed);
                Assert.Equal(program.Outcomes(MemoryModel.Weak), program.Outcomes(MemoryModel.Weak, reduces: true));
            }
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
        Noticing.AssertOften(
            output,
            seed =>
            {
                var program = LitmusGenerator.Of(seed);
                return !StoreBufferOracle
                    .Outcomes(program, true)
                    .SetEquals(program.Outcomes(MemoryModel.Tso, BrokenRules.Named(fault)));
            }
        );

    [Fact]
    public void Barriers_that_share_nothing_are_noticed() =>
        Noticing.AssertOften(
            output,
            seed =>
            {
                var program = LitmusGenerator.Of(seed);
                return !program
                    .Outcomes(MemoryModel.Sequential)
                    .SetEquals(
                        LitmusGenerator
                            .WithBarriers(program)
                            .Outcomes(MemoryModel.Weak, BrokenRules.Named("ForgetBarriers"))
                    );
            }
        );

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
