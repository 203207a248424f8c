using Litmus.Programs;

namespace Litmus.Executions;

/// <summary>All ways in which a thread may run on its own, each read finding any value that its cell may
/// hold.</summary>
internal sealed class ThreadRuns
{
    private readonly LitmusThread _thread;
    private readonly CellSpace _cells;
    private readonly IReadOnlyDictionary<int, SortedSet<int>> _values;
    private readonly CancellationToken _cancellation;
    private readonly List<ThreadRun> _runs = [];
    private bool _isCut;

    private ThreadRuns(
        LitmusThread thread,
        CellSpace cells,
        IReadOnlyDictionary<int, SortedSet<int>> values,
        CancellationToken cancellation
    ) => (_thread, _cells, _values, _cancellation) = (thread, cells, values, cancellation);

    /// <summary>The runs, and whether a loop was cut short in some that are left out.</summary>
    /// <exception cref="BoundException">There are too many, or one has too many events.</exception>
    public static (List<ThreadRun> Runs, bool IsCut) Of(
        LitmusThread thread,
        CellSpace cells,
        IReadOnlyDictionary<int, SortedSet<int>> values,
        CancellationToken cancellation
    )
    {
        var runs = new ThreadRuns(thread, cells, values, cancellation);
        runs.Follow(new RunState(thread), 0);
        return (runs._runs, runs._isCut);
    }

    private void Follow(RunState state, int at)
    {
        _cancellation.ThrowIfCancellationRequested();
        while (at < _thread.Code.Length)
        {
            var instruction = _thread.Code[at];
            switch (instruction)
            {
                case Assign assign:
                    state.Set(assign.Target, assign.Value.Of(state.Registers), state.Sources(assign.Value));
                    break;
                case EndOfBranch end:
                    state.EndBranches(end.Depth);
                    break;
                case Branch branch:
                    state.Depend(branch.Depth, state.Sources(branch.Condition));
                    var next = branch.Condition.Of(state.Registers) != 0 ? branch.Then : branch.Else;
                    if (next <= at && !MayGoBack(state, next))
                    {
                        return;
                    }

                    at = next;
                    continue;
                case Jump jump:
                    if (jump.Target <= at && !MayGoBack(state, jump.Target))
                    {
                        return;
                    }

                    at = jump.Target;
                    continue;
                case Load or Change or LockOperation { Kind: LockKind.TryLock or LockKind.IsLocked }:
                    foreach (var after in Outcomes(state, instruction))
                    {
                        Follow(after, at + 1);
                    }

                    return;
                default:
                    Do(state, instruction);
                    break;
            }

            at++;
        }

        if (_runs.Count == ExecutionBounds.RunsOfThread)
        {
            throw new BoundException($"P{_thread.Number} may run in too many ways");
        }

        _runs.Add(state.ToRun());
    }

    private bool MayGoBack(RunState state, int target)
    {
        var may = state.GoBack(target);
        _isCut |= may == GoingBack.TooOften;
        return may == GoingBack.Allowed;
    }

    private void Do(RunState state, Instruction instruction)
    {
        switch (instruction)
        {
            case Store store:
                state.Add(
                    EventKind.Write,
                    store.Marking switch
                    {
                        Marking.Plain => EventTag.Plain,
                        Marking.Release => EventTag.Release,
                        Marking.SrcuUnlock => EventTag.SrcuUnlock,
                        _ => EventTag.Once,
                    },
                    _cells.At(store.To.Of(state.Registers)),
                    store.Value.Of(state.Registers),
                    store,
                    state.Sources(store.To),
                    state.Sources(store.Value)
                );
                break;
            case Fence fence:
                state.Add(EventKind.Fence, TagOf(fence.Kind), -1, 0, fence);
                break;
            case SynchronizeSrcu synchronize:
                state.Add(
                    EventKind.Fence,
                    EventTag.SynchronizeSrcu,
                    _cells.At(synchronize.Domain.Of(state.Registers)),
                    0,
                    synchronize
                );
                break;
            case LockOperation operation:
                var cell = _cells.At(operation.On.Of(state.Registers));
                if (operation.Kind == LockKind.Lock)
                {
                    state.Take(cell, operation);
                }
                else
                {
                    state.Add(EventKind.Write, EventTag.Unlock, cell, 0, operation);
                }

                break;
        }
    }

