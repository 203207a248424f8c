using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>
/// What a thread has to itself: locals that live in memory, of all functions that it is in, and whether it is in a
/// read-side critical section. Nobody else can see it, so using it takes no step. Equal by value.
/// </summary>
/// <remarks>
/// It also knows what the thread has found alive since it last did more than load. Another load there of something that
/// nobody writes need not be a step: whoever frees it in between can do so before the first of these loads as well,
/// because loads change nothing for him, and then that load is the use after free.
/// </remarks>
internal sealed class ThreadMemory : IImmutable, IEquatable<ThreadMemory>
{
    private readonly ImmutableArray<StackBlock> _blocks;
    private readonly long _phases;
    private readonly ImmutableArray<Lifetime> _seen;

    private readonly ThreadCounts _counts;

    private ThreadMemory(
        ImmutableArray<StackBlock> blocks,
        long phases,
        ImmutableArray<Lifetime> seen,
        ThreadCounts counts
    ) => (_blocks, _phases, _seen, _counts) = (blocks, phases, seen, counts);

    /// <summary>A thread that is in no C function.</summary>
    public static ThreadMemory Empty { get; } = new([], 0, [], default);

    /// <summary>The thread has killed the reference that it works on, or knows that somebody has: it counts in one
    /// place for good.</summary>
    public bool IsSettled => _counts.IsSettled;

    /// <summary>From now on it does.</summary>
    public ThreadMemory Settling() =>
        IsSettled ? this : new(_blocks, _phases, _seen, _counts with { IsSettled = true });

    /// <summary>The phase of a section that grace periods do not wait for.</summary>
    public const int Unprotected = 7;

    /// <summary>How many objects there are.</summary>
    public int Count => _blocks.Length;

    /// <summary>True within <c>rcu_read_lock</c>.</summary>
    public bool IsReader => _phases != 0;

    /// <summary>The thread must not sleep: it reads under RCU, or is <see cref="Deeper"/> than 0.</summary>
    public bool IsAtomic => IsReader || _counts.Depth > 0;

    /// <summary>Why it must not, for messages.</summary>
    public string WhyAtomic =>
        _counts.Depth > 0
            ? "holds a spinlock, or has preemption or interrupts off"
            : "is in a read-side section of RCU";

    /// <summary>How often the thread has allocated memory: each allocation gets memory of its own.</summary>
    public int Allocations => _counts.Allocations;

    /// <summary>The thread takes a spinlock, or switches off preemption or interrupts; or the reverse, with
    /// -1.</summary>
    public ThreadMemory Deeper(int by = 1) =>
        new(_blocks, _phases, [], _counts with { Depth = Math.Max(0, _counts.Depth + by) });

    /// <summary>The thread switches off preemption or interrupts, or the reverse, with -1. Spinlocks do not count
    /// here.</summary>
    public ThreadMemory Disabling(int by) =>
        new(
            _blocks,
            _phases,
            [],
            _counts with
            {
                Depth = Math.Max(0, _counts.Depth + by),
                Disabled = Math.Max(0, _counts.Disabled + by),
            }
        );

    /// <summary>How often the thread has switched off preemption or interrupts.</summary>
    public int Disabled => _counts.Disabled;

    /// <summary>Plain accesses of the thread count as marked ones: it has told KCSAN so.</summary>
    public bool MarksAccesses => _counts.Marked > 0 || _counts.IsNextMarked;

    /// <summary>From now on they do; or the reverse, with -1.</summary>
    public ThreadMemory Marking(int by) =>
        new(_blocks, _phases, _seen, _counts with { Marked = Math.Max(0, _counts.Marked + by) });

    /// <summary>The same for however many come next; they are not counted.</summary>
    public ThreadMemory MarkingNext(bool isMarked) =>
        new(_blocks, _phases, _seen, _counts with { IsNextMarked = isMarked });

    /// <summary>The thread allocates memory.</summary>
    public ThreadMemory Allocating() =>
        new(_blocks, _phases, [], _counts with { Allocations = _counts.Allocations + 1 });

    /// <summary>The thread has found it alive, and only loaded since.</summary>
    public bool HasSeen(Lifetime lifetime) => _seen.Contains(lifetime);

    /// <summary>The thread loads a part of something.</summary>
    public ThreadMemory Seeing(Lifetime? lifetime) =>
        lifetime is null || HasSeen(lifetime) ? this : new(_blocks, _phases, _seen.Add(lifetime), _counts);

