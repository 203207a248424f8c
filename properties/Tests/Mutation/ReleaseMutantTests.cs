using Interleave.Memory;
using Interleave.Mutation;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Traces;
using Interleave.Violations;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties.Mutation;

namespace PgmapCheck.Properties.Tests.Mutation;

/// <summary>Small changes of fixed releases; bench/mutants.sh runs them all.</summary>
public sealed class ReleaseMutantTests
{
    private static readonly Lazy<ReleaseMutants> s_oldest = new(() =>
        ReleaseMutants.Of(FixedForms.Of(KnownReleases.V4_18)!)
    );
    private static readonly Lazy<ReleaseMutants> s_newest = new(() =>
        ReleaseMutants.Of(FixedForms.Of(KnownReleases.V7_1)!)
    );

    [Fact]
    public void There_are_hundreds_and_the_same_each_time()
    {
        Assert.True(s_oldest.Value.All.Length + s_newest.Value.All.Length > 1000);
        Assert.Equal(s_oldest.Value.All.AsEnumerable(), ReleaseMutants.Of(FixedForms.Of(KnownReleases.V4_18)!).All);
    }

    [Theory]
    [InlineData("MemremapForm.Release", nameof(StepOperator.LeaveOut))]
    [InlineData("MemremapForm.Release", nameof(StepOperator.Swap))] // teardown in another order
    [InlineData("BreakLayoutsForm.WaitPageIdle", nameof(StepOperator.Swap))] // tests before it queues
    [InlineData("PutPageForm.PutReference", nameof(StepOperator.LeaveOut))] // a lost put
    public void Calls_are_left_out_and_put_in_another_order(string routine, string change)
    {
        var mutants = s_oldest
            .Value.All.Where(m => m.Site.Routine == routine && m.Operator.ToString() == change)
            .ToArray();

        Assert.NotEmpty(mutants);
        Assert.Contains(mutants, mutant => s_oldest.Value.Check(mutant).IsKilled);
    }

    [Fact]
    public void A_sample_is_killed_or_argued_for()
    {
        var sample = s_newest
            .Value.All.Where((_, i) => i % 29 == 11)
            .Concat(s_newest.Value.All.Where((_, i) => i % 53 == 7))
            .Distinct();

        Assert.All(
            sample,
            mutant =>
                Assert.True(
                    Survivors.ArgumentFor(mutant) is not null || s_newest.Value.Check(mutant).IsKilled,
                    mutant.ToString()
                )
        );
    }

    [Theory]
    [InlineData("WaitQueueHead.WakeUp", OperationKind.Load, nameof(StepOperator.ReadZero))] // a skipped wake-up
    [InlineData("BreakLayoutsForm.WaitPageIdle", OperationKind.Store, nameof(StepOperator.OneMore))] // a wrong wait key
    [InlineData("Page.SubReturn", OperationKind.Add, nameof(StepOperator.Twice))]
    [InlineData("MemremapForm.RemoveMemory", OperationKind.Free, nameof(StepOperator.Drop))]
    public void What_a_reviewer_would_try_first_is_killed(string routine, OperationKind kind, string change)
    {
        var mutants = s_oldest
            .Value.All.Where(m => m.Site.Routine == routine && m.Site.Kind == kind && m.Operator.ToString() == change)
            .ToArray();

        Assert.NotEmpty(mutants);
        Assert.Contains(mutants, mutant => s_oldest.Value.Check(mutant).IsKilled);
    }

    [Fact]
    public void Every_argument_is_about_a_mutant_and_a_sample_of_those_survives()
    {
        var all = s_oldest
            .Value.All.Select(m => (Mutants: s_oldest.Value, Mutation: m))
            .Concat(s_newest.Value.All.Select(m => (Mutants: s_newest.Value, Mutation: m)))
            .ToArray();
        var argued = all.Where(m => Survivors.ArgumentFor(m.Mutation) is not null).ToArray();

        Assert.Empty(Survivors.Arguments.Keys.Except(argued.Select(m => m.Mutation.ToString())));
        Assert.All(
            argued.GroupBy(m => m.Mutation).Where((_, i) => i % 20 == 5),
            kernels => Assert.Contains(kernels, m => !m.Mutants.Check(m.Mutation).IsKilled)
        );
    }

    public static TheoryData<string> Operators => [.. Enum.GetNames<StepOperator>()];