    private IEnumerable<RunState> Outcomes(RunState state, Instruction instruction) =>
        instruction switch
        {
            Load load => Loads(state, load),
            Change change => Changes(state, change),
            LockOperation operation => Looks(state, operation),
            _ => throw new InvalidOperationException(),
        };

    private IEnumerable<RunState> Loads(RunState state, Load load)
    {
        var tag = load.Marking switch
        {
            Marking.Plain => EventTag.Plain,
            Marking.Acquire => EventTag.Acquire,
            Marking.SrcuLock => EventTag.SrcuLock,
            _ => EventTag.Once,
        };
        var cell = _cells.At(load.From.Of(state.Registers));
        foreach (var value in Values(cell))
        {
            var after = state.Copy();
            var read = after.Add(EventKind.Read, tag, cell, value, load, state.Sources(load.From));
            after.Set(load.Target, value, read);
            yield return after;
        }
    }

    private IEnumerable<RunState> Changes(RunState state, Change change)
    {
        var cell = _cells.At(change.On.Of(state.Registers));
        var (address, data) = (state.Sources(change.On), state.Sources(change.Operand));
        var operand = change.Operand.Of(state.Registers);
        var (second, fromSecond) = change.Second is { } expression
            ? (expression.Of(state.Registers), state.Sources(expression))
            : (0, 0UL);
        foreach (var value in Values(cell))
        {
            var outcome = ChangeOutcome.Of(change, value, operand, second);
            var after = state.Copy();
            var isFull = outcome.Succeeds && change.Order == ChangeOrder.Full;
            if (isFull)
            {
                after.Add(EventKind.Fence, EventTag.Full, -1, 0, change);
            }

            var tag =
                !outcome.Succeeds ? EventTag.Once
                : change.Result == ChangeResult.None ? EventTag.NoReturn
                : change.Order == ChangeOrder.Acquire ? EventTag.Acquire
                : EventTag.Once;
            var read = after.Add(EventKind.Read, tag, cell, value, change, address, isChange: true);
            if (outcome.Succeeds)
            {
                // A sum depends on what was found, a value that is put in its place does not.
                var sources = change.Kind switch
                {
                    ChangeKind.Exchange => data,
                    ChangeKind.CompareExchange => fromSecond,
                    _ => data | read,
                };
                var written = change.Order == ChangeOrder.Release ? EventTag.Release : EventTag.Once;
                after.AddWriteOfChange(written, cell, outcome.Written, change, address, sources);
            }

            if (isFull)
            {
                after.Add(EventKind.Fence, EventTag.Full, -1, 0, change);
            }

            after.Set(change.Target, outcome.Result, change.Result == ChangeResult.New ? read | data : read);
            yield return after;
        }
    }

    private IEnumerable<RunState> Looks(RunState state, LockOperation operation)
    {
        var cell = _cells.At(operation.On.Of(state.Registers));
        var (free, taken) = (state.Copy(), state.Copy());
        var isTry = operation.Kind == LockKind.TryLock;
        var found = isTry
            ? free.Take(cell, operation)
            : free.Add(EventKind.Read, EventTag.FoundUnlocked, cell, 0, operation);
        free.Set(operation.Target, isTry ? 1 : 0, found);
        yield return free;
        found = taken.Add(EventKind.Read, EventTag.FoundLocked, cell, 1, operation);
        taken.Set(operation.Target, isTry ? 0 : 1, found);
        yield return taken;
    }

    private SortedSet<int> Values(int cell) =>
        _values.TryGetValue(cell, out var values) ? values : [_cells.Initial(cell)];

    private static EventTag TagOf(FenceKind kind) =>
        kind switch
        {
            FenceKind.Full => EventTag.Full,
            FenceKind.Read => EventTag.ReadBarrier,
            FenceKind.Write => EventTag.WriteBarrier,
            FenceKind.BeforeAtomic => EventTag.BeforeAtomic,
            FenceKind.AfterAtomic => EventTag.AfterAtomic,
            FenceKind.AfterSpinlock => EventTag.AfterSpinlock,
            FenceKind.AfterUnlockLock => EventTag.AfterUnlockLock,
            FenceKind.AfterSrcuReadUnlock => EventTag.AfterSrcuReadUnlock,
            FenceKind.RcuLock => EventTag.RcuLock,
            FenceKind.RcuUnlock => EventTag.RcuUnlock,
            FenceKind.SynchronizeRcu => EventTag.SynchronizeRcu,
            _ => EventTag.Compiler,
        };
}
