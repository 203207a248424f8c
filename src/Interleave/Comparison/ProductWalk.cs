using System.Collections.Immutable;
using System.Threading;
using Interleave.Memory;
using Interleave.Violations;

namespace Interleave.Comparison;

/// <summary>The walk through the product of two automata.</summary>
internal sealed class ProductWalk(
    ComparedSide one,
    ComparedSide other,
    CellFamily family,
    int maxPairs,
    CancellationToken interrupt
)
{
    // More loads in a row that nothing depends on would be a loop of them.
    private const int MostLoads = 64;

    private readonly Dictionary<Pair, Arrival> _arrivals = [];
    private readonly Queue<Pair> _open = new();
    private readonly Dictionary<string, AutomatonDifference> _differences = new(StringComparer.Ordinal);
    private readonly Dictionary<(int, int), ComparedPoint> _points = [];
    private readonly Dictionary<string, ComparedStep> _unfollowed = new(StringComparer.Ordinal);
    private int _unfeasible;
    private bool _isCut;

    public FiberComparison Run(string fiber, (int One, int Other) start)
    {
        Arrive(new Pair(start.One, start.Other, KnownValues.None, false), null, default);
        while (_open.TryDequeue(out var pair))
        {
            interrupt.ThrowIfCancellationRequested();
            Compare(pair);
        }

        return new(
            fiber,
            [.. _differences.Values],
            [.. _points.Values],
            _arrivals.Count,
            [.. _unfollowed.Values],
            _unfeasible,
            !_isCut
        );
    }

    private void Compare(Pair pair)
    {
        if (Fails(pair))
        {
            return;
        }

        var (a, b) = Skip(pair);
        if (!_points.ContainsKey((a, b)))
        {
            _points.Add((a, b), new(one[a].Calls, other[b].Calls));
        }

        ref readonly var p = ref one.OperationOf(a);
        ref readonly var q = ref other.OperationOf(b);
        if (p.Kind == OperationKind.None && q.Kind == OperationKind.None)
        {
            if (one.Held(a) != other.Held(b))
            {
                Differ(DifferenceKind.Holdings, pair, a, b);
            }

            return;
        }

        if (!Match(pair.Known, a, b))
        {
            Part(pair, a, b);
            return;
        }

        if (Weight(p.Order) != Weight(q.Order))
        {
            Differ(DifferenceKind.Order, pair, a, b);
        }

        foreach (var value in ValuesOf(pair.Known, a, b))
        {
            if (one.TryApply(a, value, out var result, out var after))
            {
                _ = other.TryApply(b, value, out var otherResult, out _);
                Go(pair, a, b, value, after, (one.Next(a, result), other.Next(b, otherResult)));
            }
        }
    }

    // The same step: on the same cell, with the same effect on each value.
    private bool Match(KnownValues known, int a, int b)
    {
        ref readonly var p = ref one.OperationOf(a);
        ref readonly var q = ref other.OperationOf(b);
        if (
            p.Kind == OperationKind.None
            || q.Kind == OperationKind.None
            || p.Writes != q.Writes
            || one.CellOf(a) != other.CellOf(b)
        )
        {
            return false;
        }

        if (p.Location < 0)
        {
            return p.Kind == q.Kind && p.A == q.A;
        }

        foreach (var value in ValuesOf(known, a, b))
        {
            var isOpen = one.TryApply(a, value, out _, out var after);
            if (isOpen != other.TryApply(b, value, out _, out var otherAfter) || after != otherAfter)
            {
                return false;
            }
        }

        return true;
    }

    // The two are about to do different things. Who uses a word that the other does not have goes on alone, and so does
    // who enters or leaves a section. Otherwise this is a difference; the walk goes on behind it if one step more or
    // less brings them together again.
    private void Part(Pair pair, int a, int b)
    {
        if (Passes(one, a, out var kind))
        {
            if (kind is { } noted)
            {
                Note(noted, pair, one.Describe(a, -1), null, $"{a}/");
            }

            Alone(pair, a, b, isOne: true, isDifferent: false);
        }
        else if (Passes(other, b, out kind))
        {
            if (kind is { } noted)
            {
                Note(noted, pair, null, other.Describe(b, -1), $"/{b}");
            }

            Alone(pair, a, b, isOne: false, isDifferent: false);
        }
        else
        {
            Differ(DifferenceKind.Step, pair, a, b);
            Alone(pair, a, b, isOne: true, isDifferent: true);
            Alone(pair, a, b, isOne: false, isDifferent: true);
        }
    }

    // True if a side may go on alone; what kind of difference that is, null for none.
    private bool Passes(ComparedSide side, int id, out DifferenceKind? kind)
    {
        kind = null;
        if (side.CellOf(id) is not { } cell)
        {
            return false;
        }

        if (family.Names.IsBookkeeping(cell) && side.OperationOf(id).Kind == OperationKind.Store)
        {
            return true;
        }

        kind =
            IsSection(side, id) ? DifferenceKind.Section
            : family.IsOneSided(cell) ? DifferenceKind.Word
            : null;
        return kind is not null;
    }

    private static bool IsSection(ComparedSide side, int id) =>
        side.OperationOf(id).Order is MemoryOrder.EnterSection or MemoryOrder.LeaveSection;

    // One side takes its step, and the other does not.
    private void Alone(Pair pair, int a, int b, bool isOne, bool isDifferent)
    {
        var (side, id) = isOne ? (one, a) : (other, b);
        if (side.OperationOf(id).Kind == OperationKind.None)
        {
            return;
        }

        foreach (var value in ValuesOf(pair.Known, side, id))
        {
            if (
                !side.TryApply(id, value, out var result, out var after)
                || side.Next(id, result) is not (>= 0 and var to)
            )
            {
                continue;
            }

            var next = isOne ? (One: to, Other: b) : (One: a, Other: to);
            if (!isDifferent)
            {
                Go(pair, isOne ? a : -1, isOne ? -1 : b, value, after, next);
            }
            else if (Match(pair.Known, Skipped(one, next.One, pair.Known), Skipped(other, next.Other, pair.Known)))
            {
                Go(pair with { IsBehind = true }, isOne ? a : -1, isOne ? -1 : b, value, after, next, pair);
            }
        }
    }

    private int Skipped(ComparedSide side, int id, KnownValues known)
    {
        for (var i = 0; i < MostLoads && Silently(side, id, known) is >= 0 and var next; i++)
        {
            id = next;
        }

        return id;
    }

    // Neither a plain access nor READ_ONCE or WRITE_ONCE orders anything, and a store to an atomic does no more.
    private static MemoryOrder Weight(MemoryOrder order) =>
        order is MemoryOrder.Once or MemoryOrder.Relaxed ? MemoryOrder.Plain : order;

    private void Go(Pair from, int a, int b, int value, int after, (int One, int Other) to, Pair? arrivedFrom = null)
    {
        if (to.One < 0 || to.Other < 0)
        {
            _unfeasible++;
            return;
        }

        var known = from.Known;
        if ((a >= 0 ? one.CellOf(a) : other.CellOf(b)) is { } cell)
        {
            known = known.With(cell, after).Where(name => family.IsStable(name, held => one.Holds(to.One, held)));
        }

        Arrive(new Pair(to.One, to.Other, known, from.IsBehind), arrivedFrom ?? from, (a, b, value));
    }

    private void Arrive(Pair pair, Pair? from, (int A, int B, int Value) by)
    {
        if (_arrivals.ContainsKey(pair))
        {
            return;
        }

        if (_arrivals.Count >= maxPairs)
        {
            _isCut = true;
            return;
        }

        _arrivals.Add(pair, new(from, by.A, by.B, by.Value));
        _open.Enqueue(pair);
    }

    // True if one has ended in a failure: there is nothing behind it.
    private bool Fails(Pair pair)
    {
        var (x, y) = (one[pair.One].Failure, other[pair.Other].Failure);
        if (x is null && y is null)
        {
            return false;
        }

        if (x?.Property == EngineRules.NoException || y?.Property == EngineRules.NoException)
        {
            _unfeasible++;
        }
        else if (x is { Kind: ViolationKind.Unknown } || y is { Kind: ViolationKind.Unknown })
        {
            var arrival = _arrivals[pair];
            var step = x is { Kind: ViolationKind.Unknown }
                ? one.Describe(pair.One, arrival.From is null ? -1 : arrival.A)
                : other.Describe(pair.Other, arrival.From is null ? -1 : arrival.B);
            _unfollowed.TryAdd(step.What, step);
        }
        else if (
            x?.Property != y?.Property
            && !(x is null && FailsSoon(one, pair.One, y!.Property, pair.Known))
            && !(y is null && FailsSoon(other, pair.Other, x!.Property, pair.Known))
        )
        {
            Differ(DifferenceKind.Failure, pair, pair.One, pair.Other);
        }

        return true;
    }

    // True if whatever its loads find, a side ends in the same failure.
    private bool FailsSoon(ComparedSide side, int id, string property, KnownValues known)
    {
        for (var i = 0; i < MostLoads; i++)
        {
            if (side[id].Failure is { } failure)
            {
                return failure.Property == property;
            }

            if (side.OperationOf(id).Kind is not (OperationKind.Load or OperationKind.Pass))
            {
                return false;
            }

            var nexts = ValuesOf(known, side, id).Select(value => side.Next(id, value)).Distinct().ToArray();
            if (nexts is not [>= 0 and var next])
            {
                return false;
            }

            id = next;
        }

        return false;
    }

    // Goes on, on either side, over loads that nothing depends on, unless the other side is about to do the same. If it
    // is, and only one of the two loads is such a one and the same cell is loaded again behind it, that is the one that
    // counts.
    private (int, int) Skip(Pair pair)
    {
        var (left, right) = (new List<int>(), new List<int>());
        var (a, b) = (pair.One, pair.Other);
        for (var i = 0; i < MostLoads; i++)
        {
            var (nextA, nextB) = (Silently(one, a, pair.Known), Silently(other, b, pair.Known));
            if (nextA < 0 && nextB < 0)
            {
                break;
            }

            if (Match(pair.Known, a, b))
            {
                var skipsOne = nextA >= 0 && nextB < 0 && Match(pair.Known, nextA, b);
                var skipsOther = nextB >= 0 && nextA < 0 && Match(pair.Known, a, nextB);
                if (!skipsOne && !skipsOther)
                {
                    break;
                }

                nextA = skipsOne ? nextA : -1;
            }

            if (nextA >= 0)
            {
                Add(left, one, a);
                a = nextA;
            }
            else
            {
                Add(right, other, b);
                b = nextB;
            }
        }

        foreach (var load in Without(left, one, right, other))
        {
            Note(DifferenceKind.Load, pair, one.Describe(load, -1), null, $"{load}/");
        }

        foreach (var load in Without(right, other, left, one))
        {
            Note(DifferenceKind.Load, pair, null, other.Describe(load, -1), $"/{load}");
        }

        return (a, b);
    }

    private static void Add(List<int> loads, ComparedSide side, int id)
    {
        if (side.CellOf(id) is not null)
        {
            loads.Add(id);
        }
    }

    private int Silently(ComparedSide side, int id, KnownValues known) =>
        side.OperationOf(id).Kind is OperationKind.Load or OperationKind.Pass
            ? side.Silently(id, ValuesOf(known, side, id))
            : -1;

    // The loads of one side that the other has not.
    private static List<int> Without(List<int> loads, ComparedSide side, List<int> others, ComparedSide otherSide)
    {
        var rest = others.Select(otherSide.CellOf).ToList();
        return [.. loads.Where(load => !rest.Remove(side.CellOf(load)))];
    }

    // What both can find: where the programs' own states show it, that, and any value of a count.
    private int[] ValuesOf(KnownValues known, int a, int b)
    {
        if (IsGiven(known, one, a) is { } given)
        {
            return given;
        }

        var (found, otherFound) = (one.Values.FoundBy(a), other.Values.FoundBy(b));
        var common =
            found is null || otherFound is null || !found.Overlaps(otherFound)
                ? found ?? otherFound
                : found.Where(otherFound.Contains);
        return ValuesOf(one.CellOf(a)!, common);
    }

    private int[] ValuesOf(KnownValues known, ComparedSide side, int id) =>
        IsGiven(known, side, id) ?? ValuesOf(side.CellOf(id)!, side.Values.FoundBy(id));

    private int[] ValuesOf(string cell, IEnumerable<int>? found) =>
        [.. (found ?? one.Values.Of(cell).Union(other.Values.Of(cell))).Union(family.CountsIn(cell)).Order()];

    // Which readers there are is nothing that who enters or leaves a section could see.
    private static int[]? IsGiven(KnownValues known, ComparedSide side, int id)
    {
        ref readonly var operation = ref side.OperationOf(id);
        return operation.Kind == OperationKind.Choose ? [.. Enumerable.Range(0, operation.A)]
            : operation.Location < 0 || IsSection(side, id) ? [0]
            : known.Find(side.CellOf(id)!) is { } value ? [value]
            : null;
    }

    private void Differ(DifferenceKind kind, Pair pair, int a, int b)
    {
        var arrival = _arrivals[pair];
        var (x, y) = arrival.From is null ? (-1, -1) : (arrival.A, arrival.B);
        Note(kind, pair, one.Describe(a, x), other.Describe(b, y), $"{a}/{b}");
    }

    private void Note(DifferenceKind kind, Pair pair, ComparedStep? left, ComparedStep? right, string where)
    {
        var key = $"{kind} {left?.What} {PlaceOf(left)} / {right?.What} {PlaceOf(right)} {(left is null ? where : "")}";
        if (!_differences.ContainsKey(key))
        {
            _differences.Add(key, new(kind, left, right, PathTo(pair)) { IsBehindAnother = pair.IsBehind });
        }
    }

    private static string PlaceOf(ComparedStep? step) =>
        step is { Calls: [.., var last] } ? $"{last.Name} {last.Place}" : "";

    private ImmutableArray<AgreedStep> PathTo(Pair pair)
    {
        var path = new List<AgreedStep>();
        for (var arrival = _arrivals[pair]; arrival.From is { } from; arrival = _arrivals[from])
        {
            path.Add(
                new(
                    arrival.A < 0 ? null : one.Describe(arrival.A, -1),
                    arrival.B < 0 ? null : other.Describe(arrival.B, -1),
                    arrival.A < 0 ? other.Format(arrival.B, arrival.Value) : one.Format(arrival.A, arrival.Value)
                )
            );
        }

        path.Reverse();
        return [.. path];
    }

    private readonly record struct Pair(int One, int Other, KnownValues Known, bool IsBehind);

    private readonly record struct Arrival(Pair? From, int A, int B, int Value);
}
