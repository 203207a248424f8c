using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Properties;

/// <summary>Reads off local states which results the steps in the code had, and which the code tells apart.</summary>
/// <remarks>
/// That it tells a result apart that no step had is found out by running it: what the code does next is a function of
/// the local state and the result. Tried are results that the cell's values in the search's states would give, and of a
/// plain number 0, 1 and 2. Where such a run ends in a violation or an exception, nothing is said of the result.
/// </remarks>
/// <param name="machine">The program.</param>
/// <param name="locals">The local states that the search met.</param>
/// <param name="record">What it noted in each state.</param>
internal sealed class BranchReader(Machine machine, LocalStates locals, CoverageRecord record)
{
    private const int MaxAlternatives = 16;

    private readonly ILookup<int, int> _values = record.Values.ToLookup(value => value.Location, value => value.Value);

    /// <summary>The points at which a named routine tests something, in no order.</summary>
    /// <param name="steps">The transitions that the search took.</param>
    public ImmutableArray<BranchPoint> Read(IEnumerable<(int From, int Result, int To)> steps)
    {
        var results = steps.ToLookup(step => step.From, step => step.Result);
        return
        [
            .. Enumerable
                .Range(0, locals.Count)
                .Where(id => IsTested(id) && (IsWait(id) || results.Contains(id)))
                .Select(id => (Id: id, Function: FunctionOf(id)))
                .Where(state => state.Function is not null)
                .ToArray() // trying results makes more local states
                .GroupBy(state => (state.Function, Site: SiteOf(state.Id)), state => state.Id)
                .Select(same => PointOf(same.Key.Function!, same.Key.Site, [.. same], results)),
        ];
    }

    private bool IsTested(int id) =>
        locals[id].Operation is var operation
        && operation.Kind switch
        {
            OperationKind.Load or OperationKind.Add or OperationKind.Exchange or OperationKind.Update => true,
            OperationKind.AddUnless
            or OperationKind.CompareExchange
            or OperationKind.TryAcquire
            or OperationKind.Until => true,
            OperationKind.Choose => operation.A <= MaxAlternatives,
            _ => false,
        };

    private bool IsWait(int id) => locals[id].Operation.Kind == OperationKind.Until;

    private BranchPoint PointOf(string function, StepSite site, int[] states, ILookup<int, int> results)
    {
        var known = states
            .SelectMany(id =>
                ResultsOf(id, results)
                    .Select(entry =>
                        (Id: id, entry.Class, entry.IsTaken, Target: TargetOf(id, entry.Result, entry.IsTaken))
                    )
            )
            .Where(entry => entry.IsTaken || entry.Target is not null)
            .ToArray();
        var classes = known.Select(entry => entry.Class).Distinct().Order(StringComparer.Ordinal).ToArray();
        var targets = known.ToLookup(entry => (entry.Id, entry.Class), entry => entry.Target);
        var branches = BranchClasses.Of(
            classes.Length,
            (a, b) =>
                states.Any(id =>
                    targets[(id, classes[a])].ToHashSet() is { Count: > 0 } first
                    && targets[(id, classes[b])].ToHashSet() is { Count: > 0 } second
                    && !first.SetEquals(second)
                )
        );
        return new BranchPoint(
            function,
            site,
            states.Select(id => machine.Describe(locals[id].Operation)).Min(StringComparer.Ordinal)!,
            [
                .. classes.Select(
                    (name, i) =>
                        new StepOutcome(name, known.Any(entry => entry.IsTaken && entry.Class == name), branches[i])
                ),
            ]
        );
    }

    // The results of a step by class: those that it had, and some that it might have had.
    private IEnumerable<(string Class, int Result, bool IsTaken)> ResultsOf(int id, ILookup<int, int> results)
    {
        var operation = locals[id].Operation;
        var taken = results[id].ToHashSet();
        switch (operation.Kind)
        {
            case OperationKind.Until:
                return [("goes on", 0, taken.Count > 0), ("has to wait", 1, record.Waited.Contains(id))];
            case OperationKind.AddUnless or OperationKind.CompareExchange or OperationKind.TryAcquire:
                return [("fails", 0, taken.Contains(0)), ("succeeds", 1, taken.Contains(1))];
            case OperationKind.Choose:
                return Enumerable
                    .Range(0, operation.A)
                    .Select(result => ($"{result + 1} of {operation.A}", result, taken.Contains(result)));
            default:
                return taken
                    .Union(Possible(operation))
                    .Select(result => (ClassOf(operation, result), result, taken.Contains(result)));
        }
    }

    private IEnumerable<int> Possible(Operation operation) =>
        _values[operation.Location] is var values && operation.Kind == OperationKind.Update
            ? values.Select(value =>
            {
                ((Update)operation.Function!)(value, operation.A, out var result);
                return result;
            })
        : machine.Cells[operation.Location].HasFormat ? values
        : values.Union([0, 1, 2]);

    private string ClassOf(Operation operation, int result) =>
        result is not (0 or 1) ? BranchPoint.Other
        : operation.Kind == OperationKind.Update ? $"{result}"
        : machine.Cells[operation.Location].Format(result);

    // What tells where the code goes; null if nothing can be said.
    private object? TargetOf(int id, int result, bool isTaken)
    {
        if (IsWait(id))
        {
            return result;
        }

        var kind = locals[id].Operation.Kind;
        var next = locals.Try(id, result);
        return next < 0 || (locals[next].Failure is not null && !isTaken) ? null
            : kind is OperationKind.Load or OperationKind.Add or OperationKind.Exchange or OperationKind.Update
                ? PlaceOf(locals[next])
            : next;
    }

    // Where the code is, whatever its variables hold: a value that is only carried along decides nothing yet.
    private static string PlaceOf(LocalState state)
    {
        var place = new List<string> { $"{state.Operation.Kind} {state.Failure?.Property}" };
        for (var frame = state.Top; frame is not null; frame = frame.Caller)
        {
            place.Add($"{frame.Layout.StableId} {frame.Layout.AwaitOf(frame.BoxedStateMachine)}");
        }

        return string.Join(';', place);
    }

    // The innermost named routine, with the one that called it; null if there is none.
    private string? FunctionOf(int id)
    {
        var names = machine
            .CallsOf(locals[id])
            .Where(call => call.Name is not null)
            .Select(call => call.Name!)
            .ToArray();
        return names.Length == 0 ? null : string.Join(" > ", names.TakeLast(2).Distinct());
    }

    private StepSite SiteOf(int id)
    {
        var top = locals[id].Top!;
        return new StepSite(
            top.Layout.MethodName,
            top.Layout.AwaitOf(top.BoxedStateMachine),
            locals[id].Operation.Kind
        );
    }
}
