namespace Litmus.Executions;

/// <summary>
/// All histories of one cell that are coherent (no access finds or is older than what its thread has met, and no read
/// finds its own thread's future) and atomic (a read-modify-write comes directly after what it read), and in which
/// every read finds the value that its thread's run says.
/// </summary>
internal sealed class CellHistories
{
    private readonly EventGraph _graph;
    private readonly CancellationToken _cancellation;
    private readonly int[] _accesses;
    private readonly int[] _writes;
    private readonly List<int> _order = [];
    private readonly int[] _place;
    private readonly (int Read, int Write)[] _found;
    private readonly List<CellHistory> _histories = [];

    private CellHistories(EventGraph graph, int initial, CancellationToken cancellation)
    {
        (_graph, _cancellation) = (graph, cancellation);
        var cell = graph.Events[initial].Cell;
        _accesses =
        [
            .. Enumerable
                .Range(0, graph.Size)
                .Where(e => e != initial && graph.Events[e].IsAccess && graph.Events[e].Cell == cell),
        ];
        _writes = [.. _accesses.Where(e => graph.Events[e].Kind == EventKind.Write)];
        _found = new (int, int)[_accesses.Length - _writes.Length];
        _place = new int[graph.Size];
        _order.Add(initial);
    }

    /// <summary>The histories.</summary>
    /// <param name="graph">The events.</param>
    /// <param name="initial">The event that is the cell's value at the start.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    /// <exception cref="BoundException">There are too many.</exception>
    public static List<CellHistory> Of(EventGraph graph, int initial, CancellationToken cancellation)
    {
        var histories = new CellHistories(graph, initial, cancellation);
        histories.PlaceWrites();
        return histories._histories;
    }

    private void PlaceWrites()
    {
        if (_order.Count == _writes.Length + 1)
        {
            _cancellation.ThrowIfCancellationRequested();
            PlaceReads(0, 0, -1, -1);
            return;
        }

        foreach (var write in _writes)
        {
            if (_place[write] > 0 || IsBehindAnother(write) || !FindsItsValue(write))
            {
                continue;
            }

            _place[write] = _order.Count;
            _order.Add(write);
            PlaceWrites();
            _order.RemoveAt(_order.Count - 1);
            _place[write] = 0;
        }
    }

    private bool IsBehindAnother(int write)
    {
        foreach (var other in _writes)
        {
            if (other < write && _place[other] == 0 && _graph.Events[other].Thread == _graph.Events[write].Thread)
            {
                return true;
            }
        }

        return false;
    }

    private bool FindsItsValue(int write) => _graph.ReadOf(write) is not (>= 0 and var read) || Agree(read, _order[^1]);

    // A lock is found taken by who took it, and found free where it was dropped or never taken.
    private bool Agree(int read, int write) => _graph.Events[read].Value == _graph.Events[write].Value;

    /// <summary>Chooses what each read finds, in the order of the events.</summary>
    /// <param name="at">The next access.</param>
    /// <param name="reads">How many of those before it are reads.</param>
    /// <param name="oldest">The place of what its thread has met; -1 if that is nothing.</param>
    /// <param name="thread">The thread of the access before it.</param>
    private void PlaceReads(int at, int reads, int oldest, int thread)
    {
        if (at == _accesses.Length)
        {
            if (_histories.Count == ExecutionBounds.HistoriesOfCell)
            {
                throw new BoundException("a cell has too many histories");
            }

            _histories.Add(new CellHistory([.. _order], [.. _found], _graph.Events[_order[^1]].Value));
            return;
        }

        var access = _accesses[at];
        if (_graph.Events[access].Thread != thread)
        {
            (oldest, thread) = (-1, _graph.Events[access].Thread);
        }

        if (_graph.Events[access].Kind == EventKind.Write)
        {
            if (_place[access] > oldest)
            {
                PlaceReads(at + 1, reads, _place[access], thread);
            }

            return;
        }

        var own = at + 1 < _accesses.Length && _graph.ReadOf(_accesses[at + 1]) == access ? _accesses[at + 1] : -1;
        var (from, to) = own >= 0 ? (_place[own] - 1, _place[own] - 1) : (Math.Max(0, oldest), _order.Count - 1);
        for (var place = Math.Max(from, Math.Max(0, oldest)); place <= to; place++)
        {
            if (Agree(access, _order[place]))
            {
                _found[reads] = (access, _order[place]);
                PlaceReads(at + 1, reads + 1, place, thread);
            }
        }
    }
}
