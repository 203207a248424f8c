using Interleave.Memory;
using Interleave.Routines;
using Litmus.Programs;
using LitmusMachine.Threads;

namespace LitmusMachine.Programs;

/// <summary>One routine that every thread of every test runs: it does what the thread's instructions say, a step of the
/// engine for each.</summary>
internal static class ThreadRoutine
{
    private static readonly Interleave.Memory.Condition s_is = static (found, wanted) => found == wanted;
    private static readonly Update s_and = static (int a, int b, out int old) => (old = a) & b;
    private static readonly Update s_or = static (int a, int b, out int old) => (old = a) | b;
    private static readonly Update s_xor = static (int a, int b, out int old) => (old = a) ^ b;
    private static readonly Update s_andNot = static (int a, int b, out int old) => (old = a) & ~b;

    public static async Routine Run(TestMachine machine, BoundThread thread)
    {
        var state = thread.Code.Start;
        while (true)
        {
            var moves = thread.Moves.Of(state);
            if (moves.IsEmpty)
            {
                if (!thread.Code.IsAtEnd(state) || !state.Waiting.IsEmpty)
                {
                    await machine.NeverEnd();
                }

                thread.End(machine, state);
                return;
            }

            var choice = moves.Length == 1 ? 0 : await machine.Machine.Choose(moves.Length, "what comes next");
            var move = thread.Moves.Of(state)[choice];
            var found = move.Kind is MoveKind.Wait or MoveKind.Forward ? 0 : await Take(machine, thread, state, move);
            var isGuess = move.Kind is MoveKind.Wait or MoveKind.Forward;
            if (
                (ThreadMoves.FoundBy(state, move) is { } expected && expected != found)
                || (!isGuess && thread.Moves.IsInVain(state, move, found))
            )
            {
                await machine.NeverEnd();
            }

            state = thread.Moves.After(state, move, found);
        }
    }

    // Returns what the cell held.
    private static Routine<int> Take(TestMachine machine, BoundThread thread, ThreadState state, ThreadMove move)
    {
        var step = thread.Moves.StepOf(state, move);
        if (step.Cell == ThreadStep.WildCell)
        {
            return Wild(machine);
        }

        return thread.Code[step.At] switch
        {
            Load { Marking: Marking.SrcuLock } => Enter(machine.Domains[step.Cell]),
            Load load => Read(
                machine,
                step,
                load,
                thread.Code.WayOf(step.At),
                ThreadMoves.FoundBy(state, move) ?? thread.Code.WantedAt(step.At)
            ),
            Store { Marking: Marking.SrcuUnlock } => Leave(machine.Domains[step.Cell], step.Operand),
            Store store => Write(machine, step, store),
            Change change => Change(machine, step, change, thread.Code.WayOf(step.At) != 0),
            LockOperation operation => Lock(machine, step, operation, ThreadMoves.FoundBy(state, move)),
            SynchronizeSrcu => Wait(machine.Domains[step.Cell]),
            Fence fence => Order(machine, step, fence),
            var other => throw new InvalidOperationException($"no step for {other}"),
        };
    }

    private static async Routine<int> Wild(TestMachine machine)
    {
        await machine.Machine.Pass("a wild access");
        machine.Machine.Fail(TestMachine.WildPointer, "an access through what is no variable's address");
        return 0;
    }

    private static async Routine<int> Read(TestMachine machine, ThreadStep step, Load load, int way, int? found)
    {
        var cell = machine.Cells[step.Cell];
        if (found is { } value)
        {
            return load.Marking == Marking.Acquire ? await cell.Until(s_is, value) : await cell.Find(value, way);
        }

        return load.Marking == Marking.Acquire ? await cell.Load(MemoryOrder.Acquire)
            : way != 0 ? await cell.Follow(way)
            : await cell.Load();
    }

    private static async Routine<int> Write(TestMachine machine, ThreadStep step, Store store)
    {
        await machine
            .Cells[step.Cell]
            .Store(step.Operand, store.Marking == Marking.Release ? MemoryOrder.Release : MemoryOrder.Once);
        return 0;
    }

    // What is reached through the result of a read-modify-write comes after it as if it were an acquire.
    private static async Routine<int> Change(TestMachine machine, ThreadStep step, Change change, bool isFollowed)
    {
        var cell = machine.Cells[step.Cell];
        var (a, b) = (step.Operand, step.Second);
        var order = change.Order switch
        {
            ChangeOrder.Full => MemoryOrder.Full,
            ChangeOrder.Acquire => MemoryOrder.Acquire,
            ChangeOrder.Release => MemoryOrder.Release,
            _ => isFollowed ? MemoryOrder.Acquire : MemoryOrder.Relaxed,
        };
        switch (change.Kind)
        {
            case ChangeKind.Exchange:
                return await cell.Exchange(a, order);
            case ChangeKind.CompareExchange:
                return await cell.FindAndExchange(a, b, order);
            case ChangeKind.AddUnless:
                return await cell.FindAndAdd(a, b, order);
            default:
                return change.Operator switch
                {
                    BinaryOperator.Add => await cell.Add(a, order) - a,
                    BinaryOperator.Subtract => await cell.Add(-a, order) + a,
                    BinaryOperator.And => await cell.Update(s_and, a, order),
                    BinaryOperator.Or => await cell.Update(s_or, a, order),
                    BinaryOperator.Xor => await cell.Update(s_xor, a, order),
                    BinaryOperator.AndNot => await cell.Update(s_andNot, a, order),
                    var other => throw new InvalidOperationException($"no atomic operation does {other}"),
                };
        }
    }

    private static async Routine<int> Lock(TestMachine machine, ThreadStep step, LockOperation operation, int? found)
    {
        var mutex = machine.Locks[step.Cell];
        switch (operation.Kind)
        {
            case LockKind.Lock:
                await mutex.Acquire();
                return 0;
            case LockKind.Unlock:
                await mutex.Release();
                return 0;
            case LockKind.TryLock:
                return await mutex.TryAcquire() ? 1 : 0;
            default:
                var word = machine.Cells[step.Cell];
                return found is { } value ? await word.Find(value, 0) : await word.Load();
        }
    }

    private static async Routine<int> Order(TestMachine machine, ThreadStep step, Fence fence)
    {
        switch (fence.Kind)
        {
            case FenceKind.RcuLock:
                return await machine.Rcu.ReadLock();
            case FenceKind.RcuUnlock:
                await machine.Rcu.ReadUnlock(step.Operand);
                return 0;
            case FenceKind.SynchronizeRcu:
                await machine.Rcu.Synchronize();
                return 0;
            default:
                await machine.Machine.Barrier(
                    fence.Kind switch
                    {
                        FenceKind.Read => MemoryBarrier.Read,
                        FenceKind.Write => MemoryBarrier.Write,
                        FenceKind.AfterAtomic => MemoryBarrier.AfterAtomic,
                        _ => MemoryBarrier.Full,
                    }
                );
                return 0;
        }
    }

    private static async Routine<int> Enter(PgmapCheck.Model.Kernel.Rcu domain) => await domain.ReadLock();

    private static async Routine<int> Leave(PgmapCheck.Model.Kernel.Rcu domain, int phase)
    {
        await domain.ReadUnlock(phase);
        return 0;
    }

    private static async Routine<int> Wait(PgmapCheck.Model.Kernel.Rcu domain)
    {
        await domain.Synchronize();
        return 0;
    }
}
