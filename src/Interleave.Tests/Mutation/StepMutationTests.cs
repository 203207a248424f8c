using Interleave.Memory;
using Interleave.Mutation;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Tests.Mutation;

public sealed class StepMutationTests
{
    private const string Order = "data before flag";
    private const string Both = "both are written";

    [Fact]
    public void A_program_is_sound_as_it_is() => Assert.Empty(Violations(null));

    [Fact]
    public void What_can_be_changed_is_found_by_running()
    {
        var found = new HashSet<string>();
        Checker.Prove(
            new ConcurrentProgram(
                "observed",
                machine =>
                {
                    machine.ObserveMutations((mutation, _) => found.Add(mutation.ToString()));
                    Fill(machine);
                }
            )
        );

        Assert.Superset(
            new HashSet<string>
            {
                "StepMutationTests.Publish#0 call LeaveOut",
                "StepMutationTests.Publish#0 call Swap",
                "StepMutationTests.Steps#0 Store Swap",
            },
            found
        );
        Assert.DoesNotContain("StepMutationTests.Steps#1 Load Swap", found); // what follows needs its result
        Assert.DoesNotContain("StepMutationTests.Publish#1 call Swap", found); // nothing follows
    }

    [Fact]
    public void A_call_that_is_left_out_writes_nothing() =>
        Assert.Equal(
            [Order],
            Violations(new StepMutation(StepSite.OfCall("StepMutationTests.Publish", 0), StepOperator.LeaveOut))
        );

    [Fact]
    public void Two_calls_change_places_and_both_are_made() =>
        Assert.Equal(
            [Order],
            Violations(new StepMutation(StepSite.OfCall("StepMutationTests.Publish", 0), StepOperator.Swap))
        );

    [Fact]
    public void Of_two_calls_the_second_can_be_left_out_too() =>
        Assert.Equal(
            [Both],
            Violations(new StepMutation(StepSite.OfCall("StepMutationTests.Publish", 1), StepOperator.LeaveOut))
        );

    [Fact]
    public void Two_steps_change_places_and_the_second_keeps_its_result() =>
        Assert.Empty(
            Violations(
                new StepMutation(new StepSite("StepMutationTests.Steps", 0, OperationKind.Store), StepOperator.Swap)
            )
        );

    private static string[] Violations(StepMutation? mutation) =>
        [
            .. Checker
                .Check(
                    new ConcurrentProgram(
                        "mutated",
                        machine =>
                        {
                            if (mutation is not null)
                            {
                                machine.Mutate(mutation);
                            }

                            Fill(machine);
                        }
                    )
                )
                .Counterexamples.Select(c => c.Violation.Property),
        ];

    private static void Fill(Machine machine)
    {
        var (data, flag, other, seen) = (
            machine.Cell("data"),
            machine.Cell("flag"),
            machine.Cell("other"),
            machine.Cell("seen")
        );
        machine.Properties.Always(Order, state => state[flag] > state[data] ? "the flag came first" : null);
        machine.Properties.AtEnd(Both, state => state[data] + state[flag] == 2 ? null : "one is missing");
        machine.Properties.AtEnd("a result is kept", state => state[seen] == 5 ? null : "it was lost");
        machine.Fiber("writer", () => Publish(data, flag));
        machine.Fiber("reader", () => Steps(other, seen));
    }

    private static async Routine Publish(Cell data, Cell flag)
    {
        await Write(data);
        await Write(flag);
    }

    private static async Routine Write(Cell cell) => await cell.Store(1);

    private static async Routine Steps(Cell other, Cell seen)
    {
        await seen.Store(4);
        var value = await other.Load();
        await seen.Store(value + 5);
    }
}