    // Up to the first changed step the schedule means the same on the kernel as it is: what follows comes of the
    // change.
    [Theory]
    [MemberData(nameof(Operators))]
    public void What_a_killed_mutant_shows_comes_of_the_changed_step(string change)
    {
        var mutants = s_newest
            .Value.All.Where(mutant => mutant.Operator.ToString() == change && Survivors.ArgumentFor(mutant) is null)
            .ToArray();
        var shown = mutants
            .Where((_, i) => i % ((mutants.Length / 12) + 1) == 0)
            .Select(s_newest.Value.Check)
            .Where(verdict => verdict.Counterexample is not null)
            .Take(6)
            .ToArray();

        Assert.NotEmpty(shown);
        Assert.All(
            shown,
            verdict =>
            {
                var schedule = verdict.Counterexample!.Schedule;
                var trace = Replayer.Replay(s_newest.Value.ProgramOf(verdict), schedule);
                var same = StepsInCommon(trace, s_newest.Value.SoundProgramOf(verdict), schedule);

                Assert.Equal(verdict.Property, trace.Violation!.Property);
                if (same < trace.Steps.Length)
                {
                    AssertIsOf(verdict.Mutation, trace.Steps[same]);
                    return;
                }

                // What a blocked thread is to do next comes in the other order.
                Assert.Equal((ViolationKind.BlockedForEver, nameof(StepOperator.Swap)), (trace.Violation.Kind, change));
                Assert.Null(Replay(s_newest.Value.SoundProgramOf(verdict), schedule)!.Violation);
            }
        );
    }

    // A lock that is taken and never dropped, a section that is left and was not entered: that is what the change made,
    // and not what it shows.
    [Fact]
    public void A_lock_or_section_that_does_not_protect_is_never_taken()
    {
        var protection = s_newest
            .Value.All.Where(mutant => mutant.Operator is StepOperator.NoLock or StepOperator.NoSection)
            .Select(s_newest.Value.Check)
            .Where(verdict => verdict.Counterexample is not null)
            .ToArray();

        Assert.Contains(protection, verdict => verdict.Mutation.Operator == StepOperator.NoSection);
        Assert.All(
            protection.Where(verdict => verdict.Mutation.Operator == StepOperator.NoLock),
            verdict =>
                Assert.All(
                    Replayer.Replay(s_newest.Value.ProgramOf(verdict), verdict.Counterexample!.Schedule).Steps,
                    step => Assert.False(step.Cell?.Name == verdict.Mutation.Site.Routine && step.Before != step.After)
                )
        );
        Assert.All(protection, verdict => Assert.NotEqual(EngineRules.LocksAreReleased, verdict.Property));
    }

    private static int StepsInCommon(Trace trace, ConcurrentProgram sound, Schedule schedule)
    {
        for (var steps = schedule.Steps.Length; steps > 0; steps--)
        {
            var prefix = Replay(sound, schedule with { Steps = schedule.Steps[..steps], LoopStart = null });
            if (prefix is not null)
            {
                return prefix.Steps.Zip(trace.Steps).TakeWhile(pair => IsSame(pair.First, pair.Second)).Count();
            }
        }

        return 0;
    }

    private static bool IsSame(TraceStep one, TraceStep other) =>
        one.Describe() == other.Describe() && (one.Fiber, one.Result) == (other.Fiber, other.Result);

    // Null where the kernel as it is cannot follow: a thread is blocked, or has another number of ways to go on.
    private static Trace? Replay(ConcurrentProgram program, Schedule schedule)
    {
        try
        {
            return Replayer.Replay(program, schedule);
        }
        catch (ScheduleDivergedException)
        {
            return null;
        }
    }

    private static void AssertIsOf(StepMutation mutation, TraceStep step)
    {
        var routine = mutation.Site.Routine.Split(" in ")[0];
        Assert.True(
            step.Label is "(no lock)" or "(no section)" or "(dropped)" or "(left out)"
                || step.Cell?.Name == mutation.Site.Routine
                || step.Stack.Any(call => $"{call.Method?.DeclaringType?.Name}.{call.Method?.Name}" == routine),
            $"{mutation}: {step.Describe()}"
        );
    }

    [Fact]
    public void Only_what_violates_nothing_can_be_mutated() =>
        Assert.Throws<ArgumentException>(() => ReleaseMutants.Of(KnownReleases.V4_18));
}
