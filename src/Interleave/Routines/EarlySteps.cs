using System.Collections.Immutable;
using System.Threading;
using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>
/// Lets fibers take steps before their turn, past loads and what depends on them: load buffering. A step can be taken
/// early if it comes whatever the steps that it passes return, and if the kernel's model does not order it after them.
/// </summary>
/// <remarks>
/// Nothing is guessed and nothing is declared: code is run once for each result that a step was found to return, and a
/// step that is the same after all of them depends on none. That tells dependencies apart by what they do, so it is no
/// stronger than the kernel's model, which goes by what is written. What steps may return is not known beforehand: a
/// search that has met something new has to begin anew.
/// </remarks>
internal sealed class EarlySteps
{
    /// <summary>How many steps one step can pass.</summary>
    public const int MostPassed = 8;

    private const int MostLookedAt = 10_000;

    private readonly SharedMemory _memory;
    private readonly IReadOnlyList<FiberDefinition> _fibers;
    private readonly Dictionary<Operation, int> _numbers = [];
    private readonly List<Operation> _operations = [];
    private readonly Dictionary<(int, string), ImmutableArray<EarlyWay>> _ways = [];
    private readonly List<ImmutableArray<(int Resource, int Change)>> _changes = [];
    private readonly Dictionary<string, int> _changeNumbers = [];
    private readonly Lock _gate = new();
    private PossibleResults _possible;
    private int _lookedAt;

    /// <summary>Nothing is known yet: all steps are in order.</summary>
    /// <param name="run">Runs the code.</param>
    /// <param name="fibers">The fibers.</param>
    public EarlySteps(FiberRun run, IReadOnlyList<FiberDefinition> fibers)
    {
        (_memory, _fibers) = (run.Memory, fibers);
        Code = new LocalStates(run, TailCalls.Kept);
        _possible = new PossibleResults(Code, 0);
    }

    /// <summary>The fibers' code as it runs in order.</summary>
    public LocalStates Code { get; }

    /// <summary>True if more is known by now than is relied on.</summary>
    public bool IsOutdated => Code.Learned.Count > _possible.Edges;

    /// <summary>What kept a step from being taken early, in words; null if nothing did.</summary>
    public string? Bound { get; private set; }

    /// <summary>Relies on all that is known.</summary>
    public void Renew()
    {
        _possible = new PossibleResults(Code, Code.Learned.Count);
        _ways.Clear();
        Bound = null;
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
            return Settled(Code.Next(state.At, result), state.Done);
        }

        var way = WaysOf(state)[state.Next - 1];
        if (way.Own is { } own)
        {
            return Done(own);
        }

