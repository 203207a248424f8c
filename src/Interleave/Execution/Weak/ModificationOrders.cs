using Interleave.Routines;

namespace Interleave.Execution.Weak;

/// <summary>
/// All stores that somebody may still read, cell by cell, the newest last, and every view of them. A timestamp in a
/// history is counted from the oldest message kept, so that states that differ only by what nobody can read any more
/// are equal.
/// </summary>
/// <remarks>
/// One array of views, of the same length all: those of the fibers, what full barriers have shared, for each cell what
/// sections left behind, and two of each message. A cell without a column has its newest message alone, and no column
/// in a view.
/// </remarks>
internal sealed class ModificationOrders
{
    /// <summary>The longest history; a step that would make a longer one is not taken.</summary>
    public const int MaxLength = 24;

    // in the word that is saved of a history: its length, whether sections left something, which messages are adjacent
    private const int AdjacencyFrom = 6;

    private readonly int[] _columns;
    private readonly int _fibers;
    private readonly int[] _first; // where each cell's messages begin
    private readonly int[] _counts;

    // for each cell that sections count themselves in, whether any that ended has seen something
    private readonly bool[] _hasLeft;
    private readonly int[] _values;
    private readonly bool[] _adjacent;
    private readonly NumberedViews _views;
    private readonly int[] _inUse;

    /// <summary>Histories of the first values alone.</summary>
    /// <param name="initial">The values.</param>
    /// <param name="fibers">How many fibers there are.</param>
    /// <param name="columns">For each cell its column in views; -1 if nobody can tell its messages apart. Null: each
    /// has its own.</param>
    public ModificationOrders(ReadOnlySpan<int> initial, int fibers, int[]? columns = null)
    {
        _columns = columns ?? [.. Enumerable.Range(0, initial.Length)];
        ColumnCount = _columns.Count(static column => column >= 0);
        _fibers = fibers;
        (_first, _counts, _hasLeft) = (new int[initial.Length], new int[initial.Length], new bool[initial.Length]);
        var slots = 0;
        for (var location = 0; location < initial.Length; location++)
        {
            (_first[location], _counts[location]) = (slots, 1);
            slots += _columns[location] < 0 ? 1 : MaxLength;
        }

        (_values, _adjacent) = (new int[slots], new bool[slots]);
        for (var location = 0; location < initial.Length; location++)
        {
            _values[_first[location]] = initial[location];
        }

        _views = new NumberedViews(FirstOfMessages + (2 * slots), Views.WidthOf(ColumnCount));
        _inUse = [.. Enumerable.Range(0, FirstOfMessages + (2 * slots))];
    }

    public int Cells => _columns.Length;

    public int ColumnCount { get; }

    /// <summary>How many bytes a view takes.</summary>
    public int Width => _views.Width;

    /// <summary>What full barriers have shared.</summary>
    public Span<byte> Barriers => View(_fibers * FiberViews.Count);

    private int FirstOfMessages => (_fibers * FiberViews.Count) + 1 + Cells;

    /// <summary>How many messages of a cell there are.</summary>
    public int Count(int location) => _counts[location];

    /// <summary>A cell's column in views; -1 if it has none.</summary>
    public int Column(int location) => _columns[location];

    /// <summary>A message, by its timestamp.</summary>
    public Message At(int location, int timestamp)
    {
        var slot = _first[location] + timestamp;
        return new Message(_values[slot], _adjacent[slot], View(ViewAt(slot)), View(ViewAt(slot) + 1));
    }

    /// <summary>A message's value alone.</summary>
    public int ValueAt(int location, int timestamp) => _values[_first[location] + timestamp];

    /// <summary>True if a message is of a read-modify-write that read the one before it.</summary>
    public bool IsAdjacent(int location, int timestamp) => _adjacent[_first[location] + timestamp];

    /// <summary>The newest message's value.</summary>
    public int NewestValue(int location) => _values[_first[location] + _counts[location] - 1];

    /// <summary>True if of a cell there is a value and nothing else: one message that tells nothing, and no section has
    /// left anything.</summary>
    public bool IsBare(int location) =>
        _counts[location] == 1 && !_hasLeft[location] && Views.IsEmpty(_views.From(ViewAt(_first[location]), 2));

