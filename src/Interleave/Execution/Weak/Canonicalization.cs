using Interleave.Memory;

namespace Interleave.Execution.Weak;

/// <summary>Forgets what makes no difference any more, so that states that differ by that alone are one.</summary>
/// <remarks>docs/memory-models.md says for each of it why nobody can tell.</remarks>
internal sealed class Canonicalization
{
    private readonly ModificationOrders _memory;
    private readonly WeakMayAccessSets? _mayAccess;
    private readonly bool[] _isLive;
    private readonly ViewUses[] _uses; // of each fiber
    private readonly byte[] _all;
    private readonly byte[] _oldest;
    private readonly byte[] _known;
    private readonly byte[] _scFence;
    private readonly byte[] _knownBy;
    private readonly int _fibers;
    private readonly ViewRules _rules;

    /// <summary>Forgets in a memory.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="fibers">How many fibers there are.</param>
    /// <param name="rules">What is known by all who may look at a message.</param>
    /// <param name="mayAccess">What they may still do; null if that is not known: everything, until they have
    /// returned.</param>
    public Canonicalization(ModificationOrders memory, int fibers, WeakMayAccessSets? mayAccess, ViewRules rules)
    {
        _rules = rules;
        (_memory, _mayAccess, _fibers) = (memory, mayAccess, fibers);
        (_isLive, _uses) = (new bool[fibers], new ViewUses[fibers]);
        (_all, _oldest) = (new byte[memory.Width], new byte[memory.Width]);
        (_known, _scFence) = (new byte[memory.Width], new byte[memory.Width]);
        _knownBy = new byte[memory.Width * fibers];
        Array.Fill(_all, Views.All);
    }

    /// <summary>Forgets what it can.</summary>
    /// <param name="locals">The fibers' local states.</param>
    /// <param name="operations">The announced step of each local state.</param>
    public void Run(ReadOnlySpan<int> locals, HotOperation[] operations)
    {
        _oldest.AsSpan().Fill(Views.All);
        NoteUses(locals, operations);
        for (var fiber = 0; fiber < _fibers; fiber++)
        {
            if (!_isLive[fiber])
            {
                _memory.Of(fiber).All.Clear();
            }
            else if (_mayAccess is null)
            {
                Views.Meet(_oldest, _memory.Of(fiber).Current, _all);
            }
            else
            {
                ForgetUnused(_memory.Of(fiber), _uses[fiber], locals[fiber], _mayAccess);
            }
        }

        _memory.ForgetOlder(_oldest);
        if (_mayAccess is not null)
        {
            ForgetMore(locals, _mayAccess);
        }
    }

    /// <summary>True if some fiber may still load the cell, or store to it.</summary>
    public bool CanBeToldApart(int location, ReadOnlySpan<int> locals)
    {
        for (var fiber = 0; fiber < _fibers && _memory.Column(location) >= 0; fiber++)
        {
            if (
                _mayAccess is null
                || _mayAccess.May(locals[fiber], WeakMayAccessSets.Load, location)
                || _mayAccess.May(locals[fiber], WeakMayAccessSets.Store, location)
            )
            {
                return true;
            }
        }

        return false;
    }

    // What a section has met is left behind for those who may still wait for it, who are others.
    private void NoteUses(ReadOnlySpan<int> locals, HotOperation[] operations)
    {
        var (waiting, lastWaiting) = (0, -1);
        for (var fiber = 0; fiber < _fibers; fiber++)
        {
            _isLive[fiber] = operations[locals[fiber]].Kind != Memory.OperationKind.None;
            _uses[fiber] = _isLive[fiber] && _mayAccess is not null ? _mayAccess.Of(locals[fiber]) : 0;
            if ((_uses[fiber] & ViewUses.Waits) != 0)
            {
                (waiting, lastWaiting) = (waiting + 1, fiber);
            }
        }

        for (var fiber = 0; fiber < _fibers; fiber++)
        {
            if ((_uses[fiber] & ViewUses.Leaves) != 0 && (waiting > 1 || (waiting == 1 && lastWaiting != fiber)))
            {
                _uses[fiber] |= ViewUses.Acquire;
            }
        }
    }

    // A fiber's own views that it will not look at.
    private void ForgetUnused(FiberViews views, ViewUses uses, int local, WeakMayAccessSets mayAccess)
    {
        Clear(views.Acquire, uses, ViewUses.Acquire);
        Clear(views.Release, uses, ViewUses.Release);
        Clear(views.ScFence, uses, ViewUses.Release);
        Clear(views.Own, uses, ViewUses.Own);
        Clear(views.Unlocked, uses, ViewUses.Unlocked);
        Views.Keep(views.Current, mayAccess.Loads(local));
        Views.Keep(views.StoreBound, mayAccess.Stores(local));
        Views.Meet(_oldest, views.Current, mayAccess.Loads(local));
        Views.Meet(_oldest, views.StoreBound, mayAccess.Stores(local));
    }

    private static void Clear(Span<byte> view, ViewUses uses, ViewUses use)
    {
        if ((uses & use) == 0)
        {
            view.Clear();
        }
    }

