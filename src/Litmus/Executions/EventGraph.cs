using System.Collections.Immutable;
using System.Numerics;
using Litmus.Relations;

namespace Litmus.Executions;

/// <summary>An event of an execution.</summary>
/// <param name="Thread">The index of its thread; -1 for the values at the start.</param>
/// <param name="Of">What its thread knows of it; null for the values at the start.</param>
/// <param name="Kind">Whether it reads, writes or orders.</param>
/// <param name="Tag">What else is known of it.</param>
/// <param name="Cell">The cell; -1 for a fence that has none.</param>
/// <param name="Value">What it reads or writes.</param>
internal sealed record MemoryEvent(int Thread, ThreadEvent? Of, EventKind Kind, EventTag Tag, int Cell, int Value)
{
    /// <summary>True if it reads or writes: M.</summary>
    public bool IsAccess => Kind != EventKind.Fence;
}

/// <summary>
/// The events of one choice of thread runs, first the values at the start and then thread by thread in program order,
/// with the relations between them that do not depend on which write each read finds.
/// </summary>
internal sealed class EventGraph
{
    private readonly int[] _firstOfThread;

    public EventGraph(CellSpace cells, IReadOnlyList<ThreadRun> runs)
    {
        Runs = [.. runs];
        Cells =
        [
            .. runs.SelectMany(run => run.Events).Where(e => e.Kind != EventKind.Fence).Select(e => e.Cell).Distinct(),
        ];
        var events = ImmutableArray.CreateBuilder<MemoryEvent>();
        foreach (var cell in Cells)
        {
            events.Add(new MemoryEvent(-1, null, EventKind.Write, EventTag.Initial, cell, cells.Initial(cell)));
        }

        _firstOfThread = new int[runs.Count];
        for (var thread = 0; thread < runs.Count; thread++)
        {
            _firstOfThread[thread] = events.Count;
            foreach (var e in runs[thread].Events)
            {
                events.Add(new MemoryEvent(thread, e, e.Kind, e.Tag, e.Cell, e.Value));
            }
        }

        Events = events.ToImmutable();
        Size = Events.Length;
    }

    /// <summary>What the threads do.</summary>
    public ImmutableArray<ThreadRun> Runs { get; }

    /// <summary>The cells that are accessed; the value at the start of each is the event of the same index.</summary>
    public ImmutableArray<int> Cells { get; }

    public ImmutableArray<MemoryEvent> Events { get; }

    public int Size { get; }

    // Relations are made when the first axiom asks: most choices of runs have no history at all.

    /// <summary>int</summary>
    public Relation Internal => field ??= InThread((_, _) => true);

    /// <summary>po</summary>
    public Relation ProgramOrder => field ??= InThread((a, b) => a < b);

    /// <summary>loc</summary>
    public Relation SameCell =>
        field ??= Relation.Where(Size, (a, b) => Events[a].Cell >= 0 && Events[a].Cell == Events[b].Cell);

    /// <summary>rmw, taking a lock included</summary>
    public Relation Changes => field ??= FindChanges();

    /// <summary>addr, but not through memory</summary>
    public Relation Address => field ??= Dependency(d => d.Address);

    /// <summary>data, but not through memory</summary>
    public Relation Data => field ??= Dependency(d => d.Data);

    /// <summary>ctrl, but not through memory</summary>
    public Relation Control => field ??= Dependency(d => d.Control);

    /// <summary>The events of which something holds.</summary>
    public EventSet Set(Func<MemoryEvent, bool> has) => EventSet.Where(Size, e => has(Events[e]));

    /// <summary>The events with a tag.</summary>
    public EventSet Set(EventTag tag) => Set(e => e.Tag == tag);

    /// <summary>From before a fence to behind it: <c>fencerel</c>.</summary>
    public Relation Across(EventSet fences) => ProgramOrder.To(fences).Then(ProgramOrder);

    /// <summary>The read of the read-modify-write that an event is the write of; -1 if it is none.</summary>
    public int ReadOf(int e) =>
        Events[e] is { Thread: >= 0 and var thread, Of.ReadOfChange: >= 0 and var read }
            ? _firstOfThread[thread] + read
            : -1;

    private Relation InThread(Func<int, int, bool> holds)
    {
        var relation = Relation.Empty(Size);
        for (var thread = 0; thread < Runs.Length; thread++)
        {
            var end = thread + 1 < Runs.Length ? _firstOfThread[thread + 1] : Size;
            for (var a = _firstOfThread[thread]; a < end; a++)
            {
                for (var b = _firstOfThread[thread]; b < end; b++)
                {
                    if (holds(a, b))
                    {
                        relation.Add(a, b);
                    }
                }
            }
        }

        return relation;
    }

    private Relation FindChanges()
    {
        var changes = Relation.Empty(Size);
        for (var e = 0; e < Size; e++)
        {
            if (ReadOf(e) is >= 0 and var read)
            {
                changes.Add(read, e);
            }
        }

        return changes;
    }

    private Relation Dependency(Func<Dependencies, ulong> kind)
    {
        var relation = Relation.Empty(Size);
        for (var e = 0; e < Size; e++)
        {
            if (Events[e].Of is not { } of)
            {
                continue;
            }

            for (var bits = kind(of.Dependencies); bits != 0; bits &= bits - 1)
            {
                relation.Add(_firstOfThread[Events[e].Thread] + BitOperations.TrailingZeroCount(bits), e);
            }
        }

        return relation;
    }
}