    /// <summary>The newest message: what is in memory when everything has arrived.</summary>
    public Message Newest(int location) => At(location, _counts[location] - 1);

    public FiberViews Of(int fiber) => new(_views.From(fiber * FiberViews.Count, FiberViews.Count));

    /// <summary>A timestamp in a view.</summary>
    public int TimestampIn(ReadOnlySpan<byte> view, int location) =>
        _columns[location] < 0 ? 0 : view[_columns[location]];

    /// <summary>Notes in a view that a message was met.</summary>
    public void Raise(Span<byte> view, int location, int timestamp)
    {
        if (_columns[location] is var column and >= 0)
        {
            view[column] = Math.Max(view[column], (byte)timestamp);
        }
    }

    /// <summary>A full barrier: shares what the fiber has met with those that had or will have one, both
    /// ways.</summary>
    public void ShareAll(int fiber)
    {
        var views = Of(fiber);
        Views.Join(Barriers, views.Acquire);
        Views.Join(views.Acquire, Barriers);
        Views.Join(views.ScFence, Barriers);
        Views.Join(views.Current, views.Acquire);
        Views.Join(views.StoreBound, views.Acquire);
        Views.Join(views.Release, views.Acquire);
    }

    /// <summary>Puts a message into a history; those from <paramref name="timestamp"/> on move up in every
    /// view.</summary>
    /// <returns>Its timestamp.</returns>
    public int Insert(
        int location,
        int timestamp,
        int value,
        bool isAdjacent,
        ReadOnlySpan<byte> view,
        ReadOnlySpan<byte> scFence
    )
    {
        var (first, count, column) = (_first[location], _counts[location], _columns[location]);
        if (column < 0)
        {
            timestamp = 0;
        }
        else
        {
            if (timestamp < count)
            {
                MoveUp(column, timestamp);
                Move(location, timestamp, timestamp + 1, count - timestamp);
            }

            _counts[location]++;
        }

        (_values[first + timestamp], _adjacent[first + timestamp]) = (value, isAdjacent);
        var kept = View(ViewAt(first + timestamp));
        view.CopyTo(kept);
        scFence.CopyTo(View(ViewAt(first + timestamp) + 1));
        if (column >= 0)
        {
            kept[column] = (byte)timestamp;
        }

        return timestamp;
    }

    /// <summary>Makes a message nobody's to read: its value and its views mean nothing any more.</summary>
    public void Blank(int location, int timestamp)
    {
        _values[_first[location] + timestamp] = 0;
        var message = At(location, timestamp);
        message.View.Clear();
        message.ScFence.Clear();
    }

    /// <summary>Lets nobody know any more that nothing may come before a message.</summary>
    public void Detach(int location, int timestamp) => _adjacent[_first[location] + timestamp] = false;

    /// <summary>Forgets all but the newest message of a cell that is always read in full.</summary>
    public void Collapse(int location)
    {
        if (_columns[location] is var column and >= 0)
        {
            Move(location, _counts[location] - 1, 0, 1);
            _counts[location] = 1;
            foreach (var number in InUse())
            {
                View(number)[column] = 0;
            }
        }
    }

    /// <summary>What ended sections have seen, for the cell that they count themselves in; empty if there is
    /// nothing.</summary>
    public Span<byte> LeftBehind(int location) => _hasLeft[location] ? View(LeftAt(location)) : [];

    public void LeaveBehind(int location, ReadOnlySpan<byte> view)
    {
        if (!_hasLeft[location])
        {
            _hasLeft[location] = true;
            View(LeftAt(location)).Clear();
        }

        Views.Join(View(LeftAt(location)), view);
    }

    /// <summary>Nobody will ask any more what ended sections have seen.</summary>
    public void ForgetLeftBehind(int location) => _hasLeft[location] = false;

    /// <summary>Forgets the messages before those given, but never a newest one.</summary>
    /// <param name="oldest">For each column a timestamp. What is lost of it is the caller's.</param>
    public void ForgetOlder(Span<byte> oldest)
    {
        for (var location = 0; location < Cells; location++)
        {
            if (_columns[location] is var column and >= 0)
            {
                var (count, by) = (_counts[location], Math.Min(oldest[column], _counts[location] - 1));
                oldest[column] = (byte)by;
                if (by > 0)
                {
                    Move(location, by, 0, count - by);
                    _counts[location] = count - by;
                }
            }
        }

        for (var column = ColumnCount; column < oldest.Length; column++)
        {
            oldest[column] = 0;
        }

        if (!Views.IsEmpty(oldest))
        {
            foreach (var number in InUse())
            {
                Views.Lower(View(number), oldest);
            }
        }
    }

