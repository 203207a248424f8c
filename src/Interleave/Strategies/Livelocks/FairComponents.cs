using System.Runtime.CompilerServices;
using Interleave.Search;

namespace Interleave.Strategies.Livelocks;

/// <summary>
/// The strongly connected components of a graph that is being walked through, depth first, and for each of them the
/// fibers that take a step in it and those that are blocked somewhere in it. Tarjan's algorithm (SIAM J. Comput. 1(2),
/// 1972).
/// </summary>
/// <remarks>
/// No edge is kept. An edge is inside its component if and only if its target is still open when it is taken or when
/// its target is left, and what a component's edges and states say is gathered in two sets of fibers on the way.
/// </remarks>
internal sealed class FairComponents
{
    private readonly uint _all;
    private readonly FairnessRules _rules;
    private readonly List<int> _open = []; // Tarjan's stack: states whose component is not complete
    private ulong[] _closed = new ulong[64]; // one bit for each state: its component is complete
    private Level[] _levels = new Level[1024]; // one for each state on the way
    private int _top = -1;

    public FairComponents(int fibers, FairnessRules rules)
    {
        _all = (uint)((1UL << fibers) - 1);
        _rules = rules;
    }

    public long Bytes =>
        (_open.Capacity * 4L) + (_closed.Length * 8L) + ((long)_levels.Length * Unsafe.SizeOf<Level>());

    /// <summary>The last state on the way.</summary>
    public int Last => _levels[_top].Number;

    /// <summary>True if the last state is the first of its component, which is complete when its steps have all been
    /// taken.</summary>
    public bool IsRoot => _levels[_top].Low == _levels[_top].Number;

    /// <summary>True if every fiber takes a step in the last state's component, or is blocked somewhere in it, and one
    /// takes a step.</summary>
    public bool IsFair => _levels[_top].Moved != 0 && (_levels[_top].Moved | _levels[_top].Disabled) == _all;

    /// <summary>True if the state's component is complete.</summary>
    public bool IsClosed(uint number) => (_closed[number >> 6] >> (int)(number & 63) & 1) != 0;

    /// <summary>The walk comes to a state for the first time, and will take its steps.</summary>
    /// <param name="number">How many states it came to before.</param>
    /// <param name="enabled">The fibers that can take one there; the others are blocked.</param>
    public void Enter(int number, uint enabled)
    {
        Reserve(number);
        _open.Add(number);
        if (++_top == _levels.Length)
        {
            Array.Resize(ref _levels, _top * 2);
        }

        _levels[_top] = new Level
        {
            Number = number,
            Low = number,
            Disabled = _rules.TreatedFairly(_all & ~enabled),
        };
    }

    /// <summary>The walk comes to a state for the first time, and will take no step there: a component of its
    /// own.</summary>
    public void EnterEnd(int number)
    {
        Reserve(number);
        Close(number);
    }

    /// <summary>The walk comes to a state again: a fiber took a step there from the last one on the way.</summary>
    public void Meet(uint number, int fiber)
    {
        if (!IsClosed(number))
        {
            ref var from = ref _levels[_top];
            from.Low = Math.Min(from.Low, (int)number);
            from.Moved |= 1u << fiber;
        }
    }

    /// <summary>The walk is done with the last state. If that is the first of its component, it closes the
    /// component.</summary>
    /// <param name="fiber">Whose step led there from the state before; nobody's if there is none.</param>
    public void Leave(int fiber)
    {
        var level = _levels[_top--];
        var isRoot = level.Low == level.Number;
        if (isRoot)
        {
            CloseDownTo(level.Number);
        }

        if (_top < 0)
        {
            return;
        }

        ref var before = ref _levels[_top];
        if (!isRoot)
        {
            before.Low = Math.Min(before.Low, level.Low);
            before.Moved |= level.Moved | (1u << fiber);
            before.Disabled |= level.Disabled;
        }
        else
        {
            before.Moved |= _rules.MovingInside(1u << fiber);
        }
    }

    private void CloseDownTo(int root)
    {
        int last;
        do
        {
            last = _open[^1];
            _open.RemoveAt(_open.Count - 1);
            Close(last);
        } while (last != root);
    }

    private void Close(int number) => _closed[number >> 6] |= 1UL << (number & 63);

    private void Reserve(int number)
    {
        if (number >> 6 == _closed.Length)
        {
            Array.Resize(ref _closed, _closed.Length * 2);
        }
    }

    private struct Level
    {
        public int Number;
        public int Low;
        public uint Moved;
        public uint Disabled;
    }
}
