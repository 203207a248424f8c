using FsCheck;
using FsCheck.Fluent;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Tests.RandomPrograms;

namespace Interleave.Tests.Search;

/// <summary>Fingerprints are kept up to date step by step; they must not depend on the way to a state.</summary>
public sealed class FingerprintTests
{
    [Fact]
    public void A_fingerprint_is_a_function_of_the_state()
    {
        Check.One(
            Repeatable.Config(300),
            Prop.ForAll(
                ProgramGenerator.Terminating,
                static text =>
                {
                    foreach (var symmetric in (bool[])[false, true])
                    {
                        var execution = new SequentialExecution(text.ToProgram().Boot(), symmetric, true);
                        AssertFollowsWalk(execution);
                    }
                }
            )
        );
    }

    [Fact]
    public void Only_with_symmetry_may_equal_fibers_change_places()
    {
        foreach (var symmetric in (bool[])[false, true])
        {
            var one = new SequentialExecution(TwoCounters().Boot(), symmetric, true);
            var other = new SequentialExecution(TwoCounters().Boot(), symmetric, true);
            one.Step(0, 0, out _, out _);
            other.Step(1, 0, out _, out _);

            Assert.Equal(symmetric, one.First == other.First);
            Assert.Equal(symmetric, one.Second == other.Second);
        }
    }

    // Takes steps and takes every second one back; jumps back to the start where nothing can move.
    private static void AssertFollowsWalk(SequentialExecution execution)
    {
        var seen = new Dictionary<string, (ulong, ulong)>();
        var start = new int[execution.VectorLength];
        var vector = new int[execution.VectorLength];
        execution.Save(start);
        for (var i = 0; i < 60; i++)
        {
            execution.Save(vector);
            var fingerprints = (execution.First, execution.Second);
            seen.TryAdd(string.Join(',', vector), fingerprints);
            Assert.Equal(seen[string.Join(',', vector)], fingerprints);

            var fiber = Enumerable
                .Range(i, execution.FiberCount)
                .Select(f => f % execution.FiberCount)
                .FirstOrDefault(execution.IsEnabled, -1);
            if (fiber < 0)
            {
                execution.Restore(start);
                Assert.Equal(seen[string.Join(',', start)], (execution.First, execution.Second));
                continue;
            }

            var isViolation = execution.Step(fiber, i % execution.Choices(fiber), out var undo, out _) is not null;
            if (isViolation || i % 2 == 1)
            {
                execution.Undo(undo);
                Assert.Equal(fingerprints, (execution.First, execution.Second));
            }
        }
    }

    private static ConcurrentProgram TwoCounters() =>
        Given.Program(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => AddTwice(x));
            machine.Fiber("b", () => AddTwice(x));
        });

    private static async Routine AddTwice(Cell x)
    {
        await x.Add(1);
        await x.Add(1);
    }
}
