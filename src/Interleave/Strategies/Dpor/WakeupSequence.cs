using Interleave.Search;

namespace Interleave.Strategies.Dpor;

/// <summary>Steps that can be taken from a state, so that a race goes the other way than it went.</summary>
internal sealed class WakeupSequence
{
    private Move[] _moves = new Move[64];

    public int Count { get; private set; }

    public ref readonly Move this[int index] => ref _moves[index];

    public void Clear() => Count = 0;

    public void Add(in Move move)
    {
        if (Count == _moves.Length)
        {
            Array.Resize(ref _moves, Count * 2);
        }

        _moves[Count++] = move;
    }

    public void RemoveAt(int index)
    {
        Count--;
        Array.Copy(_moves, index + 1, _moves, index, Count - index);
    }

    /// <summary>
    /// True if what the sequence leads to can begin with a step: nothing before its place in the sequence conflicts
    /// with it, or it has no place there, and nothing there conflicts with it. These are the paper's weak initials.
    /// </summary>
    /// <param name="move">A step that can be taken in the same state.</param>
    /// <param name="place">Its place in the sequence; -1 for none.</param>
    /// <param name="rules">What it relies on; null for what is sound.</param>
    public bool CanBeginWith(in Move move, out int place, PartialOrderRules? rules = null)
    {
        for (place = 0; place < Count; place++)
        {
            ref readonly var other = ref _moves[place];
            if (other.Fiber == move.Fiber)
            {
                return other.Choice == move.Choice;
            }

            if (
                (rules ?? PartialOrderRules.Sound).ComesBefore(
                    other.Operation,
                    move.Operation,
                    other.IsVisible && move.IsVisible
                )
            )
            {
                return false;
            }
        }

        place = -1;
        return true;
    }
}
