using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Execution.States;

/// <summary>
/// The state that a search of a memory weaker than sequential consistency moves through: what fibers have done to
/// memory is not seen by all of them at once. Local states, and what a step does to a value, are those of
/// <see cref="SequentialExecution"/>.
/// </summary>
internal abstract class RelaxedExecution
{
    private readonly bool _symmetric;

    protected RelaxedExecution(SequentialExecution shown, bool symmetric, SeededFault fault)
    {
        Shown = shown;
        _symmetric = symmetric;
        Fault = fault;
    }

    /// <summary>
    /// What properties, coverage and traces look at: every fiber's local state, and memory as <see cref="Show"/> puts
    /// it there. Between calls of that its memory is scratch paper.
    /// </summary>
    public SequentialExecution Shown { get; }

    public Machine Machine => Shown.Machine;

    /// <summary>True once a bound of the memory itself kept a step from being taken.</summary>
    public bool WasBounded { get; protected set; }

    /// <summary>That bound, in words.</summary>
    public abstract string Bound { get; }

    protected SeededFault Fault { get; }

    protected int[] Local => Shown.LocalIds;

    protected int FiberCount => Local.Length;

    /// <summary>Adds the steps that a fiber can take, and those that memory can take with what the fiber left to
    /// it.</summary>
    public abstract void AddMoves(int fiber, List<ScheduledStep> moves);

    /// <summary>Takes one of them.</summary>
    /// <returns>The violation, if it is one.</returns>
    public abstract Violation? Take(ScheduledStep step, out RelaxedEffect effect);

    /// <summary>Puts memory in front of properties.</summary>
    /// <returns>False if the state is not one to be judged: who has the last word on a cell is still open.</returns>
    public abstract bool Show();

    /// <summary>Appends the state.</summary>
    public abstract void Save(List<int> to);

    /// <summary>Goes back to a saved state.</summary>
    public abstract void Restore(ReadOnlySpan<int> from);

    /// <summary>The state's fingerprint: equal for states that differ only by a permutation of equal fibers.</summary>
    public abstract (ulong First, ulong Second) Fingerprint();

    /// <summary>True if two fibers are in equal states, what they see of memory included.</summary>
    public abstract bool AreEqual(int a, int b);

    /// <summary>
    /// True if neither a fiber nor memory can take a step, and no bound of the memory is why; a fiber that could go on
    /// only with what has been overwritten may just as well never see it.
    /// </summary>
    /// <param name="scratch">Room for moves.</param>
    /// <param name="mayGoOn">True if there is a step all the same, or a bound that keeps one from being taken.</param>
    public bool IsEnd(List<ScheduledStep> scratch, out bool mayGoOn)
    {
        var wasBounded = WasBounded;
        WasBounded = false;
        scratch.Clear();
        mayGoOn = false;
        var mustGoOn = false;
        for (var fiber = 0; fiber < FiberCount && !mustGoOn; fiber++)
        {
            scratch.Clear();
            AddMoves(fiber, scratch);
            mayGoOn |= scratch.Count > 0;
            mustGoOn = scratch.Count > 0 && !MayMiss(fiber);
        }

        mayGoOn |= WasBounded;
        var isEnd = !mustGoOn && !WasBounded;
        WasBounded |= wasBounded;
        return isEnd;
    }

    /// <summary>True if a fiber could go on only with what has been overwritten, and need not.</summary>
    public virtual bool MayMiss(int fiber) => false;

    protected ref readonly HotOperation OperationOf(int fiber) => ref Shown.OperationOf(fiber);

    /// <summary>Where a fiber's step leads when it returns <paramref name="result"/>.</summary>
    protected Violation? GoOn(int fiber, int result)
    {
        var next = Shown.Locals.Next(Local[fiber], result);
        Local[fiber] = next;
        return Shown.Locals.Failed[next] ? Shown.Locals[next].Failure : null;
    }

    /// <summary>What a step does to a value.</summary>
    protected int Apply(in HotOperation operation, int value, int choice, out int after)
    {
        if (operation.Location < 0)
        {
            after = 0;
            return Shown.Apply(operation, choice);
        }

        Shown.Memory[operation.Location] = value;
        var result = Shown.Apply(operation, choice);
        after = Shown.Memory[operation.Location];
        return result;
    }

    /// <summary>Whether a guarded step can be taken on a value.</summary>
    protected bool IsOpen(in HotOperation operation, int value, bool isAlive)
    {
        Shown.Memory[operation.Location] = value;
        if (operation.Lifetime >= 0)
        {
            Shown.Memory[operation.Lifetime] = isAlive ? 1 : 0;
        }

        return Shown.IsOpen(operation);
    }

    /// <summary>Adds what a cell contributes to a fingerprint.</summary>
    protected static ulong CellPart(int location, int value) =>
        StableHash.Mix((((ulong)(uint)location << 32) | (uint)value) + 0x9E3779B97F4A7C15UL);

    /// <summary>What a fiber contributes, with what it sees of memory already mixed in.</summary>
    protected ulong FiberPart(ulong part, int fiber) =>
        _symmetric ? StableHash.Mix(part) : StableHash.Mix(part + ((ulong)(fiber + 1) * 0xC2B2AE3D27D4EB4FUL));

    /// <summary>The second fingerprint's share of something that contributes to the first.</summary>
    protected static ulong Other(ulong part) => StableHash.Mix(part ^ 0xD6E8FEB86659FD93UL);
}
