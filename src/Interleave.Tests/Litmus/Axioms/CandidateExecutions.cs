using System.Collections.Immutable;
using Interleave.Memory;

namespace Interleave.Tests.Litmus.Axioms;

/// <summary>All candidate executions of a litmus test.</summary>
internal static class CandidateExecutions
{
    public static IEnumerable<CandidateExecution> Of(LitmusProgram program)
    {
        ImmutableArray<string> cells =
        [
            .. program.Threads.SelectMany(t => t).Select(i => i.Target).Where(cell => cell != "").Distinct(),
        ];
        ImmutableArray<MemoryEvent> start = [.. cells.Select(cell => new MemoryEvent(-1, MemoryEventKind.Write, cell))];
        return program
            .Threads.SelectMany((code, thread) => code.Select(i => (Thread: thread, Instruction: i)))
            .Aggregate(
                (IEnumerable<ImmutableArray<MemoryEvent>>)[start],
                (all, next) =>
                    all.SelectMany(events => Ways(next.Thread, next.Instruction).Select(way => events.AddRange(way)))
            )
            .SelectMany(events => Executions(program, events, cells));
    }

    /// <summary>The events of an instruction, if it succeeds and if it fails.</summary>
    private static IEnumerable<ImmutableArray<MemoryEvent>> Ways(int thread, Instruction i)
    {
        MemoryEvent Event(MemoryEventKind kind, MemoryOrder order = MemoryOrder.Once) =>
            new(thread, kind, i.Target, order, i);
        switch (i.Kind)
        {
            case OperationKind.Barrier:
                yield return
                [
                    Event(
                        i.Barrier switch
                        {
                            MemoryBarrier.Read => MemoryEventKind.ReadBarrier,
                            MemoryBarrier.Write => MemoryEventKind.WriteBarrier,
                            MemoryBarrier.AfterAtomic => MemoryEventKind.AfterAtomic,
                            _ => MemoryEventKind.Full,
                        }
                    ),
                ];
                break;
            case OperationKind.Load:
                yield return [Event(MemoryEventKind.Read, i.Order)];
                break;
            case OperationKind.Until:
                yield return [Event(MemoryEventKind.Read, MemoryOrder.Acquire)];
                break;
            case OperationKind.Store when i.Order == MemoryOrder.Full:
                yield return [Event(MemoryEventKind.Write), new MemoryEvent(thread, MemoryEventKind.Full, "", Of: i)];
                break;
            case OperationKind.Store:
                yield return [Event(MemoryEventKind.Write, i.Order)];
                break;
            case OperationKind.Release:
                yield return [Event(MemoryEventKind.Write, MemoryOrder.Release)];
                break;
            default:
                var (read, write) =
                    i.Kind == OperationKind.Acquire ? (MemoryOrder.Acquire, MemoryOrder.Once) : (i.Order, i.Order);
                ImmutableArray<MemoryEvent> around =
                    i.Order == MemoryOrder.Full
                        ? [new MemoryEvent(thread, MemoryEventKind.Full, "", MemoryOrder.Full, i)]
                        : [];
                yield return
                [
                    .. around,
                    Event(MemoryEventKind.Read, read),
                    Event(MemoryEventKind.Write, write),
                    .. around,
                ];
                if (i.Kind is OperationKind.CompareExchange or OperationKind.AddUnless)
                {
                    yield return [Event(MemoryEventKind.Read)]; // orders nothing
                }

                break;
        }
    }

    private static IEnumerable<CandidateExecution> Executions(
        LitmusProgram program,
        ImmutableArray<MemoryEvent> events,
        ImmutableArray<string> cells
    ) =>
        cells
            .Aggregate(
                (IEnumerable<ImmutableArray<CellHistory>>)
                    [
                        [],
                    ],
                (all, cell) =>
                {
                    var histories = CellHistory.All(events, cell).ToArray();
                    return all.SelectMany(chosen => histories.Select(chosen.Add));
                }
            )
            .Select(histories => Execution(program, events, cells, histories));

    private static CandidateExecution Execution(
        LitmusProgram program,
        ImmutableArray<MemoryEvent> events,
        ImmutableArray<string> cells,
        ImmutableArray<CellHistory> histories
    )
    {
        var values = cells
            .Zip(histories)
            .ToDictionary(pair => pair.First, pair => pair.Second.Values[^1], StringComparer.Ordinal);
        var found = new int[events.Length];
        var order = new int[events.Length];
        foreach (var history in histories)
        {
            for (var place = 0; place < history.Writes.Length; place++)
            {
                order[history.Writes[place]] = place;
            }

            foreach (var (read, place) in history.Found)
            {
                found[read] = history.Writes[place];
                if (events[read].Of is { Register: not "" } of)
                {
                    values[$"{events[read].Thread}:{of.Register}"] = of.Result(history.Values[place]);
                }
            }
        }

        bool Is(int e, MemoryEventKind kind) => events[e].Kind == kind;
        return new CandidateExecution(
            events,
            Relation.Where(events.Length, (a, b) => Is(b, MemoryEventKind.Read) && found[b] == a),
            Relation.Where(
                events.Length,
                (a, b) =>
                    Is(a, MemoryEventKind.Write)
                    && Is(b, MemoryEventKind.Write)
                    && events[a].Cell == events[b].Cell
                    && order[a] < order[b]
            ),
            Relation.Where(
                events.Length,
                (a, b) =>
                    b == a + 1
                    && Is(a, MemoryEventKind.Read)
                    && Is(b, MemoryEventKind.Write)
                    && ReferenceEquals(events[a].Of, events[b].Of)
            ),
            string.Join(' ', program.Registers.Concat(program.Cells).Select(name => $"{name}={values[name]}"))
        );
    }
}