    public void Save(List<int> to)
    {
        for (var location = 0; location < Cells; location++)
        {
            var (first, count) = (_first[location], _counts[location]);
            var head = count | (_hasLeft[location] ? 1 << (AdjacencyFrom - 1) : 0);
            for (var timestamp = 0; timestamp < count; timestamp++)
            {
                head |= _adjacent[first + timestamp] ? 1 << (AdjacencyFrom + timestamp) : 0;
            }

            to.Add(head);
            to.AddRange(_values.AsSpan(first, count));
        }

        _views.Save(InUse(), to);
    }

    public void Restore(ReadOnlySpan<int> from)
    {
        for (var location = 0; location < Cells; location++)
        {
            var (head, first) = (from[0], _first[location]);
            var count = head & ((1 << (AdjacencyFrom - 1)) - 1);
            (_counts[location], _hasLeft[location]) = (count, (head >> (AdjacencyFrom - 1) & 1) != 0);
            from.Slice(1, count).CopyTo(_values.AsSpan(first));
            for (var timestamp = 0; timestamp < count; timestamp++)
            {
                _adjacent[first + timestamp] = (head >> (AdjacencyFrom + timestamp) & 1) != 0;
            }

            from = from[(1 + count)..];
        }

        _views.Restore(InUse(), from);
    }

    /// <summary>A hash of everything but what single fibers know.</summary>
    public ulong Hash()
    {
        var sum = Views.Hash(Barriers, 1);
        for (var location = 0; location < Cells; location++)
        {
            var hash = (ulong)location + 0x9E3779B97F4A7C15UL;
            if (IsBare(location))
            {
                sum += StableHash.Mix(hash + ((ulong)(uint)NewestValue(location) << 32));
                continue;
            }

            for (var timestamp = 0; timestamp < _counts[location]; timestamp++)
            {
                var message = At(location, timestamp);
                var isAdjacent = timestamp > 0 && message.IsAdjacent; // to what is still there
                hash = StableHash.Mix(
                    Views.Hash(message.ScFence, Views.Hash(message.View, hash))
                        + ((ulong)(uint)message.Value << 1)
                        + (isAdjacent ? 1UL : 0)
                );
            }

            sum += _hasLeft[location] ? Views.Hash(View(LeftAt(location)), hash + 3) : hash;
        }

        return sum;
    }

    /// <summary>A hash of what a fiber knows.</summary>
    public ulong HashOf(int fiber) => Views.Hash(Of(fiber).All, 2);

    private Span<byte> View(int number) => _views[number];

    private int LeftAt(int location) => (_fibers * FiberViews.Count) + 1 + location;

    private int ViewAt(int slot) => FirstOfMessages + (2 * slot);

    private void MoveUp(int column, int timestamp)
    {
        foreach (var number in InUse())
        {
            ref var at = ref View(number)[column];
            at += (byte)(at >= timestamp ? 1 : 0);
        }
    }

    // Moves messages to another timestamp in their history.
    private void Move(int location, int from, int to, int count)
    {
        var first = _first[location];
        Array.Copy(_values, first + from, _values, first + to, count);
        Array.Copy(_adjacent, first + from, _adjacent, first + to, count);
        _views.Copy(ViewAt(first + from), ViewAt(first + to), 2 * count);
    }

    // The numbers of all views that mean something.
    private ReadOnlySpan<int> InUse()
    {
        var count = LeftAt(0);
        for (var location = 0; location < Cells; location++)
        {
            if (_hasLeft[location])
            {
                _inUse[count++] = LeftAt(location);
            }
        }

        for (var location = 0; location < Cells; location++)
        {
            var first = ViewAt(_first[location]);
            for (var i = 0; i < 2 * _counts[location]; i++)
            {
                _inUse[count++] = first + i;
            }
        }

        return _inUse.AsSpan(0, count);
    }
}
