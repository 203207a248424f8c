using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using Litmus.Programs;

namespace LitmusMachine.Threads;

/// <summary>A thread's instructions, and what is known of them beforehand.</summary>
internal sealed class ThreadCode : IImmutable
{
    // A test that goes on for so long without an access will not end.
    private const int MostSteps = 10_000;

    private readonly LitmusTest _test;
    private readonly LitmusThread _thread;
    private readonly bool[][] _live;
    private readonly int[] _ways;
    private readonly StepClass[] _classes;
    private readonly bool[] _mayBePassed;

    private readonly int?[] _wanted;

    /// <summary>What is known of a thread.</summary>
    /// <param name="test">The test.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="wanted">What its registers have to hold at its end, if executions that end otherwise need not be
    /// looked at.</param>
    public ThreadCode(LitmusTest test, LitmusThread thread, IReadOnlyDictionary<RegisterTerm, int>? wanted = null)
    {
        _wanted = WantedResults.Of(thread, wanted);
        (_test, _thread) = (test, thread);
        Observed =
        [
            .. test
                .Observed.OfType<RegisterTerm>()
                .Where(term => term.Thread == thread.Number)
                .Select(term => thread.Registers.IndexOf(term.Name))
                .Where(register => register >= 0),
        ];
        _live = FlowOrder.Live(thread, Observed);
        _ways = AddressDependencies.Of(test, thread);
        _classes = [.. Enumerable.Range(0, thread.Code.Length).Select(ClassOf)];
        _mayBePassed =
        [
            .. Enumerable
                .Range(0, thread.Code.Length)
                .Select(at =>
                    FlowOrder
                        .After(thread, at, i => LocalOrder.Has(_classes[i], StepClass.Full))
                        .Any(i =>
                            LocalOrder.Has(_classes[i], StepClass.Write) && !LocalOrder.Has(_classes[i], StepClass.Full)
                        )
                ),
        ];
    }

    /// <summary>The registers that are looked at when it has ended.</summary>
    public ImmutableArray<int> Observed { get; }

    /// <summary>Where it begins.</summary>
    public ThreadState Start =>
        Settle(new ThreadState { Registers = _thread.Initial, Sources = [.. _thread.Initial.Select(_ => 0)] });

    /// <summary>True if it has no next instruction.</summary>
    public bool IsAtEnd(ThreadState state) => state.At >= _thread.Code.Length;

    /// <summary>An instruction.</summary>
    public Instruction this[int at] => _thread.Code[at];

    /// <summary>Which cells are reached through what a load finds, as a number that <see cref="AddressDependencies"/>
    /// knows.</summary>
    public int WayOf(int at) => _ways[at];

    /// <summary>True if a later instruction that changes memory may be done before this one.</summary>
    public bool MayBePassed(int at) => _mayBePassed[at];

    /// <summary>What an instruction has to result in, for its thread to end as it is asked about; null if that is not
    /// known.</summary>
    public int? WantedAt(int at) => _wanted[at];

    /// <summary>True if a load that finds this may be part of an execution that is asked about.</summary>
    public bool MayFind(int at, int value) => WantedAt(at) is not { } wanted || wanted == value;

    /// <summary>True if what an instruction finds is looked at.</summary>
    public bool IsWanted(int at) => FlowOrder.Target(_thread.Code[at]) is >= 0 and var target && _live[at + 1][target];

    /// <summary>Does what is next as long as it touches nothing but registers, and forgets what will not be
    /// read.</summary>
    /// <exception cref="InvalidOperationException">It does so without end.</exception>
    public ThreadState Settle(ThreadState state)
    {
        for (var steps = 0; !IsAtEnd(state); steps++)
        {
            if (steps == MostSteps)
            {
                throw new InvalidOperationException($"P{_thread.Number} goes round without an access");
            }

            switch (_thread.Code[state.At])
            {
                case Assign assign:
                    state = state.With(
                        assign.Target,
                        assign.Value.Of(state.Registers.AsSpan()),
                        SourcesOf(assign.Value, state)
                    ) with
                    {
                        At = state.At + 1,
                    };
                    break;
                case Branch branch:
                    state = state.Depend(branch.Depth, SourcesOf(branch.Condition, state)) with
                    {
                        At = branch.Condition.Of(state.Registers.AsSpan()) != 0 ? branch.Then : branch.Else,
                    };
                    break;
                case Jump jump:
                    state = state with { At = jump.Target };
                    break;
                case EndOfBranch end:
                    state = state.EndBranches(end.Depth) with { At = state.At + 1 };
                    break;
                case Fence { Kind: FenceKind.RcuLock } when state.Sections > 0:
                    state = state with { At = state.At + 1, Sections = state.Sections + 1 };
                    break;
                case Fence { Kind: FenceKind.RcuUnlock } when state.Sections != 1:
                    state = state with { At = state.At + 1, Sections = Math.Max(0, state.Sections - 1) };
                    break;
                case Fence when _classes[state.At] == StepClass.None:
                    state = state with { At = state.At + 1 };
                    break;
                default:
                    return Forget(state);
            }
        }

        return Forget(state);
    }

