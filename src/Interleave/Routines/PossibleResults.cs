using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>What steps were found to return, and where the code goes then: what is known of a fiber's future.</summary>
/// <param name="code">Local states of code that runs in order.</param>
/// <param name="edges">How many of the edges that were met are relied on.</param>
internal sealed class PossibleResults(LocalStates code, int edges)
{
    // Who looks at more states ahead than this is told that everything may come.
    private const int MostStates = 300;

    // Who looks for what is bound to come further ahead than this, or at more states, is told that all of it is.
    private const int MostAhead = 40;
    private const int MostBound = 300;

    // How many numbers from -1 up a step is taken to return that no search has found.
    private const int MostNumbers = 18;

    private readonly ILookup<int, int> _at = code.Learned.Take(edges).ToLookup(edge => edge.From, edge => edge.Result);
    private readonly ILookup<(OperationKind, int, int, int), int> _of = code
        .Learned.Take(edges)
        .ToLookup(edge => KeyOf(code.Operations[edge.From]), edge => edge.Result);

    private readonly Dictionary<int, (int Result, int To)[]> _results = [];

    // What cells were found to hold, and what was stored there.
    private readonly ILookup<int, int> _had = code
        .Learned.Take(edges)
        .SelectMany(edge => NumbersOf(code.Operations[edge.From], edge.Result))
        .ToLookup(static had => had.Cell, static had => had.Number);

    private readonly Dictionary<int, (int Result, int To)[]> _conceivable = [];
    private readonly Dictionary<int, (int Result, int To)[]> _unheard = [];
    private readonly Dictionary<int, bool> _writes = [];
    private readonly Dictionary<int, HashSet<Operation>?[]> _elsewhere = [];
    private readonly Dictionary<int, HashSet<Operation>?> _bound = [];
    private int _lookedAt;

    /// <summary>How many edges are relied on.</summary>
    public int Edges => edges;

    /// <summary>Where the step announced in a local state may lead, and what it returns then. Where it was never taken
    /// that is what was returned by the same step elsewhere; where the code fails nothing comes any more.</summary>
    public IReadOnlyList<(int Result, int To)> Of(int local)
    {
        if (_results.TryGetValue(local, out var results))
        {
            return results;
        }

        var operation = code.Operations[local];
        var values = operation.Kind switch
        {
            OperationKind.Choose => Enumerable.Range(0, operation.A),
            OperationKind.Pass or OperationKind.Barrier => [0],
            var kind when !kind.Reads() || kind.IsLifetimeStep() => [0],
            _ => _at.Contains(local) ? _at[local] : _of[KeyOf(operation)].Distinct(),
        };
        results =
        [
            .. values
                .Order()
                .Select(result => (Result: result, To: code.Try(local, result)))
                .Where(step => step.To >= 0 && !code.Failed[step.To]),
        ];
        _results.Add(local, results);
        return results;
    }

    /// <summary>True if a step comes also where the one announced in a local state returns what no search has found: a
    /// conditional one that fails, or succeeds, and a load that finds any other number. What comes there in another
    /// order still comes.</summary>
    public bool ComesElsewhere(int local, Operation step)
    {
        if (!_elsewhere.TryGetValue(local, out var elsewhere))
        {
            elsewhere = [.. Unheard(local).Select(step => BoundToCome(step.To))];
            _elsewhere.Add(local, elsewhere);
        }

        return Array.TrueForAll(elsewhere, steps => steps is null || steps.Contains(step));
    }

    /// <summary>True if a step comes from a local state on, whatever is found on the way; also if nothing is known of
    /// that, as the way is long or goes round.</summary>
    public bool IsBoundToCome(int local, Operation step) => BoundToCome(local)?.Contains(step) ?? true;

    /// <summary>True if a step may follow that changes memory, and that is no release, before one that nothing
    /// passes.</summary>
    public bool MayWrite(int local)
    {
        if (!_writes.TryGetValue(local, out var writes))
        {
            writes = Writes(local);
            _writes.Add(local, writes);
        }

        return writes;
    }

    /// <summary>Where the code goes with results that no search has found there, although the cell has had such a
    /// number: once others are early, they may be found.</summary>
    public IReadOnlyList<(int Result, int To)> Conceivable(int local)
    {
        if (!_conceivable.TryGetValue(local, out var numbers))
        {
            var operation = code.Operations[local];
            numbers =
            [
                .. operation.Kind == OperationKind.Load
                    ? After(local, _had[operation.Location].Distinct().Order())
                    : Unheard(local),
            ];
            _conceivable.Add(local, numbers);
        }

        return numbers;
    }

