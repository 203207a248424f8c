using Interleave.Execution.States;
using Interleave.Memory;

namespace Interleave.Strategies.Dpor;

/// <summary>The steps of the execution at hand, and which of them happen before which: a vector clock for
/// each.</summary>
internal sealed class Trail
{
    private readonly int _fibers;
    private readonly int[] _last; // of each fiber
    private readonly List<int> _races = [];
    private readonly int[] _first; // of each fiber, among the steps that a race leaves
    private readonly int[] _known;

    // row i: of each fiber, how many steps of the trail are its last one that is step i or before it
    private int[] _clocks;
    private Event[] _events = new Event[64];

    public Trail(int fibers)
    {
        _fibers = fibers;
        _last = new int[fibers];
        _first = new int[fibers];
        _known = new int[fibers];
        _clocks = new int[64 * fibers];
        Array.Fill(_last, -1);
    }

    public int Count { get; private set; }

    public ref readonly Event this[int index] => ref _events[index];

    /// <summary>Adds a step that was just taken.</summary>
    public void Push(in StepUndo undo, in Move move)
    {
        if (Count == _events.Length)
        {
            Array.Resize(ref _events, Count * 2);
            Array.Resize(ref _clocks, Count * 2 * _fibers);
        }

        _events[Count] = new Event(undo, move, _last[undo.Fiber]);
        var clock = Clock(Count);
        CopyClock(_last[undo.Fiber], clock);
        for (var i = Count - 1; i >= 0; i--)
        {
            if (clock[_events[i].Fiber] <= i && _events[i].Move.ConflictsWith(move))
            {
                Join(clock, i);
            }
        }

        clock[undo.Fiber] = Count + 1;
        _last[undo.Fiber] = Count++;
    }

    /// <summary>Takes the last step back.</summary>
    public StepUndo Pop()
    {
        ref readonly var last = ref _events[--Count];
        _last[last.Fiber] = last.Before;
        return last.Undo;
    }

    /// <summary>The fingerprint of the state that a step was taken in.</summary>
    public ulong StateBefore(int index) => _events[index].Undo.First;

    /// <summary>
    /// The steps before <paramref name="end"/> that a step there is in a race with: nothing orders the two but
    /// themselves, and it could have been taken instead. The list is good until the next call.
    /// </summary>
    /// <remarks>
    /// A step that waits does not race with those that let it go on: they are passed over without a trace, because what
    /// comes to its turn before them may, as the one who took the lock first.
    /// </remarks>
    public List<int> RacesOf(in Move move, int end, ReadOnlySpan<int> memory)
    {
        _races.Clear();
        CopyClock(end < Count ? _events[end].Before : _last[move.Fiber], _known);
        for (var i = end - 1; i >= 0; i--)
        {
            ref readonly var earlier = ref _events[i];
            if (
                earlier.Fiber == move.Fiber
                || _known[earlier.Fiber] > i
                || !earlier.Move.ConflictsWith(move)
                || (move.Operation.IsGuarded && !CouldRunBefore(i, end, move.Operation, memory))
            )
            {
                continue;
            }

            _races.Add(i);
            Join(_known, i);
        }

        return _races;
    }

    /// <summary>
    /// Who can begin an execution in which the race between step <paramref name="index"/> and a step at
    /// <paramref name="end"/> goes the other way: the initials of what does not depend on the former, followed by the
    /// latter (Abdulla et al., POPL 2014, section 4).
    /// </summary>
    public uint Initials(int index, in Move move, int end)
    {
        var owner = _events[index].Fiber;
        Array.Fill(_first, int.MaxValue);
        var initials = 0u;
        var isFirst = true; // the racing step, if its fiber takes no other
        for (var i = index + 1; i < end; i++)
        {
            var clock = Clock(i);
            ref readonly var step = ref _events[i];
            if (clock[owner] > index)
            {
                continue;
            }

            if (_first[step.Fiber] == int.MaxValue)
            {
                _first[step.Fiber] = i;
                initials |= IsInitial(step.Fiber, i, clock) ? 1u << step.Fiber : 0;
            }

            isFirst &= !step.Move.ConflictsWith(move);
        }

        return initials | (isFirst && _first[move.Fiber] == int.MaxValue ? 1u << move.Fiber : 0);
    }

    /// <summary>Notes the steps behind one that do not depend on it; they can be taken without it.</summary>
    public void CopyIndependent(int index, WakeupSequence sequence)
    {
        sequence.Clear();
        var owner = _events[index].Fiber;
        for (var i = index + 1; i < Count; i++)
        {
            if (Clock(i)[owner] <= index)
            {
                sequence.Add(_events[i].Move);
            }
        }
    }

    /// <summary>
    /// What a step at <paramref name="end"/> would meet before step <paramref name="index"/>: of the steps from there
    /// on, those that do not depend on it come before it, too.
    /// </summary>
    /// <returns>What its cell would hold, and the cell of its lifetime; 1 if it has none.</returns>
    public (int Value, int Life) ValuesBefore(int index, int end, in HotOperation operation, ReadOnlySpan<int> memory)
    {
        var owner = _events[index].Fiber;
        var value = operation.Location < 0 ? 0 : memory[operation.Location];
        var life = operation.Lifetime < 0 ? 1 : memory[operation.Lifetime];
        for (var i = Count - 1; i >= index; i--)
        {
            ref readonly var step = ref _events[i];
            if (i >= end || Clock(i)[owner] > index)
            {
                value = operation.Location >= 0 && step.Undo.Location == operation.Location ? step.Undo.Value : value;
                life = operation.Lifetime >= 0 && step.Undo.Location == operation.Lifetime ? step.Undo.Value : life;
            }
        }

        return (value, life);
    }

    private bool IsInitial(int fiber, int index, ReadOnlySpan<int> clock)
    {
        for (var other = 0; other < _fibers; other++)
        {
            if (other != fiber && _first[other] < index && clock[other] > _first[other])
            {
                return false;
            }
        }

        return true;
    }

    private bool CouldRunBefore(int index, int end, in HotOperation operation, ReadOnlySpan<int> memory)
    {
        var (value, life) = ValuesBefore(index, end, operation, memory);
        return operation.IsOpen(value, life);
    }

    private Span<int> Clock(int index) => _clocks.AsSpan(index * _fibers, _fibers);

    private void CopyClock(int index, Span<int> to)
    {
        if (index < 0)
        {
            to.Clear();
        }
        else
        {
            Clock(index).CopyTo(to);
        }
    }

    private void Join(Span<int> clock, int index)
    {
        var other = Clock(index);
        for (var fiber = 0; fiber < _fibers; fiber++)
        {
            clock[fiber] = Math.Max(clock[fiber], other[fiber]);
        }
    }
}

/// <summary>A step of the execution at hand.</summary>
/// <param name="Undo">What it changed.</param>
/// <param name="Move">Whose it is, and what it did.</param>
/// <param name="Before">The last step of the same fiber before; -1 for none.</param>
internal readonly record struct Event(StepUndo Undo, Move Move, int Before)
{
    public int Fiber => Undo.Fiber;
}
