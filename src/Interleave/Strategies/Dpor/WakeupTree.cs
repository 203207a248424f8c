namespace Interleave.Strategies.Dpor;

/// <summary>
/// Sequences of steps that are to be explored from a state, as a tree: its branches are tried from the first to the
/// last. No two of them begin executions that differ only in the order of steps that commute.
/// </summary>
internal sealed class WakeupTree
{
    private readonly Move _move;
    private WakeupTree? _next; // beside this one

    /// <summary>A tree without branches.</summary>
    public WakeupTree() { }

    private WakeupTree(in Move move) => _move = move;

    /// <summary>The step that leads here.</summary>
    public ref readonly Move Move => ref _move;

    /// <summary>The first branch; null for none.</summary>
    public WakeupTree? First { get; private set; }

    /// <summary>Drops the first branch, which was explored.</summary>
    public void RemoveFirst() => First = First?._next;

    /// <summary>Adds a branch of one step behind all others.</summary>
    public WakeupTree Add(in Move move)
    {
        var branch = new WakeupTree(move);
        if (First is null)
        {
            First = branch;
            return branch;
        }

        var last = First;
        while (last._next is not null)
        {
            last = last._next;
        }

        last._next = branch;
        return branch;
    }

    /// <summary>
    /// Adds what of a sequence is not in the tree, where it leaves it. It does not begin as the first branch does,
    /// which is being explored: the sequence reverses a race with the step that leads there. Nothing is added if it
    /// only goes on where a branch ends: the search will find the rest from there.
    /// </summary>
    /// <param name="sequence">Steps that can be taken in this order. Those already in the tree are taken out of
    /// it.</param>
    /// <param name="most">How many steps to add.</param>
    public void Insert(WakeupSequence sequence, int most)
    {
        var tree = this;
        for (var branch = First?._next; branch is not null; )
        {
            if (!sequence.CanBeginWith(branch._move, out var place))
            {
                branch = branch._next;
                continue;
            }

            if (branch.First is null)
            {
                return;
            }

            if (place >= 0)
            {
                sequence.RemoveAt(place);
            }

            tree = branch;
            branch = branch.First;
        }

        for (var i = 0; i < Math.Min(most, sequence.Count); i++)
        {
            tree = tree.Add(sequence[i]);
        }
    }
}
