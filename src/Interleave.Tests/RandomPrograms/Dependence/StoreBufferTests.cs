using FsCheck;
using FsCheck.Fluent;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Reduction;
using Interleave.Schedules;
using Interleave.Search;
using Xunit.Abstractions;

namespace Interleave.Tests.RandomPrograms.Dependence;

/// <summary>
/// Under total store order, in every state of random programs: the steps that are said to be enough lead to the same
/// before and after whatever else can be done, and are enough after it, too.
/// </summary>
public sealed class StoreBufferTests(ITestOutputHelper output)
{
    private static readonly int s_programs = Sample.Of(1000);
    private const int MostStates = 200;

    [Fact]
    public void Steps_that_are_enough_commute_with_all_others()
    {
        var (number, pairs) = (0, 0);
        Check.One(
            Repeatable.Config(s_programs),
            Prop.ForAll(
                Arb.From(
                    Gen.OneOf(
                        ProgramGenerator.Ordering.Generator,
                        ProgramGenerator.Locking.Generator,
                        ProgramGenerator.Circular.Generator
                    ),
                    ProgramShrinker.Shrink
                ),
                text =>
                {
                    text = text with { Orders = number++ };
                    var found = FirstUnsound(text, new AnyStep(), ref pairs);
                    Assert.True(found is null, $"{text}\n{found}");
                }
            )
        );
        output.WriteLine($"{pairs} pairs of steps");
        Assert.True(pairs > s_programs);
    }

    [Fact]
    public void Independent_steps_commute()
    {
        var (number, pairs) = (0, 0);
        Check.One(
            Repeatable.Config(s_programs),
            Prop.ForAll(
                Arb.From(
                    Gen.OneOf(ProgramGenerator.Ordering.Generator, ProgramGenerator.Locking.Generator),
                    ProgramShrinker.Shrink
                ),
                text =>
                {
                    text = text with { Orders = number++ };
                    var found = FirstDependentPair(text, ReductionRules.Sound, ref pairs);
                    Assert.True(found is null, $"{text}\n{found}");
                }
            )
        );
        output.WriteLine($"{pairs} pairs of steps");
        Assert.True(pairs > s_programs);
    }

    [Fact]
    public void A_dependence_that_is_overlooked_is_noticed()
    {
        var (number, pairs) = (0, 0);
        Noticing.AssertOften(
            output,
            ProgramGenerator.Ordering,
            text =>
                FirstDependentPair(
                    text with
                    {
                        Orders = number++,
                    },
                    BrokenRules.Named("SleepThroughConflicts").Reduction,
                    ref pairs
                )
                    is not null
        );
    }

    [Theory]
    [InlineData("OverlookFutures")]
    [InlineData("TrustAnyLock")]
    [InlineData("TakeAllForBuffered")]
    [InlineData("OverlookWaitingStores")]
    [InlineData("OverlookReaders")]
    public void A_rule_that_is_broken_is_noticed(string rule)
    {
        var (number, pairs) = (0, 0);
        Noticing.AssertOften(
            output,
            rule == "TrustAnyLock" ? ProgramGenerator.Locking : ProgramGenerator.Ordering,
            text =>
                FirstUnsound(text with { Orders = number++ }, BrokenRules.Named(rule).Reduction, ref pairs) is not null
        );
    }

    private static string? FirstDependentPair(ProgramText text, ReductionRules rules, ref int pairs)
    {
        var moves = new Moves(text, MemoryModel.Tso);
        var sleepSets = new TsoSleepSets(moves.StoreBuffers, false, rules);
        foreach (var state in moves.Reachable(MostStates) ?? [])
        {
            moves.Restore(state);
            var steps = Enumerable.Range(0, moves.Fibers).SelectMany(moves.Of).ToArray();
            foreach (var a in steps)
            {
                foreach (var b in steps.Where(b => b.Fiber > a.Fiber))
                {
                    moves.Restore(state);
                    if (sleepSets.AreIndependent(a, b))
                    {
                        pairs++;
                        var (one, other) = (Behind(moves, state, a, b), Behind(moves, state, b, a));
                        if (one != other && !(IsViolation(one) && IsViolation(other)))
                        {
                            return $"{a} and {b}: {one} and not {other}";
                        }
                    }
                }
            }
        }

        return null;
    }

    private static string Behind(Moves moves, int[] state, ScheduledStep first, ScheduledStep second)
    {
        moves.Restore(state);
        return moves.Take(first) is { } violation ? $"{violation.Kind}: {violation.Property}"
            : !moves.Of(second.Fiber).Contains(second) ? "disabled"
            : moves.Take(second) is { } later ? $"{later.Kind}: {later.Property}"
            : moves.Key();
    }

    private static string? FirstUnsound(ProgramText text, ReductionRules rules, ref int pairs)
    {
        var moves = new Moves(text, MemoryModel.Tso);
        if (moves.Reachable(MostStates) is not { } states)
        {
            return null;
        }

        var locals = moves.Shown.Locals;
        var basis = new ReductionBasis(locals.Count, locals.Learned.Count, new Footprint(), 0);
        var mayAccess = new MayAccessSets(moves.Shown.Machine, locals, basis, true, rules, AccessConflicts.Tso);
        var candidates = new PersistentCandidates(moves.Shown, mayAccess, basis.Visible, rules);
        var persistent = new TsoPersistentSteps(moves.StoreBuffers, candidates, rules);
        foreach (var state in states)
        {
            for (var fiber = 0; fiber < moves.Fibers; fiber++)
            {
                moves.Restore(state);
                if (!moves.StoreBuffers.IsEnd(out _) && Enough(fiber) is { } enough)
                {
                    for (var other = 0; other < moves.Fibers; other++)
                    {
                        if (other != fiber && FirstDifference(state, fiber, enough, other, ref pairs) is { } difference)
                        {
                            return difference;
                        }
                    }
                }
            }
        }

        return null;

        List<ScheduledStep>? Enough(int fiber)
        {
            var steps = moves.Of(fiber);
            return persistent.Narrow(fiber, steps, 0) ? steps : null;
        }

        // By themselves: it may be that by now the fiber's buffer goes first.
        bool IsStillEnough(int fiber, List<ScheduledStep> enough) =>
            enough.All(moves.Of(fiber).Contains) && persistent.Narrow(fiber, [.. enough], 0);

        string? FirstDifference(int[] state, int fiber, List<ScheduledStep> enough, int other, ref int count)
        {
            moves.Restore(state);
            foreach (var step in moves.Of(other))
            {
                foreach (var mine in enough)
                {
                    count++;
                    var (sooner, later) = (Behind(moves, state, mine, step), Behind(moves, state, step, mine));
                    if (sooner != later && !(IsViolation(sooner) && IsViolation(later)))
                    {
                        return $"{mine} and {step}: {sooner} and not {later}";
                    }
                }

                moves.Restore(state);
                if (moves.Take(step) is null && !IsStillEnough(fiber, enough))
                {
                    return $"{enough[0]} is not enough any more after {step}";
                }
            }

            return null;
        }
    }

    private static bool IsViolation(string end) => end.Contains(':', StringComparison.Ordinal);

    // No step is left out because it is part of a circle.
    private sealed class AnyStep : ReductionRules
    {
        protected override bool MayBeAtOnceCore(bool closesNoLoop) => true;
    }
}