    /// <summary>The thread does more than load.</summary>
    public ThreadMemory SeenNothing() => _seen.IsEmpty ? this : new(_blocks, _phases, [], _counts);

    /// <summary>A function is entered that has so many objects.</summary>
    public ThreadMemory Push(int objects) =>
        objects == 0
            ? this
            : new(_blocks.AddRange(Enumerable.Repeat(StackBlock.Empty, objects)), _phases, _seen, _counts);

    /// <summary>It returns: only the first objects are left.</summary>
    public ThreadMemory Pop(int count) =>
        count == _blocks.Length
            ? this
            : new(_blocks.RemoveRange(count, _blocks.Length - count), _phases, _seen, _counts);

    /// <summary>An object's bytes become indeterminate.</summary>
    public ThreadMemory Forget(int number) => With(number, StackBlock.Empty);

    /// <summary>Reads a scalar.</summary>
    /// <exception cref="MeaninglessException">Nothing has been written there, or the object is gone.</exception>
    public Value Load(StackObject from, long offset, int bytes, bool isSigned) =>
        Block(from).Load(from, offset, bytes, isSigned);

    /// <summary>Writes a scalar.</summary>
    /// <exception cref="MeaninglessException">The object is gone, or part of a pointer is overwritten.</exception>
    public ThreadMemory Store(StackObject to, long offset, int bytes, Value value) =>
        With(to.Number, Block(to).Store(to, offset, bytes, value));

    /// <summary>The scalars in a range of an object.</summary>
    public IEnumerable<StackWord> Words(StackObject from, long offset, long bytes) => Block(from).Words(offset, bytes);

    /// <summary>Sets bytes to zero.</summary>
    public ThreadMemory Zero(StackObject at, long offset, long bytes) =>
        With(at.Number, Block(at).Zero(at, offset, bytes));

    /// <summary>A read-side critical section is entered, in a phase of the flavour.</summary>
    public ThreadMemory EnterSection(int phase) =>
        phase is >= 0 and < Unprotected
            ? new(_blocks, (_phases << 4) | 8L | (uint)phase, [], _counts)
            : throw new MeaninglessException("more readers, or grace periods, than the model of RCU can count");

    /// <summary>A section is entered that nobody is made to wait for: phase <see cref="Unprotected"/>.</summary>
    public ThreadMemory EnterUnprotected() => new(_blocks, (_phases << 4) | (8 + Unprotected), _seen, _counts);

    /// <summary>Another one within it.</summary>
    public ThreadMemory EnterAgain() => new(_blocks, (_phases << 4) | (_phases & 15), _seen, _counts);

    /// <summary>The innermost one is left.</summary>
    /// <param name="phase">In which it was entered; -1 if there is none.</param>
    public ThreadMemory LeaveSection(out int phase)
    {
        phase = _phases == 0 ? -1 : (int)(_phases & 15) - 8;
        return new(_blocks, _phases >> 4, _phases >> 4 == 0 ? [] : _seen, _counts);
    }

    /// <inheritdoc/>
    public bool Equals(ThreadMemory? other) =>
        other is not null
        && _phases == other._phases
        && _counts == other._counts
        && _blocks.AsSpan().SequenceEqual(other._blocks.AsSpan())
        && _seen.AsSpan().SequenceEqual(other._seen.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ThreadMemory);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_phases);
        hash.Add(_counts);
        foreach (var block in _blocks)
        {
            hash.Add(block);
        }

        return hash.ToHashCode();
    }

    private StackBlock Block(StackObject of) =>
        of.Number < _blocks.Length
            ? _blocks[of.Number]
            : throw new MeaninglessException($"{of.Name} is used after its function returned");

    private ThreadMemory With(int number, StackBlock block) =>
        new(_blocks.SetItem(number, block), _phases, _seen, _counts);
}

/// <summary>What a thread counts and knows for itself.</summary>
/// <param name="Depth">How many spinlocks it holds, and how often it has switched off preemption or interrupts.</param>
/// <param name="Allocations">How often it has allocated memory.</param>
/// <param name="Disabled">How many of <paramref name="Depth"/> are no spinlocks.</param>
/// <param name="IsSettled">See <see cref="ThreadMemory.IsSettled"/>.</param>
/// <param name="Marked">How many sections it is in whose accesses count as marked.</param>
/// <param name="IsNextMarked">Those that come next do.</param>
internal readonly record struct ThreadCounts(
    int Depth,
    int Allocations,
    int Disabled,
    bool IsSettled,
    int Marked,
    bool IsNextMarked
);
