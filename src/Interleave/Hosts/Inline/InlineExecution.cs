using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;

namespace Interleave.Hosts.Inline;

/// <summary>One execution in which every step is taken at once, by the thread of the fiber that announces it.</summary>
internal abstract class InlineExecution
{
    protected InlineExecution(Machine machine, bool sequentiallyConsistent)
    {
        Machine = machine;
        Memory = new InlineMemory(machine.Shared.InitialValues, machine.Fibers.Count, sequentiallyConsistent);
        Fibers = [.. machine.Fibers.Select((definition, i) => new InlineFiber(this, definition, i))];
    }

    public Machine Machine { get; }

    public InlineMemory Memory { get; }

    public ImmutableArray<InlineFiber> Fibers { get; }

    /// <summary>Takes a fiber's step, when it can be taken.</summary>
    /// <returns>False if it never is: the fiber is to be abandoned.</returns>
    public abstract bool Take(InlineFiber fiber, in Operation operation, out int result);

    /// <summary>A fiber did something wrong: the others are to end.</summary>
    public abstract void Failed();

    /// <summary>True for an exception by which a scheduler ends a thread.</summary>
    public virtual bool IsAbort(Exception exception) => false;

    /// <summary>Reports a step on freed memory or a second free.</summary>
    protected void Report(InlineFiber fiber, in Operation operation, StepAttempt effect) =>
        fiber.Fail(
            effect == StepAttempt.UsesFreed
                ? LifetimeRules.UseAfterFree(Machine.Cells[operation.Location])
                : LifetimeRules.Misuse(Machine.Cells[operation.Location], operation.Kind)
        );

    protected StepAttempt TryTake(InlineFiber fiber, in Operation operation, out int result) =>
        Memory.Take(fiber.Index, operation, Machine.LifetimeOf(operation.Location), out result);
}