    /// <summary>The next instruction.</summary>
    public ThreadStep Next(ThreadState state)
    {
        var at = state.At;
        var step = new ThreadStep(at, _classes[at]);
        switch (_thread.Code[at])
        {
            case Load load:
                return step with { Cell = At(load.From), Needs = SourcesOf(load.From, state) };
            case Store store:
                return step with
                {
                    Cell = At(store.To),
                    Operand = Of(store.Value),
                    Needs = SourcesOf(store.To, state) | SourcesOf(store.Value, state) | state.Decided,
                };
            case Change change:
                return step with
                {
                    Cell = At(change.On),
                    Operand = Of(change.Operand),
                    Second = change.Second is { } second ? Of(second) : 0,
                    Needs =
                        SourcesOf(change.On, state)
                        | SourcesOf(change.Operand, state)
                        | (change.Second is { } other ? SourcesOf(other, state) : 0)
                        | state.Decided,
                };
            case LockOperation operation:
                return step with { Cell = At(operation.On), Needs = SourcesOf(operation.On, state) | state.Decided };
            case SynchronizeSrcu synchronize:
                return step with { Cell = At(synchronize.Domain) };
            case Fence { Kind: FenceKind.RcuUnlock }:
                return step with { Operand = state.Phase };
            default:
                return step;
        }

        int Of(Expression value) => value.Of(state.Registers.AsSpan());

        int At(Expression address) =>
            Address.Cell(Of(address)) is >= 0 and var cell && cell < _test.Cells.Length ? cell : ThreadStep.WildCell;
    }

    // What no later instruction reads makes no difference.
    private ThreadState Forget(ThreadState state)
    {
        var live = _live[state.At];
        var (registers, sources) = (state.Registers.ToBuilder(), state.Sources.ToBuilder());
        for (var register = 0; register < live.Length; register++)
        {
            if (!live[register])
            {
                (registers[register], sources[register]) = (0, 0);
            }
        }

        return state with
        {
            Registers = registers.ToImmutable(),
            Sources = sources.ToImmutable(),
        };
    }

    private static int SourcesOf(Expression value, ThreadState state) =>
        value.Registers.Aggregate(0, (all, register) => all | state.Sources[register]);

    private StepClass ClassOf(int at) =>
        _thread.Code[at] switch
        {
            Load { Marking: Marking.SrcuLock } => StepClass.Enter,
            Load { Marking: Marking.Acquire } => StepClass.Read | StepClass.Acquire,
            Load => StepClass.Read,
            Store { Marking: Marking.SrcuUnlock } => StepClass.Leave,
            Store { Marking: Marking.Release } => StepClass.Write | StepClass.Release,
            Store => StepClass.Write,
            Change change => ClassOf(change),
            LockOperation { Kind: LockKind.IsLocked } => StepClass.Read,
            LockOperation { Kind: LockKind.Unlock } => StepClass.Write | StepClass.Release | StepClass.Unlock,
            LockOperation => StepClass.Read | StepClass.Write | StepClass.Acquire | StepClass.Lock,
            SynchronizeSrcu => StepClass.Full,
            Fence fence => ClassOf(fence.Kind, at),
            _ => StepClass.None,
        };

    private static StepClass ClassOf(Change change) =>
        StepClass.Read
        | StepClass.Write
        | (change.Result == ChangeResult.None ? StepClass.NoReturn : 0)
        | change.Order switch
        {
            ChangeOrder.Full => StepClass.Full,
            ChangeOrder.Acquire => StepClass.Acquire,
            ChangeOrder.Release => StepClass.Release,
            _ => 0,
        };

    // Those that go with another instruction are full barriers if there is such a one on its side of them.
    private StepClass ClassOf(FenceKind kind, int at) =>
        kind switch
        {
            FenceKind.Full or FenceKind.SynchronizeRcu => StepClass.Full,
            FenceKind.Read => StepClass.ReadBarrier,
            FenceKind.Write => StepClass.WriteBarrier,
            FenceKind.BeforeAtomic when IsAfter(at, static i => i is Change) => StepClass.Full,
            FenceKind.AfterAtomic when IsBefore(at, static i => i is Change) => StepClass.Full,
            FenceKind.AfterSpinlock
            or FenceKind.AfterUnlockLock
                when IsBefore(at, static i => i is LockOperation { Kind: LockKind.Lock or LockKind.TryLock }) =>
                StepClass.Full,
            FenceKind.AfterSrcuReadUnlock when IsBefore(at, static i => i is Store { Marking: Marking.SrcuUnlock }) =>
                StepClass.Full,
            FenceKind.RcuLock => StepClass.Enter,
            FenceKind.RcuUnlock => StepClass.Leave,
            _ => StepClass.None,
        };

    private bool IsAfter(int at, Predicate<Instruction> isOne) =>
        FlowOrder.After(_thread, at, static _ => false).Any(i => isOne(_thread.Code[i]));

    private bool IsBefore(int at, Predicate<Instruction> isOne) =>
        Enumerable
            .Range(0, _thread.Code.Length)
            .Any(i => isOne(_thread.Code[i]) && FlowOrder.After(_thread, i, static _ => false).Contains(at));
}
