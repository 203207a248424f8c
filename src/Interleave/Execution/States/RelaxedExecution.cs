using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Execution.States;

/// <summary>
/// A program on a memory weaker than sequential consistency: what fibers have done to memory is not seen by all of them
/// at once. Local states, and what a step does to a value, are those of all memories.
/// </summary>
internal abstract class RelaxedExecution : ITransitionSystem
{
    private readonly bool _symmetric;
    private readonly ShownState _shown;
    private readonly List<ScheduledStep> _steps = [];

    protected RelaxedExecution(ShownState shown, bool symmetric) => (_shown, _symmetric) = (shown, symmetric);

    /// <inheritdoc/>
    public ProgramState Shown => _shown;

    public Machine Machine => _shown.Machine;

    /// <inheritdoc/>
    public string? Bound => WasBounded ? BoundInWords : null;

    /// <inheritdoc/>
    public abstract (ulong First, ulong Second) Fingerprint { get; }

    /// <summary>True once a bound of the memory itself kept a step from being taken.</summary>
    public bool WasBounded { get; protected set; }

    /// <summary>That bound, in words.</summary>
    protected abstract string BoundInWords { get; }

    protected int FiberCount => _shown.FiberCount;

    /// <summary>The number of each fiber's local state.</summary>
    protected ReadOnlySpan<int> Local => _shown.LocalIds;

    /// <inheritdoc/>
    public abstract void AddSteps(int fiber, List<ScheduledStep> steps);

    /// <inheritdoc/>
    public abstract Violation? Take(ScheduledStep step, out StepEffect effect);

    /// <summary>The same for searches, which ask for nothing but what the awaiting routine received.</summary>
    /// <inheritdoc cref="Take"/>
    public virtual Violation? Step(ScheduledStep step, out int result)
    {
        var violation = Take(step, out var effect);
        result = effect.Result;
        return violation;
    }

    /// <inheritdoc/>
    public abstract bool Show();

    /// <inheritdoc/>
    public abstract bool AreEqual(int a, int b);

    /// <inheritdoc/>
    public abstract void Save(List<int> to);

    /// <inheritdoc/>
    public abstract void Restore(ReadOnlySpan<int> from);

    /// <summary>
    /// True if neither a fiber nor memory can take a step, and no bound of the memory is why; a fiber that could go on
    /// only with what has been overwritten may just as well never see it.
    /// </summary>
    /// <param name="mayGoOn">True if there is a step all the same, or a bound that keeps one from being taken.</param>
    public bool IsEnd(out bool mayGoOn)
    {
        var wasBounded = WasBounded;
        WasBounded = false;
        mayGoOn = false;
        var mustGoOn = false;
        for (var fiber = 0; fiber < FiberCount && !mustGoOn; fiber++)
        {
            _steps.Clear();
            AddSteps(fiber, _steps);
            mayGoOn |= _steps.Count > 0;
            mustGoOn = _steps.Count > 0 && !MayMiss(fiber);
        }

        mayGoOn |= WasBounded;
        var isEnd = !mustGoOn && !WasBounded;
        WasBounded |= wasBounded;
        return isEnd;
    }

    /// <summary>True if a fiber could go on only with what has been overwritten, and need not.</summary>
    public virtual bool MayMiss(int fiber) => false;

    protected ref readonly HotOperation OperationOf(int fiber) => ref _shown.OperationOf(fiber);

    /// <summary>Shows all of memory.</summary>
    protected void Show(ReadOnlySpan<int> values) => _shown.Show(values);

    /// <summary>Shows a value in a cell.</summary>
    protected void Show(int location, int value) => _shown.Show(location, value);

    /// <summary>Puts all fibers into local states that were saved.</summary>
    protected void RestoreFibers(ReadOnlySpan<int> locals)
    {
        for (var fiber = 0; fiber < locals.Length; fiber++)
        {
            _shown.Move(fiber, locals[fiber]);
        }
    }

    /// <summary>Goes where a fiber's step leads when it returns <paramref name="result"/>.</summary>
    protected Violation? GoOn(int fiber, int result)
    {
        var next = _shown.Locals.Next(Local[fiber], result);
        _shown.Move(fiber, next);
        return _shown.Locals.Failed[next] ? _shown.Locals[next].Failure : null;
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