    // Where the code goes with results that no search has found. It need not be able to: the numbers are any.
    private (int Result, int To)[] Unheard(int local)
    {
        if (!_unheard.TryGetValue(local, out var unheard))
        {
            unheard = [.. NotFound(local)];
            _unheard.Add(local, unheard);
        }

        return unheard;
    }

    private IEnumerable<(int Result, int To)> NotFound(int local)
    {
        var operation = code.Operations[local];
        if (
            !operation.Kind.Reads()
            || operation.Kind
                is OperationKind.Choose
                    or OperationKind.Pass
                    or OperationKind.Barrier
                    or OperationKind.Until
                    or OperationKind.Acquire
                    or OperationKind.AcquireShared
            || operation.Kind.IsLifetimeStep()
        )
        {
            return [];
        }

        var found = Of(local);
        var most = found.Count == 0 ? 0 : found.Max(static step => step.Result);
        return After(
            local,
            operation is { Function: null } && operation.Kind.IsConditional()
                ? [0, 1]
                : Enumerable.Range(-1, MostNumbers).Append(unchecked(most + 1))
        );
    }

    private IEnumerable<(int Result, int To)> After(int local, IEnumerable<int> results)
    {
        var found = Of(local);
        return results
            .Except(found.Select(static step => step.Result))
            .Select(result => (Result: result, To: code.Try(local, result)))
            .Where(step => step.To >= 0 && !code.Failed[step.To])
            .ExceptBy(found.Select(static step => step.To), static step => step.To)
            .DistinctBy(static step => step.To);
    }

    private HashSet<Operation>? BoundToCome(int local)
    {
        _lookedAt = 0;
        return BoundToCome(local, 0);
    }

    // The steps that come from here on whatever is found; null for all, where the code fails or goes on for long.
    private HashSet<Operation>? BoundToCome(int local, int depth)
    {
        if (_bound.TryGetValue(local, out var known))
        {
            return known;
        }

        if (depth == MostAhead || ++_lookedAt > MostBound)
        {
            return null;
        }

        _bound[local] = null; // who comes back here asks for nothing more
        var operation = code[local].Operation;
        HashSet<Operation>? all = null;
        if (operation.Kind != OperationKind.None)
        {
            var next = Of(local);
            foreach (var (_, to) in next.Count > 0 ? next : Unheard(local))
            {
                if (BoundToCome(to, depth + 1) is { } there)
                {
                    all = all is null ? [.. there] : [.. all.Intersect(there)];
                }
            }

            all?.Add(operation);
        }
        else
        {
            all = [];
        }

        _bound[local] = all;
        return all;
    }

    // Of results that no search has found, one is taken on the way: others only follow from it.
    private bool Writes(int local)
    {
        var (seen, work) = (new HashSet<int> { local }, new Stack<(int At, bool IsFound)>([(local, true)]));
        while (work.TryPop(out var next))
        {
            var step = LocalOrder.ClassOf(code.Operations[next.At]);
            if (LocalOrder.Has(step, StepClass.Full))
            {
                continue;
            }

            if (IsFree(step) || seen.Count > MostStates)
            {
                return true;
            }

            Add(Of(next.At), next.IsFound);
            if (next.IsFound)
            {
                Add(Conceivable(next.At), isFound: false);
            }
        }

        return false;

        void Add(IReadOnlyList<(int Result, int To)> steps, bool isFound)
        {
            foreach (var (_, to) in steps)
            {
                if (seen.Add(to))
                {
                    work.Push((to, isFound));
                }
            }
        }
    }

    private static IEnumerable<(int Cell, int Number)> NumbersOf(HotOperation operation, int result) =>
        operation.Kind switch
        {
            OperationKind.Load or OperationKind.Until or OperationKind.Add => [(operation.Location, result)],
            OperationKind.Store or OperationKind.Exchange => [(operation.Location, operation.A)],
            OperationKind.CompareExchange => [(operation.Location, operation.A), (operation.Location, operation.B)],
            _ => [],
        };

    private static bool IsFree(StepClass step) =>
        LocalOrder.Has(step, StepClass.Write) && !LocalOrder.Has(step, StepClass.Release);

    private static (OperationKind, int, int, int) KeyOf(in HotOperation operation) =>
        operation.Kind is OperationKind.Load or OperationKind.Until
            ? (OperationKind.Load, operation.Location, 0, 0)
            : (operation.Kind, operation.Location, operation.A, operation.B);
}
