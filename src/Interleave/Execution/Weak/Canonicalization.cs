using Interleave.Memory;

namespace Interleave.Execution.Weak;

/// <summary>Forgets what makes no difference any more, so that states that differ by that alone are one.</summary>
/// <remarks>docs/memory-models.md says for each of it why nobody can tell.</remarks>
internal sealed class Canonicalization
{
    private readonly ModificationOrders _memory;
    private readonly WeakMayAccessSets? _prospects;
    private readonly bool[] _isLive;
    private readonly byte[] _all;
    private readonly byte[] _oldest;
    private readonly byte[] _known;
    private readonly byte[] _settled;
    private readonly byte[] _knownBy;
    private readonly int _fibers;
    private readonly ViewRules _rules;

    /// <summary>Forgets in a memory.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="fibers">How many fibers there are.</param>
    /// <param name="rules">What is known by all who may look at a message.</param>
    /// <param name="prospects">What they may still do; null if that is not known: everything, until they have
    /// returned.</param>
    public Canonicalization(ModificationOrders memory, int fibers, WeakMayAccessSets? prospects, ViewRules rules)
    {
        _rules = rules;
        (_memory, _prospects, _fibers) = (memory, prospects, fibers);
        _isLive = new bool[fibers];
        (_all, _oldest) = (new byte[memory.Width], new byte[memory.Width]);
        (_known, _settled) = (new byte[memory.Width], new byte[memory.Width]);
        _knownBy = new byte[memory.Width * fibers];
        Array.Fill(_all, Views.All);
    }

    /// <summary>Forgets what it can.</summary>
    /// <param name="locals">The fibers' local states.</param>
    /// <param name="operations">The announced step of each local state.</param>
    public void Run(ReadOnlySpan<int> locals, HotOperation[] operations)
    {
        _oldest.AsSpan().Fill(Views.All);
        for (var fiber = 0; fiber < _fibers; fiber++)
        {
            _isLive[fiber] = operations[locals[fiber]].Kind != Memory.OperationKind.None;
            if (!_isLive[fiber])
            {
                _memory.Of(fiber).All.Clear();
            }
            else if (_prospects is null)
            {
                Views.Meet(_oldest, _memory.Of(fiber).Read, _all);
            }
            else
            {
                ForgetUnused(_memory.Of(fiber), locals[fiber], _prospects);
            }
        }

        _memory.ForgetOlder(_oldest);
        if (_prospects is not null)
        {
            ForgetMore(locals, _prospects);
        }
    }

    /// <summary>True if some fiber may still load the cell, or store to it.</summary>
    public bool CanBeToldApart(int location, ReadOnlySpan<int> locals)
    {
        for (var fiber = 0; fiber < _fibers && _memory.Column(location) >= 0; fiber++)
        {
            if (
                _prospects is null
                || _prospects.May(locals[fiber], WeakMayAccessSets.Load, location)
                || _prospects.May(locals[fiber], WeakMayAccessSets.Store, location)
            )
            {
                return true;
            }
        }

        return false;
    }

    // A fiber's own views that it will not look at.
    private void ForgetUnused(FiberViews views, int local, WeakMayAccessSets prospects)
    {
        var uses = prospects.Of(local);
        Clear(views.Seen, uses, ViewUses.Seen);
        Clear(views.Released, uses, ViewUses.Released);
        Clear(views.Settled, uses, ViewUses.Released);
        Clear(views.Own, uses, ViewUses.Own);
        Clear(views.Unlocked, uses, ViewUses.Unlocked);
        Views.Keep(views.Read, prospects.Loads(local));
        Views.Keep(views.Write, prospects.Stores(local));
        Views.Meet(_oldest, views.Read, prospects.Loads(local));
        Views.Meet(_oldest, views.Write, prospects.Stores(local));
    }

    private static void Clear(Span<byte> view, ViewUses uses, ViewUses use)
    {
        if ((uses & use) == 0)
        {
            view.Clear();
        }
    }

    private void ForgetMore(ReadOnlySpan<int> locals, WeakMayAccessSets prospects)
    {
        ShareWhatAllKnow(locals, prospects);
        for (var fiber = 0; fiber < _fibers; fiber++)
        {
            if (_isLive[fiber])
            {
                NoteKnown(fiber, locals[fiber], prospects);
            }
        }

        for (var location = 0; location < _memory.Cells; location++)
        {
            ForgetInHistory(location, locals, prospects);
        }
    }

