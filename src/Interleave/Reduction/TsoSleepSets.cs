using System.Numerics;
using Interleave.Execution.Tso;
using Interleave.Memory;
using Interleave.Schedules;
using Interleave.Search;

namespace Interleave.Reduction;

/// <summary>
/// Sleep sets under total store order (Godefroid, LNCS 1032, chapter 5; why they are sound in any order of visits, see
/// <see cref="SleepSets"/>). What sleeps are processes: each fiber is one, and so is its store buffer.
/// </summary>
/// <remarks>
/// Two steps of different fibers depend on each other if one writes to memory what the other reads or writes there. A
/// store that enters a buffer writes nothing there.
/// </remarks>
internal sealed class TsoSleepSets
{
    private readonly StoreBufferExecution _execution;
    private readonly StoreBuffers _buffers;
    private readonly ReductionRules _rules;
    private readonly bool _isSymmetric;
    private readonly byte[] _order;
    private readonly int _fibers;

    /// <summary>Nothing sleeps.</summary>
    /// <param name="execution">Who takes steps.</param>
    /// <param name="isSymmetric">True if equal fibers can change places.</param>
    /// <param name="rules">What it relies on.</param>
    public TsoSleepSets(StoreBufferExecution execution, bool isSymmetric, ReductionRules rules)
    {
        (_execution, _buffers, _isSymmetric, _rules) = (execution, execution.Buffers, isSymmetric, rules);
        _fibers = execution.Shown.FiberCount;
        _order = [.. Enumerable.Range(0, _fibers).Select(static fiber => (byte)fiber)];
    }

    /// <summary>How many fibers there can be: a set has a bit for each of them, and one for each buffer.</summary>
    public const int MostFibers = 16;

    /// <summary>The process whose step it is, as a set.</summary>
    public uint ProcessOf(ScheduledStep step) => 1u << (step.Fiber + (step.IsCommit ? _fibers : 0));

    /// <summary>The processes of a fiber and of its buffer.</summary>
    public uint ProcessesOf(int fiber) => (1u << fiber) | (1u << (fiber + _fibers));

    /// <summary>Those of the processes that sleep behind a step that is about to be taken.</summary>
    public uint After(uint sleep, ScheduledStep step)
    {
        var asleep = 0u;
        for (var rest = sleep & ~ProcessOf(step); rest != 0; rest &= rest - 1)
        {
            var process = BitOperations.TrailingZeroCount(rest);
            var other = StepOf(process);
            if (other.Fiber == step.Fiber ? DoNotMeet(step, other) : AreIndependent(step, other))
            {
                asleep |= 1u << process;
            }
        }

        return asleep;
    }

    /// <summary>True if the order of two steps of different fibers, both of which can be taken, does not
    /// matter.</summary>
    public bool AreIndependent(ScheduledStep a, ScheduledStep b)
    {
        ref readonly var one = ref OperationOf(a);
        ref readonly var other = ref OperationOf(b);
        return !_rules.AreDependent(one, other)
            || !((IsMet(one, other) && IsAtMemory(a, one)) || (IsMet(other, one) && IsAtMemory(b, other)));
    }

    // A fiber's own step and its buffer's: a load finds its store in either place, and a store enters the buffer if
    // others are left there.
    private bool DoNotMeet(ScheduledStep a, ScheduledStep b)
    {
        ref readonly var own = ref OperationOf(a.IsCommit ? b : a);
        return !own.Writes || (StoreBufferRules.IsBuffered(own) && _buffers.CountOf(a.Fiber) > 1);
    }

    /// <summary>Writes a set in the order of what fibers are in, so that it means the same in every permutation of the
    /// state. Equal fibers sleep together: the set is extended by them.</summary>
    public uint ToRanks(ref uint sleep)
    {
        if (!_isSymmetric)
        {
            return sleep;
        }

        Sort();
        if (sleep == 0)
        {
            return 0;
        }

        for (var rank = 1; rank < _fibers; rank++)
        {
            Extend(ref sleep, _order[rank - 1], _order[rank]);
        }

        for (var rank = _fibers - 1; rank > 0; rank--)
        {
            Extend(ref sleep, _order[rank], _order[rank - 1]);
        }

        var ranks = 0u;
        for (var rank = 0; rank < _fibers; rank++)
        {
            ranks |= (sleep >> _order[rank] & 1) << rank;
            ranks |= (sleep >> (_order[rank] + _fibers) & 1) << (rank + _fibers);
        }

        return ranks;
    }

    /// <summary>The processes that have these places in the order of the last <see cref="ToRanks"/>.</summary>
    public uint FromRanks(uint ranks)
    {
        if (!_isSymmetric)
        {
            return ranks;
        }

        var processes = 0u;
        for (var rank = 0; rank < _fibers; rank++)
        {
            processes |= (ranks >> rank & 1) << _order[rank];
            processes |= (ranks >> (rank + _fibers) & 1) << (_order[rank] + _fibers);
        }

        return processes;
    }

    /// <summary>A process, and those of fibers that are equal to its own.</summary>
    public uint EqualTo(uint process)
    {
        var place = BitOperations.TrailingZeroCount(process);
        var (fiber, shift) = (place % _fibers, place - (place % _fibers));
        for (var other = 0; _isSymmetric && other < _fibers; other++)
        {
            process |= other != fiber && _execution.AreEqual(fiber, other) ? 1u << (other + shift) : 0;
        }

        return process;
    }

    // Where fibers are equal, what sleeps of one of them sleeps of the other.
    private void Extend(ref uint sleep, int from, int to)
    {
        if ((sleep & ProcessesOf(from)) != 0 && _execution.AreEqual(from, to))
        {
            sleep |= (sleep >> from & 1) << to;
            sleep |= (sleep >> (from + _fibers) & 1) << (to + _fibers);
        }
    }

    private void Sort() // nearly sorted, from the state before
    {
        for (var i = 1; i < _order.Length; i++)
        {
            var fiber = _order[i];
            var j = i - 1;
            for (; j >= 0 && _execution.Compare(_order[j], fiber) > 0; j--)
            {
                _order[j + 1] = _order[j];
            }

            _order[j + 1] = fiber;
        }
    }

    private ScheduledStep StepOf(int process) =>
        process < _fibers ? new ScheduledStep(process, 0) : new ScheduledStep(process - _fibers, ScheduledStep.Commit);

    private ref readonly HotOperation OperationOf(ScheduledStep step)
    {
        if (step.IsCommit)
        {
            return ref _buffers.StoreOf(step.Fiber, 0);
        }

        return ref _execution.Shown.OperationOf(step.Fiber);
    }

    // The cell that the first one is on, where the other one looks at it.
    private static bool IsMet(in HotOperation writer, in HotOperation other) =>
        writer.Location >= 0 && (writer.Location == other.Location || writer.Location == other.Lifetime);

    private bool IsAtMemory(ScheduledStep step, in HotOperation operation)
    {
        if (!operation.Writes || step.IsCommit || !StoreBufferRules.IsBuffered(operation))
        {
            return operation.Writes;
        }

        _execution.Peek(step, out var entersBuffer);
        return !entersBuffer;
    }
}
