using Interleave.Routines;

namespace Interleave.Search.Relaxed;

/// <summary>
/// All stores that somebody may still read, cell by cell, the newest last, and every view of them. A place in a history is
/// counted from the oldest message kept, so that states that differ only by what nobody can read any more are equal.
/// </summary>
internal sealed class MessageHistories
{
    /// <summary>The longest history; a step that would make a longer one is not taken.</summary>
    public const int MaxLength = 24;

    private readonly List<Message>[] _histories;
    private readonly FiberViews[] _fibers;
    private readonly int[] _barriers; // what full barriers have shared
    private readonly int[]?[] _left; // for each cell that sections count themselves in, what those that ended have seen

    public MessageHistories(ReadOnlySpan<int> initial, int fibers)
    {
        var cells = initial.Length;
        _histories = new List<Message>[cells];
        for (var location = 0; location < cells; location++)
        {
            _histories[location] = [new Message(initial[location], false, new int[cells], new int[cells])];
        }

        _fibers = [.. Enumerable.Range(0, fibers).Select(_ => new FiberViews(cells))];
        _barriers = new int[cells];
        _left = new int[]?[cells];
    }

    public int Cells => _histories.Length;

    public IReadOnlyList<Message> this[int location] => _histories[location];

    /// <summary>The newest message: what is in memory when everything has arrived.</summary>
    public Message Newest(int location) => _histories[location][^1];

    public FiberViews Of(int fiber) => _fibers[fiber];

    public static void Join(int[] view, int[] other)
    {
        for (var location = 0; location < view.Length; location++)
        {
            view[location] = Math.Max(view[location], other[location]);
        }
    }

    /// <summary>A full barrier: shares what the fiber has met with those that had or will have one, both ways.</summary>
    public void ShareAll(int fiber, bool withOthers)
    {
        var views = _fibers[fiber];
        if (withOthers)
        {
            Join(_barriers, views.Seen);
            Join(views.Seen, _barriers);
            Join(views.Settled, _barriers);
        }

        Join(views.Read, views.Seen);
        Join(views.Released, views.Seen);
    }

    /// <summary>Puts a message into a history; those from <paramref name="place"/> on move up in every view.</summary>
    public void Insert(int location, int place, Message message)
    {
        var history = _histories[location];
        if (place < history.Count)
        {
            ForEachView(view => view[location] += view[location] >= place ? 1 : 0);
        }

        message.View[location] = place;
        history.Insert(place, message);
    }

    /// <summary>Forgets all but the newest message of a cell that is always read in full.</summary>
    public void Collapse(int location)
    {
        _histories[location].RemoveRange(0, _histories[location].Count - 1);
        ForEachView(view => view[location] = 0);
    }

    /// <summary>What ended sections have seen, for the cell that they count themselves in.</summary>
    public int[]? LeftBehind(int location) => _left[location];

    public void LeaveBehind(int location, int[] view) => Join(_left[location] ??= new int[Cells], view);

    /// <summary>Forgets what no fiber can read or store before any more.</summary>
    /// <param name="isLive">For each fiber whether it has steps left.</param>
    public void Forget(ReadOnlySpan<bool> isLive)
    {
        for (var fiber = 0; fiber < _fibers.Length; fiber++)
        {
            foreach (var view in isLive[fiber] ? [] : _fibers[fiber].All)
            {
                Array.Clear(view);
            }
        }

        for (var location = 0; location < Cells; location++)
        {
            var oldest = _histories[location].Count - 1;
            for (var fiber = 0; fiber < _fibers.Length; fiber++)
            {
                oldest = isLive[fiber] ? Math.Min(oldest, _fibers[fiber].Read[location]) : oldest;
            }

            if (oldest > 0)
            {
                _histories[location].RemoveRange(0, oldest);
                ForEachView(view => view[location] = Math.Max(0, view[location] - oldest));
            }
        }
    }

    public void Save(List<int> to)
    {
        for (var location = 0; location < Cells; location++)
        {
            to.Add(_histories[location].Count);
            foreach (var message in _histories[location])
            {
                to.Add(message.Value);
                to.Add(message.IsTied ? 1 : 0);
                to.AddRange(message.View);
                to.AddRange(message.Settled);
            }

            to.Add(_left[location] is null ? 0 : 1);
            to.AddRange(_left[location] ?? []);
        }

        foreach (var fiber in _fibers)
        {
            foreach (var view in fiber.All)
            {
                to.AddRange(view);
            }
        }

        to.AddRange(_barriers);
    }

    public void Restore(ReadOnlySpan<int> from)
    {
        for (var location = 0; location < Cells; location++)
        {
            var count = Take(ref from, 1)[0];
            _histories[location].Clear();
            for (var i = 0; i < count; i++)
            {
                var head = Take(ref from, 2);
                _histories[location].Add(new Message(head[0], head[1] == 1, [.. Take(ref from, Cells)], [.. Take(ref from, Cells)]));
            }

            _left[location] = Take(ref from, 1)[0] == 0 ? null : [.. Take(ref from, Cells)];
        }

        foreach (var fiber in _fibers)
        {
            foreach (var view in fiber.All)
            {
                Take(ref from, Cells).CopyTo(view);
            }
        }

        Take(ref from, Cells).CopyTo(_barriers);
    }

    /// <summary>A hash of everything but what single fibers know.</summary>
    public ulong Hash()
    {
        var sum = HashOf(_barriers, 1);
        for (var location = 0; location < Cells; location++)
        {
            var hash = (ulong)location + 0x9E3779B97F4A7C15UL;
            for (var i = 0; i < _histories[location].Count; i++)
            {
                var message = _histories[location][i];
                var isTied = i > 0 && message.IsTied; // to what is still there
                hash = StableHash.Mix(HashOf(message.Settled, HashOf(message.View, hash)) + ((ulong)(uint)message.Value << 1) + (isTied ? 1UL : 0));
            }

            sum += _left[location] is { } left ? HashOf(left, hash + 3) : hash;
        }

        return sum;
    }

    /// <summary>A hash of what a fiber knows.</summary>
    public ulong HashOf(int fiber)
    {
        var hash = 2UL;
        foreach (var view in _fibers[fiber].All)
        {
            hash = HashOf(view, hash);
        }

        return hash;
    }

    private static ulong HashOf(int[] view, ulong seed)
    {
        var hash = StableHash.Mix(seed);
        for (var location = 0; location < view.Length; location++)
        {
            if (view[location] != 0)
            {
                hash = StableHash.Mix(hash + ((ulong)(uint)location << 32) + (uint)view[location]);
            }
        }

        return hash;
    }

    private static ReadOnlySpan<int> Take(ref ReadOnlySpan<int> from, int count)
    {
        var taken = from[..count];
        from = from[count..];
        return taken;
    }

    private void ForEachView(Action<int[]> change)
    {
        foreach (var history in _histories)
        {
            foreach (var message in history)
            {
                change(message.View);
                change(message.Settled);
            }
        }

        foreach (var fiber in _fibers)
        {
            foreach (var view in fiber.All)
            {
                change(view);
            }
        }

        foreach (var view in _left)
        {
            if (view is not null)
            {
                change(view);
            }
        }

        change(_barriers);
    }
}
