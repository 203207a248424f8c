using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using Litmus.Executions;
using Litmus.Programs;

namespace LitmusMachine.Threads;

/// <summary>
/// What a thread may do next. In program order that is one thing at a time. With load buffering an instruction may wait
/// while later ones are done that neither need it nor have to come after it: what it will find is guessed then, and it
/// is done where its cell can be read so.
/// </summary>
/// <param name="code">The thread's instructions.</param>
/// <param name="guesses">For each cell what it may ever hold; null if everything is done in program order.</param>
internal sealed class ThreadMoves(ThreadCode code, IReadOnlyDictionary<int, SortedSet<int>>? guesses) : IImmutable
{
    /// <summary>How many instructions can wait at a time.</summary>
    public const int Slots = 8;

    /// <summary>True once there were more that could have waited.</summary>
    public bool WasBounded { get; private set; }

    /// <summary>All of them; none if the thread has ended, or can only wait without end.</summary>
    public ImmutableArray<ThreadMove> Of(ThreadState state)
    {
        var moves = ImmutableArray.CreateBuilder<ThreadMove>();
        if (!code.IsAtEnd(state))
        {
            var step = code.Next(state);
            var behind = Behind(state, step);
            if (behind == 0)
            {
                moves.Add(new ThreadMove(MoveKind.Do));
            }

            if (
                StoreFor(state, step, behind) is >= 0 and var store
                && code.MayFind(step.At, WaitingAt(state, store).Step.Operand)
            )
            {
                moves.Add(new ThreadMove(MoveKind.Forward, store));
            }

            if (guesses is not null && MayWait(state, step, behind))
            {
                moves.AddRange(Guesses(step).Select(found => new ThreadMove(MoveKind.Wait, Found: found)));
            }
        }

        foreach (var waiting in state.Waiting)
        {
            if (waiting.IsPassed && waiting.Behind == 0)
            {
                moves.Add(new ThreadMove(MoveKind.CatchUp, waiting.Slot));
            }
        }

        return moves.ToImmutable();
    }

    /// <summary>The instruction that a move does; of one that waited as it was when it was passed by.</summary>
    public ThreadStep StepOf(ThreadState state, ThreadMove move) =>
        move.Kind == MoveKind.CatchUp ? WaitingAt(state, move.Slot).Step : code.Next(state);

    /// <summary>What an instruction that waited is to find; null if nobody looks, or if it did not wait.</summary>
    public static int? FoundBy(ThreadState state, ThreadMove move) =>
        move.Kind == MoveKind.CatchUp ? WaitingAt(state, move.Slot).Found : null;

    /// <summary>True if nobody asks for an execution in which a move finds this.</summary>
    public bool IsInVain(ThreadState state, ThreadMove move, int found) =>
        StepOf(state, move) is var step
        && code.WantedAt(step.At) is { } wanted
        && ResultOf(code[step.At], step, found) != wanted;

    /// <summary>Where a move leads.</summary>
    /// <param name="state">Where it began.</param>
    /// <param name="move">The move.</param>
    /// <param name="found">What the cell held; nothing is made of it by an instruction that does not look
    /// there.</param>
    public ThreadState After(ThreadState state, ThreadMove move, int found)
    {
        var step = StepOf(state, move);
        var writes = LocalOrder.Has(step.Class, StepClass.Write);
        if (move.Kind == MoveKind.CatchUp)
        {
            return code.Settle((writes ? state.Pass(move.Slot) : state).Remove(move.Slot));
        }

        var sources = 0;
        if (move.Kind == MoveKind.Wait)
        {
            var slot = state.FreeSlot(Slots);
            state = state.Append(new WaitingStep(step, slot, move.Found, Behind(state, step), false));
            (sources, found) = (1 << slot, move.Found ?? 0);
        }
        else if (move.Kind == MoveKind.Forward)
        {
            var store = WaitingAt(state, move.Slot).Step;
            (sources, found) = (store.Needs, store.Operand);
        }
        else if (writes)
        {
            state = state.Pass(-1);
        }

        var instruction = code[step.At];
        state = state.With(FlowOrder.Target(instruction), ResultOf(instruction, step, found), sources) with
        {
            At = step.At + 1,
        };
        return code.Settle(
            instruction switch
            {
                Fence { Kind: FenceKind.RcuLock } => state with { Sections = 1, Phase = found },
                Fence { Kind: FenceKind.RcuUnlock } => state with { Sections = 0, Phase = 0 },
                _ => state,
            }
        );
    }

    private static int ResultOf(Instruction instruction, ThreadStep step, int found) =>
        instruction is Change change ? ChangeOutcome.Of(change, found, step.Operand, step.Second).Result : found;

    private bool MayWait(ThreadState state, ThreadStep step, int behind)
    {
        const StepClass Never = StepClass.Full | StepClass.Acquire | StepClass.Enter;
        var isRead = LocalOrder.Has(step.Class, StepClass.Read);
        if (
            LocalOrder.Has(step.Class, Never)
            || step.Cell == ThreadStep.WildCell
            || !code.MayBePassed(step.At)
            || !(isRead || behind != 0)
            || state.Waiting.Any(waiting => waiting.Step.At == step.At)
        )
        {
            return false;
        }

        WasBounded |= state.Waiting.Length == Slots;
        return state.Waiting.Length < Slots;
    }

    private IEnumerable<int?> Guesses(ThreadStep step) =>
        !LocalOrder.Has(step.Class, StepClass.Read) || !code.IsWanted(step.At) ? [null]
        : code[step.At] is LockOperation ? [0, 1]
        : guesses!.TryGetValue(step.Cell, out var values)
            ? values.Where(value => code.MayFind(step.At, value)).Select(value => (int?)value)
        : [];

    // A load may find what an own store will store before anybody else can (rfi is no part of happens-before).
    private int StoreFor(ThreadState state, ThreadStep step, int behind)
    {
        if (code[step.At] is not Load { Marking: not Marking.SrcuLock } || behind == 0)
        {
            return -1;
        }

        foreach (var waiting in state.Waiting.Reverse())
        {
            if (waiting.Step.Cell == step.Cell)
            {
                return code[waiting.Step.At] is Store && behind == 1 << waiting.Slot ? waiting.Slot : -1;
            }
        }

        return -1;
    }

    // What has to be done before an instruction, as bits.
    private static int Behind(ThreadState state, ThreadStep step)
    {
        var behind = step.Needs;
        foreach (var waiting in state.Waiting)
        {
            behind |= waiting.Step.StaysBefore(step) ? 1 << waiting.Slot : 0;
        }

        return behind;
    }

    private static WaitingStep WaitingAt(ThreadState state, int slot) =>
        state.Waiting.First(waiting => waiting.Slot == slot);
}
