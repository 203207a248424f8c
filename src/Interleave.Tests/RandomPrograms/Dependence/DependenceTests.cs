using FsCheck;
using FsCheck.Fluent;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Reduction;
using Interleave.Search;
using Xunit.Abstractions;

namespace Interleave.Tests.RandomPrograms.Dependence;

/// <summary>
/// What is called independent is: in every state of random programs, on each memory, the steps lead to the same in
/// either order, neither disables or enables the other, and what cannot conflict later cannot either.
/// </summary>
public sealed class DependenceTests(ITestOutputHelper output)
{
    private static readonly int s_programs = Sample.Of(1000);
    private const int MostStates = 300;

    [Fact]
    public void Steps_that_do_not_conflict_commute() =>
        AssertAll(text => FirstUnsoundPair(text, ReductionRules.Sound, false));

    [Fact]
    public void Steps_that_commute_by_value_commute() =>
        AssertAll(text => FirstUnsoundPair(text, ReductionRules.Sound, true));

    [Fact]
    public void What_nobody_will_touch_commutes_with_all_that_comes() =>
        AssertAll(text => FirstUnsoundFuture(text, ReductionRules.Sound, false));

    [Fact]
    public void What_nobody_will_touch_on_a_weak_memory_can_be_done_first() =>
        AssertAll(text => FirstUnsoundFuture(text, ReductionRules.Sound, true));

    [Theory]
    [InlineData("SleepThroughConflicts", false)]
    [InlineData("OverlookResults", true)]
    public void A_dependence_that_is_overlooked_is_noticed(string rule, bool byValue) =>
        Noticing.AssertOften(
            output,
            ProgramGenerator.Terminating,
            text => FirstUnsoundPair(text, BrokenRules.Named(rule).Reduction, byValue) is not null
        );

    [Theory]
    [InlineData("OverlookFutures", false)]
    [InlineData("TrustAnyLock", false)]
    [InlineData("OverlookFutures", true)]
    [InlineData("TrustAnyLock", true)]
    public void A_future_that_is_overlooked_is_noticed(string rule, bool isWeak) =>
        Noticing.AssertOften(
            output,
            ProgramGenerator.Locking,
            text => FirstUnsoundFuture(text, BrokenRules.Named(rule).Reduction, isWeak) is not null
        );

    private static void AssertAll(Func<ProgramText, string?> defect)
    {
        var number = 0;
        Check.One(
            Repeatable.Config(s_programs),
            Prop.ForAll(
                Arb.From(
                    Gen.OneOf(
                        ProgramGenerator.Terminating.Generator,
                        ProgramGenerator.Calling.Generator,
                        ProgramGenerator.Circular.Generator
                    ),
                    ProgramShrinker.Shrink
                ),
                text =>
                {
                    text = text with { Orders = number++ };
                    var found = defect(text);
                    Assert.True(found is null, $"{text}\n{found}");
                }
            )
        );
    }

    // Two fibers whose next steps are called independent, whatever values they meet or where they meet these, and are
    // not.
    private static string? FirstUnsoundPair(ProgramText text, ReductionRules rules, bool byValue)
    {
        var moves = new Moves(text, MemoryModel.Sequential);
        var dependence = new SequentialDependence(
            moves.Sequential,
            new SearchOptions { Rules = new SearchRules { Reduction = rules } }
        );
        foreach (var state in moves.Reachable(MostStates) ?? [])
        {
            for (var a = 0; a < moves.Fibers; a++)
            {
                for (var b = 0; b < moves.Fibers; b++)
                {
                    moves.Restore(state);
                    if (
                        a != b
                        && moves.Of(b).Count > 0
                        && (byValue ? CommuteByValue(a, b) : !rules.AreDependent(moves.StepOf(a), moves.StepOf(b)))
                    )
                    {
                        var isBlocked = moves.Of(a).Count == 0;
                        var (later, sooner) = (moves.Behind(state, b, a), moves.Behind(state, a, b));
                        if (
                            isBlocked
                                ? later.Any(static end => end != "disabled" && !IsViolation(end))
                                : Differ(later, sooner)
                        )
                        {
                            return $"steps of {a} and {b}: {string.Join(" | ", later)} and not {string.Join(" | ", sooner)}";
                        }
                    }
                }
            }
        }

        return null;

        bool CommuteByValue(int a, int b) =>
            moves.StepOf(a).Location >= 0
            && moves.StepOf(a).Location == moves.StepOf(b).Location
            && moves.Of(a).Count > 0
            && dependence.Commute(a, b);
    }

    // Where both are violations either is one.
    private static bool Differ(HashSet<string> later, HashSet<string> sooner) =>
        !later.SetEquals(sooner) && !(later.All(IsViolation) && sooner.All(IsViolation));

    // On a weak memory who comes first allows more.
    private static bool IsMore(HashSet<string> later, HashSet<string> sooner) =>
        !later.IsSubsetOf(sooner) && !(later.All(IsViolation) && sooner.All(IsViolation));

    private static bool IsViolation(string end) => end.Contains(':', StringComparison.Ordinal);

    // A fiber's step that all that another may do is called independent of, and what the other does next is not: or
    // not even called so any more once it has done it.
    private static string? FirstUnsoundFuture(ProgramText text, ReductionRules rules, bool isWeak)
    {
        var moves = new Moves(text, isWeak ? MemoryModel.Weak : MemoryModel.Sequential);
        if (moves.Reachable(MostStates) is not { } states)
        {
            return null;
        }

        var locals = moves.Shown.Locals;
        var basis = new ReductionBasis(locals.Count, locals.Learned.Count, new Footprint(), 0);
        var futures = new MayAccessSets(
            moves.Shown.Machine,
            locals,
            basis,
            true,
            rules,
            isWeak ? AccessConflicts.Weak : AccessConflicts.Sequential
        );
        foreach (var state in states)
        {
            for (var a = 0; a < moves.Fibers; a++)
            {
                for (var b = 0; b < moves.Fibers; b++)
                {
                    moves.Restore(state);
                    if (a != b && moves.Of(a).Count > 0 && moves.Of(b).Count > 0 && AreIndependent(a, b))
                    {
                        var (later, sooner) = (moves.Behind(state, b, a), moves.Behind(state, a, b));
                        if (isWeak ? IsMore(later, sooner) : Differ(later, sooner))
                        {
                            return $"steps of {a} and {b}: {string.Join(" | ", later)} and not {string.Join(" | ", sooner)}";
                        }

                        if (!StaysSo(state, a, b))
                        {
                            return $"the step of {a} is not independent of all that {b} may do";
                        }
                    }
                }
            }
        }

        return null;

        bool AreIndependent(int a, int b)
        {
            var (mine, other) = (moves.LocalOf(a), moves.LocalOf(b));
            return Has(futures.IndependentOf(mine), other)
                && (!isWeak || !moves.StepOf(a).IsFullBarrier || Has(futures.WithoutBarrierFor(mine), other));
        }

        bool StaysSo(int[] state, int a, int b)
        {
            moves.Restore(state);
            foreach (var step in moves.Of(b))
            {
                moves.Restore(state);
                if (moves.Take(step) is null && !AreIndependent(a, b))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private static bool Has(ulong[] set, int local) => (set[local >> 6] >> (local & 63) & 1) != 0;
}
