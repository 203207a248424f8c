using System.Collections.Immutable;
using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>Looks from a local state ahead for steps that could be taken before their turn.</summary>
/// <param name="memory">The memory.</param>
/// <param name="code">The fibers' code as it runs in order.</param>
internal sealed class StepsAhead(SharedMemory memory, LocalStates code)
{
    // How many steps one step can pass.
    private const int MostPassed = 8;

    private const int MostLookedAt = 10_000;

    private readonly Dictionary<Operation, int> _numbers = [];
    private readonly List<Operation> _operations = [];
    private PossibleResults _possible = new(code, 0);
    private int _lookedAt;

    /// <summary>True if more is known by now than is relied on.</summary>
    public bool IsOutdated => code.Learned.Count > _possible.Edges;

    /// <summary>What kept a step from being taken early, in words; null if nothing did.</summary>
    public string? Bound { get; set; }

    /// <summary>The step of a number.</summary>
    public Operation this[int number] => _operations[number];

    /// <summary>Relies on all that is known.</summary>
    public void Renew()
    {
        _possible = new PossibleResults(code, code.Learned.Count);
        Bound = null;
    }

    /// <summary>The steps that can be taken early.</summary>
    /// <param name="at">The local state.</param>
    /// <param name="done">The steps that were.</param>
    public WaysAhead Of(int at, ImmutableArray<EarlyStep> done)
    {
        _lookedAt = 0;
        return Of(at, done, []);
    }

    // The steps that can be taken early because they come whatever those that are passed return, and where their turn
    // comes. Of results that no search has found, one is taken on the way.
    private WaysAhead Of(
        int at,
        ImmutableArray<EarlyStep> done,
        ImmutableList<(int At, int Result)> passed,
        bool isFound = true
    )
    {
        if (IndexOf(at, done) is >= 0 and var first)
        {
            return Of(code.Try(at, done[first].Result), done.RemoveAt(first), passed, isFound);
        }

        var found = new WaysAhead();
        if (at < 0 || code.Failed[at] || code.Operations[at].Kind == OperationKind.None)
        {
            return found;
        }

        var operation = code.Operations[at];
        if (passed.Count > 0 && MayPass(operation, passed))
        {
            if (operation.Kind == OperationKind.AcquireShared)
            {
                Bound ??= "no lock is taken shared before an earlier load";
            }
            else
            {
                found.Free.Add((NumberOf(code[at].Operation), null), [at]);
            }
        }
        else if (OwnStore(operation, passed) is { } own)
        {
            found.Free.Add((NumberOf(code[at].Operation), own), [at]);
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

        var next = _possible.Of(at);
        var after = WaysAhead.AfterAll(
            [.. next.Select(step => After(step, isFound))],
            isFound ? [.. _possible.Conceivable(at).Select(step => After(step, isFound: false))] : [],
            (way, step) => _possible.IsBoundToCome(next[way].To, _operations[step])
        );
        found.Add(after, step => _possible.ComesElsewhere(at, _operations[step]));
        return found;

        WaysAhead After((int Result, int To) step, bool isFound) =>
            Of(step.To, done, passed.Add((at, step.Result)), isFound);
    }

    /// <summary>Which of the steps that were taken early has its turn; -1 if none has.</summary>
    public int IndexOf(int at, ImmutableArray<EarlyStep> done)
    {
        for (var i = 0; i < done.Length; i++)
        {
            if (at >= 0 && _operations[done[i].Operation] == code[at].Operation)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>True if a step is of use early: one that changes memory is, and one that does not if something can come
    /// early only after it. A load that nothing waits for finds later what it would have found now.</summary>
    public bool IsOfUse(
        int at,
        ImmutableArray<EarlyStep> done,
        KeyValuePair<(int Number, int? Own), ImmutableSortedSet<int>> way,
        WaysAhead all
    )
    {
        if (!MayBeOfUse(way.Value))
        {
            return false;
        }

        if (Writes(way.Value[0]))
        {
            return true;
        }

        var results = way.Key.Own is { } own
            ? [own]
            : way.Value.SelectMany(from => _possible.Of(from)).Select(static next => next.Result).Distinct();
        return results.Any(result => Of(at, done.Add(new EarlyStep(way.Key.Number, result, 0)), []).HasMoreThan(all));
    }

    // What may be early: one step, in the local states in which its turn may come.
    private bool MayBeOfUse(ImmutableSortedSet<int> from) =>
        Writes(from[0])
        || (
            code.Operations[from[0]].Kind != OperationKind.Pass
            && from.Any(local => _possible.Of(local).Any(next => _possible.MayWrite(next.To)))
        );

    private bool Writes(int local) => LocalOrder.Has(LocalOrder.ClassOf(code.Operations[local]), StepClass.Write);

    private bool MayPass(in HotOperation step, ImmutableList<(int At, int Result)> passed)
    {
        foreach (var (at, result) in passed)
        {
            if (Keeps(code.Operations[at], result, step))
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
            ref readonly var store = ref code.Operations[passed[i].At];
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

    /// <summary>True if two steps keep their order.</summary>
    public bool Keeps(in HotOperation first, int result, in HotOperation second) =>
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
        return load.B >= 0 ? step.Lifetime == load.B : memory.Pointees(result, ~load.B).Contains(location);
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
}
