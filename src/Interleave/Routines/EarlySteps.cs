using System.Collections.Immutable;
using System.Threading;
using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>
/// Lets fibers take steps before their turn, past loads and what depends on them: load buffering. A step can be taken
/// early if it comes whatever the steps that it passes return, and if the kernel's model does not order it after them;
/// or on expectation, if it is not ordered after some of what they return.
/// </summary>
/// <remarks>
/// Nothing is declared: code is run once for each result that a step was found to return, and a
/// step that is the same after all of them depends on none. That tells dependencies apart by what they do, so it is no
/// stronger than the kernel's model, which goes by what is written. What steps may return is not known beforehand: a
/// search that has met something new has to begin anew.
/// </remarks>
internal sealed class EarlySteps
{
    private readonly SharedMemory _memory;
    private readonly IReadOnlyList<FiberDefinition> _fibers;
    private readonly Dictionary<(int, string), ImmutableArray<EarlyWay>> _ways = [];
    private readonly List<ImmutableArray<(int Resource, int Change)>> _changes = [];
    private readonly Dictionary<string, int> _changeNumbers = [];
    private readonly Lock _gate = new();
    private readonly StepsAhead _ahead;

    /// <summary>Nothing is known yet: all steps are in order.</summary>
    /// <param name="run">Runs the code.</param>
    /// <param name="fibers">The fibers.</param>
    public EarlySteps(FiberRun run, IReadOnlyList<FiberDefinition> fibers)
    {
        (_memory, _fibers) = (run.Memory, fibers);
        Code = new LocalStates(run, TailCalls.Kept);
        _ahead = new StepsAhead(_memory, Code);
    }

    /// <summary>The fibers' code as it runs in order.</summary>
    public LocalStates Code { get; }

    /// <summary>True if more is known by now than is relied on.</summary>
    public bool IsOutdated => _ahead.IsOutdated;

    /// <summary>What kept a step from being taken early, in words; null if nothing did.</summary>
    public string? Bound => _ahead.Bound;

    /// <summary>A violation was seen where a fiber may have done what no execution goes on from.</summary>
    public void Doubt() =>
        _ahead.Bound ??=
            "something is violated while a step was taken early that may be ordered after what is found yet";

    /// <summary>Relies on all that is known.</summary>
    public void Renew()
    {
        _ahead.Renew();
        _ways.Clear();
    }

    /// <summary>Where a fiber begins.</summary>
    public EarlyState Start(int fiber)
    {
        using var only = _gate.EnterScope();
        return Settled(Code.Start(_fibers[fiber]), []);
    }

    /// <summary>Where the next step leads.</summary>
    public EarlyState After(EarlyState state, int result)
    {
        using var only = _gate.EnterScope();
        if (state.Next < 0)
        {
            return state with { Next = result };
        }

        if (state.IsInOrder)
        {
            return Kept(state, result, Settled(Code.Next(state.At, result), state.Done));
        }

        var way = WaysOf(state)[state.Next - 1];
        if (way.Own is { } own)
        {
            return Done(own);
        }

        var operation = _ahead[way.Number];
        if (operation.Kind == OperationKind.Acquire)
        {
            return result == 0 ? Open(state.At, state.Done) : Done(0);
        }

        return operation.Kind == OperationKind.Until && !((Condition)operation.Function!)(result, operation.A)
            ? Open(state.At, state.Done)
            : Done(result);

        EarlyState Done(int returned) => Open(state.At, state.Done.Add(StepOf(way, returned)));
    }

    /// <summary>The step that it takes next.</summary>
    public Operation OperationOf(EarlyState state)
    {
        using var only = _gate.EnterScope();
        return state.IsImpossible ? Operation.None
            : state.IsInOrder ? Code[state.At].Operation
            : state.Next > 0 ? WaysOf(state)[state.Next - 1].Operation
            : new Operation(OperationKind.Choose, -1, WaysOf(state).Length + 1, Label: "which step comes first");
    }

    /// <summary>What the fiber holds: steps that it has taken early count.</summary>
    public Holdings HoldingsOf(EarlyState state)
    {
        var holdings = Code[state.At].Holdings;
        foreach (var step in state.Done)
        {
            foreach (var (resource, change) in _changes[step.Change])
            {
                holdings = holdings.Plus(resource, change);
            }
        }

        return holdings;
    }

    /// <summary>The steps that can be taken before their turn.</summary>
    private ImmutableArray<EarlyWay> WaysOf(EarlyState state)
    {
        var key = (state.At, string.Join(' ', state.Done.Select(static step => $"{step.Operation}:{step.Result}")));
        if (!_ways.TryGetValue(key, out var ways))
        {
            // Of what is in the way only loads are worth passing: other steps lose nothing by being taken at once.
            ways = LocalOrder.Has(LocalOrder.ClassOf(Code.Operations[state.At]), StepClass.Read)
                ? UsefulOf(state.At, state.Done)
                : [];
            _ways.Add(key, ways);
        }

        return ways;
    }