    private void ForgetMore(ReadOnlySpan<int> locals, WeakMayAccessSets mayAccess)
    {
        ShareWhatAllKnow();
        for (var fiber = 0; fiber < _fibers; fiber++)
        {
            if (_isLive[fiber])
            {
                NoteKnown(fiber, locals[fiber], mayAccess);
            }
        }

        for (var location = 0; location < _memory.Cells; location++)
        {
            if (!_memory.IsBare(location))
            {
                ForgetInHistory(location, locals, mayAccess);
            }
        }
    }

    // What all know that may still have a full barrier might as well have been shared by one.
    private void ShareWhatAllKnow()
    {
        _known.AsSpan().Fill(Views.All);
        var isUsed = false;
        for (var fiber = 0; fiber < _fibers; fiber++)
        {
            if ((_uses[fiber] & ViewUses.Barriers) != 0)
            {
                isUsed = true;
                Views.Meet(_known, _memory.Of(fiber).Acquire, _all);
            }
        }

        if (isUsed)
        {
            Views.Join(_memory.Barriers, _known);
        }
        else
        {
            _memory.Barriers.Clear();
        }
    }

    // What a fiber cannot learn from a message any more, because it knows it everywhere where it could make anything of
    // it.
    private void NoteKnown(int fiber, int local, WeakMayAccessSets mayAccess)
    {
        var known = KnownBy(fiber);
        var views = _memory.Of(fiber);
        var uses = _uses[fiber];
        known.Fill(Views.All);
        Views.Meet(known, views.Current, mayAccess.Loads(local));
        Views.Meet(known, views.StoreBound, mayAccess.Stores(local));
        Meet(known, views.Acquire, uses, ViewUses.Acquire);
        Meet(known, views.Own, uses, ViewUses.Own);
    }

    private void Meet(Span<byte> known, ReadOnlySpan<byte> view, ViewUses uses, ViewUses use)
    {
        if ((uses & use) != 0)
        {
            Views.Meet(known, view, _all);
        }
    }

    private Span<byte> KnownBy(int fiber) => _knownBy.AsSpan(fiber * _memory.Width, _memory.Width);

    private void ForgetInHistory(int location, ReadOnlySpan<int> locals, WeakMayAccessSets mayAccess)
    {
        var count = _memory.Count(location);
        var left = _memory.LeftBehind(location);
        for (var timestamp = 0; timestamp < count; timestamp++)
        {
            ForgetOf(location, timestamp, timestamp == count - 1, locals, mayAccess);
        }

        if (!left.IsEmpty)
        {
            Views.KeepNews(left, KnownByAllWho(location, count, true, locals, mayAccess, isLeft: true) ? _known : _all);
            if (Views.IsEmpty(left))
            {
                _memory.ForgetLeftBehind(location);
            }
        }
    }

    private void ForgetOf(
        int location,
        int timestamp,
        bool isNewest,
        ReadOnlySpan<int> locals,
        WeakMayAccessSets mayAccess
    )
    {
        var message = _memory.At(location, timestamp);
        if (message.IsAdjacent && !MayComeBefore(location, timestamp, locals, mayAccess))
        {
            _memory.Detach(location, timestamp);
        }

        if (KnownByAllWho(location, timestamp, isNewest, locals, mayAccess))
        {
            Views.KeepNews(message.View, _known);
            Views.KeepNews(message.ScFence, _scFence);
        }
        else if (isNewest)
        {
            message.View.Clear();
            message.ScFence.Clear();
        }
        else
        {
            _memory.Blank(location, timestamp);
        }
    }

    // Notes what each knows of those who can look at the message; false if nobody can any more.
    private bool KnownByAllWho(
        int location,
        int timestamp,
        bool isNewest,
        ReadOnlySpan<int> locals,
        WeakMayAccessSets mayAccess,
        bool isLeft = false
    )
    {
        var isSeen = false;
        for (var fiber = 0; fiber < _fibers; fiber++)
        {
            var local = locals[fiber];
            if (
                _isLive[fiber]
                && (
                    (isNewest && mayAccess.May(local, WeakMayAccessSets.Newest, location))
                    || (isNewest && !isLeft && mayAccess.May(local, WeakMayAccessSets.Enter, location))
                    || (
                        mayAccess.May(local, WeakMayAccessSets.Load, location)
                        && _memory.TimestampIn(_memory.Of(fiber).Current, location) <= timestamp
                    )
                )
            )
            {
                if (!isSeen)
                {
                    _known.AsSpan().Fill(Views.All);
                    _scFence.AsSpan().Fill(Views.All);
                }

                isSeen = true;
                _rules.KeepWhatBothKnow(_known, KnownBy(fiber));
                _rules.KeepWhatBothKnow(_scFence, KnownBy(fiber));
                Meet(_scFence, _memory.Of(fiber).ScFence, _uses[fiber], ViewUses.Release);
                if (mayAccess.IsGivenOn(location))
                {
                    Meet(_known, _memory.Of(fiber).Release, _uses[fiber], ViewUses.Release);
                }
            }
        }

        return isSeen;
    }

    private bool MayComeBefore(int location, int timestamp, ReadOnlySpan<int> locals, WeakMayAccessSets mayAccess)
    {
        for (var fiber = 0; fiber < _fibers; fiber++)
        {
            if (
                _isLive[fiber]
                && mayAccess.May(locals[fiber], WeakMayAccessSets.Store, location)
                && _memory.TimestampIn(_memory.Of(fiber).StoreBound, location) < timestamp
            )
            {
                return true;
            }
        }

        return false;
    }
}