        var operation = _operations[way.Number];
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
        return state.IsInOrder ? Code[state.At].Operation
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
        _lookedAt = 0;
        var all = Ahead(at, done, []);
        return
        [
            .. all.Where(way => IsOfUse(at, done, way, all))
                .OrderBy(static way => way.Key)
                .Select(way => new EarlyWay(
                    way.Key.Number,
                    Attempt(_operations[way.Key.Number], way.Key.Own),
                    way.Key.Own,
                    way.Value
                )),
        ];
    }

    // The steps that can be taken early because they come whatever those that are passed return, and where their turn
    // comes.
    private Dictionary<(int Number, int? Own), ImmutableSortedSet<int>> Ahead(
        int at,
        ImmutableArray<EarlyStep> done,
        ImmutableList<(int At, int Result)> passed
    )
    {
        if (IndexOf(at, done) is >= 0 and var first)
        {
            return Ahead(Code.Try(at, done[first].Result), done.RemoveAt(first), passed);
        }

        var found = new Dictionary<(int Number, int? Own), ImmutableSortedSet<int>>();
        if (at < 0 || Code.Failed[at] || Code.Operations[at].Kind == OperationKind.None)
        {
            return found;
        }

        var operation = Code.Operations[at];
        if (passed.Count > 0 && MayPass(operation, passed))
        {
            if (operation.Kind == OperationKind.AcquireShared)
            {
                Bound ??= "no lock is taken shared before an earlier load";
            }
            else
            {
                found.Add((NumberOf(Code[at].Operation), null), [at]);
            }
        }
        else if (OwnStore(operation, passed) is { } own)
        {
            found.Add((NumberOf(Code[at].Operation), own), [at]);
        }

        if (!_possible.MayWrite(at) || IsInTheWay(operation))
        {
            return found;
        }

        if (passed.Count == MostPassed || ++_lookedAt > MostLookedAt)
        {
            Bound ??= $"a step could pass more than {MostPassed} others";
            return found;
        }

        Dictionary<(int Number, int? Own), ImmutableSortedSet<int>>? always = null;
        foreach (var (result, to) in _possible.Of(at))
        {
            var there = Ahead(to, done, passed.Add((at, result)));
            always = always is null
                ? there
                : always
                    .Where(way => there.ContainsKey(way.Key))
                    .ToDictionary(way => way.Key, way => way.Value.Union(there[way.Key]));
            if (always.Count == 0)
            {
                break;
            }
        }

        foreach (var (step, from) in always ?? [])
        {
            if (_possible.ComesElsewhere(at, _operations[step.Number]))
            {
                found.TryAdd(step, from);
            }
        }

        return found;
    }

    private int IndexOf(int at, ImmutableArray<EarlyStep> done)
    {
        for (var i = 0; i < done.Length; i++)
        {
            if (at >= 0 && _operations[done[i].Operation] == Code[at].Operation)
            {
                return i;
            }
        }

        return -1;
    }

    // What changes memory is of use early; what does not is if something can come early only after it. A load that
    // nothing waits for finds later what it would have found now.
    private bool IsOfUse(
        int at,
        ImmutableArray<EarlyStep> done,
        KeyValuePair<(int Number, int? Own), ImmutableSortedSet<int>> way,
        Dictionary<(int Number, int? Own), ImmutableSortedSet<int>> all
    )
    {
        var operation = Code.Operations[way.Value[0]];
        if (LocalOrder.Has(LocalOrder.ClassOf(operation), StepClass.Write))
        {
            return true;
        }

        if (
            operation.Kind == OperationKind.Pass
            || !way.Value.Any(from => _possible.Of(from).Any(next => _possible.MayWrite(next.To)))
        )
        {
            return false;
        }

        var results = way.Key.Own is { } own
            ? [own]
            : way.Value.SelectMany(from => _possible.Of(from)).Select(static next => next.Result).Distinct();
        return results.Any(result =>
            Ahead(at, done.Add(new EarlyStep(way.Key.Number, result, 0)), []).Keys.Any(next => !all.ContainsKey(next))
        );
    }

    private bool MayPass(in HotOperation step, ImmutableList<(int At, int Result)> passed)
    {
        foreach (var (at, result) in passed)
        {
            if (Keeps(Code.Operations[at], result, step))
            {
                return false;
            }
        }

        return true;
    }

    // What a load finds of a store of its own that is passed, before anybody else can: rfi is no part of
    // happens-before.
    private int? OwnStore(in HotOperation load, ImmutableList<(int At, int Result)> passed)
    {
        if (load.Kind is not (OperationKind.Load or OperationKind.Until) || load.Order == MemoryOrder.Full)
        {
            return null;
        }

        for (var i = passed.Count - 1; i >= 0; i--)
        {
            ref readonly var store = ref Code.Operations[passed[i].At];
            if (store.Location == load.Location)
            {
                return
                    store.Kind == OperationKind.Store
                    && (load.Kind == OperationKind.Load || load.IsOpen(store.A, 1))
                    && MayPass(load, passed.RemoveAt(i))
                    ? store.A
                    : null;
            }
        }

        return null;
    }

    // Nothing comes before what orders everything after it.
    private static bool IsInTheWay(in HotOperation operation) =>
        LocalOrder.Has(LocalOrder.ClassOf(operation), StepClass.Full | StepClass.Acquire | StepClass.Enter)
        && !operation.Kind.IsConditional();

    private bool Keeps(in HotOperation first, int result, in HotOperation second) =>
        LocalOrder.Keeps(
            LocalOrder.ClassOf(first, result),
            LocalOrder.ClassOf(second),
            HotOperation.Conflict(first, second) || (first.Location >= 0 && first.Location == second.Location)
        )
        || (first.Kind == OperationKind.Choose && second.Kind == OperationKind.Choose)
        || (first.Order == MemoryOrder.Dereference && LeadsTo(first, result, second));

    // An address dependency, where the load says what it leads to.
    private bool LeadsTo(in HotOperation load, int result, in HotOperation step)
    {
        var location = step.Location;
        return load.B >= 0 ? step.Lifetime == load.B : _memory.Pointees(result, ~load.B).Contains(location);
    }

    private int NumberOf(Operation operation)
    {
        if (!_numbers.TryGetValue(operation, out var number))
        {
            number = _operations.Count;
            _numbers.Add(operation, number);
            _operations.Add(operation);
        }

        return number;
    }

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
        while (!Code.Failed[at] && IndexOf(at, done) is >= 0 and var first)
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

        return new EarlyStep(way.Number, result, number);
    }

    private ImmutableArray<(int Resource, int Change)> ChangeBy(int from, int result) =>
        Code.Try(from, result) is >= 0 and var to && !Code.Failed[to]
            ? Code[to].Holdings.Minus(Code[from].Holdings)
            : [];
}