    private ImmutableArray<EarlyWay> UsefulOf(int at, ImmutableArray<EarlyStep> done)
    {
        var ahead = _ahead.Of(at, done);
        return
        [
            .. ahead
                .Free.Where(way => _ahead.IsOfUse(at, done, way, ahead))
                .OrderBy(static way => way.Key)
                .Select(way => WayOf(way, isExpected: false)),
            .. ahead
                .Partly.Where(way => !ahead.Free.ContainsKey(way.Key) && _ahead.IsOfUse(at, done, way, ahead))
                .OrderBy(static way => way.Key)
                .Where(MayBeExpected)
                .Select(way => WayOf(way, isExpected: true)),
        ];
    }

    private EarlyWay WayOf(KeyValuePair<(int Number, int? Own), ImmutableSortedSet<int>> way, bool isExpected) =>
        new(way.Key.Number, Attempt(_ahead[way.Key.Number], way.Key.Own), way.Key.Own, way.Value, isExpected);

    // Of an own store that is passed only one can tell which of several it is.
    private bool MayBeExpected(KeyValuePair<(int Number, int? Own), ImmutableSortedSet<int>> way)
    {
        if (way.Key.Own is not null)
        {
            _ahead.Bound ??=
                "a load could find a store of its own early, and is ordered after a result of what it passes";
        }

        return way.Key.Own is null;
    }

    // What was taken early in the hope of what is found must still come, and not be ordered after what was found: no
    // execution goes on otherwise.
    private EarlyState Kept(EarlyState before, int result, EarlyState after)
    {
        if (!after.IsExpecting)
        {
            return after;
        }

        if (IsOrdered(before, result, after.Done))
        {
            return after.AsImpossible();
        }

        var done = after.Done;
        for (var i = 0; i < done.Length; i++)
        {
            if (!done[i].IsExpected)
            {
                continue;
            }

            var ahead = _ahead.Of(after.At, done.RemoveAt(i));
            var way = (done[i].Operation, (int?)null);
            if (ahead.Free.ContainsKey(way))
            {
                done = done.SetItem(i, done[i] with { IsExpected = false });
            }
            else if (!ahead.Partly.ContainsKey(way))
            {
                return after.AsImpossible();
            }
        }

        return Open(after.At, done);
    }

    // True if what is still expected is ordered after the step whose turn it was, or after one that was taken early,
    // but later.
    private bool IsOrdered(EarlyState before, int result, ImmutableArray<EarlyStep> left)
    {
        var at = 0;
        for (var i = 0; i < before.Done.Length; i++)
        {
            if (at == left.Length || left[at] != before.Done[i])
            {
                continue; // its turn came
            }

            at++;
            if (!before.Done[i].IsExpected)
            {
                continue;
            }

            var step = HotOf(before.Done[i]);
            if (
                _ahead.Keeps(Code.Operations[before.At], result, step)
                || before
                    .Done.Skip(i + 1)
                    .Any(later => !left.Contains(later) && _ahead.Keeps(HotOf(later), later.Result, step))
            )
            {
                return true;
            }
        }

        return false;
    }

    private HotOperation HotOf(EarlyStep step) =>
        new(_ahead[step.Operation], _memory.LifetimeOf(_ahead[step.Operation].Location));

    // A fiber that waits for something early could still take earlier steps, so it only tries.
    private static Operation Attempt(Operation operation, int? own) =>
        operation.Kind switch
        {
            _ when own is not null => new Operation(OperationKind.Pass, -1, Label: "finds its own store"),
            OperationKind.Acquire => operation with { Kind = OperationKind.TryAcquire },
            OperationKind.Until => operation with { Kind = OperationKind.Load, A = 0, Function = null },
            _ => operation,
        };

    private EarlyState Settled(int at, ImmutableArray<EarlyStep> done)
    {
        while (!Code.Failed[at] && _ahead.IndexOf(at, done) is >= 0 and var first)
        {
            at = Code.Next(at, done[first].Result);
            done = done.RemoveAt(first);
        }

        return Open(at, done);
    }

    private EarlyState Open(int at, ImmutableArray<EarlyStep> done)
    {
        var state = new EarlyState(at, done, -1);
        return WaysOf(state).IsEmpty ? state with { Next = 0 } : state;
    }

    // What the fiber holds changes with it as it will when its turn comes; what of that depends on what it passes has
    // to wait.
    private EarlyStep StepOf(EarlyWay way, int result)
    {
        var change = way
            .From.Select(from => ChangeBy(from, result))
            .Aggregate(static (all, some) => [.. all.Intersect(some)]);
        var text = string.Join(' ', change);
        if (!_changeNumbers.TryGetValue(text, out var number))
        {
            number = _changes.Count;
            _changeNumbers.Add(text, number);
            _changes.Add(change);
        }

        return new EarlyStep(way.Number, result, number, way.IsExpected);
    }

    private ImmutableArray<(int Resource, int Change)> ChangeBy(int from, int result) =>
        Code.Try(from, result) is >= 0 and var to && !Code.Failed[to]
            ? Code[to].Holdings.Minus(Code[from].Holdings)
            : [];
}