    // What all know that may still have a full barrier might as well have been shared by one.
    private void ShareWhatAllKnow(ReadOnlySpan<int> locals, WeakMayAccessSets prospects)
    {
        _known.AsSpan().Fill(Views.All);
        var isUsed = false;
        for (var fiber = 0; fiber < _fibers; fiber++)
        {
            if (_isLive[fiber] && prospects.Of(locals[fiber]).HasFlag(ViewUses.Barriers))
            {
                isUsed = true;
                Views.Meet(_known, _memory.Of(fiber).Seen, _all);
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
    private void NoteKnown(int fiber, int local, WeakMayAccessSets prospects)
    {
        var known = KnownBy(fiber);
        var views = _memory.Of(fiber);
        var uses = prospects.Of(local);
        known.Fill(Views.All);
        Views.Meet(known, views.Read, prospects.Loads(local));
        Views.Meet(known, views.Write, prospects.Stores(local));
        Meet(known, views.Seen, uses, ViewUses.Seen);
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

    private void ForgetInHistory(int location, ReadOnlySpan<int> locals, WeakMayAccessSets prospects)
    {
        var count = _memory.Count(location);
        var left = _memory.LeftBehind(location);
        if (
            count == 1
            && left.IsEmpty
            && Views.IsEmpty(_memory.Newest(location).View)
            && Views.IsEmpty(_memory.Newest(location).Settled)
        )
        {
            return;
        }

        for (var place = 0; place < count; place++)
        {
            ForgetOf(location, place, place == count - 1, locals, prospects);
        }

        if (!left.IsEmpty)
        {
            Views.KeepNews(left, KnownByAllWho(location, count, true, locals, prospects) ? _known : _all);
            if (Views.IsEmpty(left))
            {
                _memory.ForgetLeftBehind(location);
            }
        }
    }

    private void ForgetOf(int location, int place, bool isNewest, ReadOnlySpan<int> locals, WeakMayAccessSets prospects)
    {
        var message = _memory.At(location, place);
        if (message.IsAdjacent && !MayComeBefore(location, place, locals, prospects))
        {
            _memory.Untie(location, place);
        }

        if (KnownByAllWho(location, place, isNewest, locals, prospects))
        {
            Views.KeepNews(message.View, _known);
            Views.KeepNews(message.Settled, _settled);
        }
        else if (isNewest)
        {
            message.View.Clear();
            message.Settled.Clear();
        }
        else
        {
            _memory.Blank(location, place);
        }
    }

    // Notes what each knows of those who can look at the message; false if nobody can any more.
    private bool KnownByAllWho(
        int location,
        int place,
        bool isNewest,
        ReadOnlySpan<int> locals,
        WeakMayAccessSets prospects
    )
    {
        var isSeen = false;
        for (var fiber = 0; fiber < _fibers; fiber++)
        {
            var local = locals[fiber];
            if (
                _isLive[fiber]
                && (
                    (isNewest && prospects.May(local, WeakMayAccessSets.Newest, location))
                    || (
                        prospects.May(local, WeakMayAccessSets.Load, location)
                        && _memory.TimestampIn(_memory.Of(fiber).Read, location) <= place
                    )
                )
            )
            {
                if (!isSeen)
                {
                    _known.AsSpan().Fill(Views.All);
                    _settled.AsSpan().Fill(Views.All);
                }

                isSeen = true;
                _rules.KeepWhatBothKnow(_known, KnownBy(fiber));
                _rules.KeepWhatBothKnow(_settled, KnownBy(fiber));
                Meet(_settled, _memory.Of(fiber).Settled, prospects.Of(local), ViewUses.Released);
                if (prospects.IsGivenOn(location))
                {
                    Meet(_known, _memory.Of(fiber).Released, prospects.Of(local), ViewUses.Released);
                }
            }
        }

        return isSeen;
    }

    private bool MayComeBefore(int location, int place, ReadOnlySpan<int> locals, WeakMayAccessSets prospects)
    {
        for (var fiber = 0; fiber < _fibers; fiber++)
        {
            if (
                _isLive[fiber]
                && prospects.May(locals[fiber], WeakMayAccessSets.Store, location)
                && _memory.TimestampIn(_memory.Of(fiber).Write, location) < place
            )
            {
                return true;
            }
        }

        return false;
    }
}
