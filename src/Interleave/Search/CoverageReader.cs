using System.Numerics;
using System.Reflection;
using Interleave.Memory;
using Interleave.Routines;
using Interleave.Traces;

namespace Interleave.Search;

/// <summary>Reads off the local states of a search what it reached: a step of the search costs nothing.</summary>
/// <param name="machine">The program.</param>
/// <param name="locals">The local states that the search met.</param>
/// <param name="seen">Every value that each cell had in some state.</param>
internal sealed class CoverageReader(Machine machine, LocalStates locals, HashSet<(int Location, int Value)> seen)
{
    private readonly (int From, int Result, int To)[] _steps = [.. locals.Steps()];

    public Coverage Read()
    {
        var fibers = FibersOfStates();
        var waits = Enumerable.Range(0, locals.Count).Where(id => locals[id].Operation.Kind == OperationKind.Until)
            .ToLookup(id => locals[id].Operation.Location);
        var values = waits.ToDictionary(
            group => group.Key,
            group => seen.Where(value => value.Location == group.Key).Select(value => value.Value).ToHashSet());
        var handOvers = new HashSet<HandOver>();
        foreach (var step in _steps.Where(step => values.ContainsKey(locals[step.From].Operation.Location)))
        {
            var operation = locals[step.From].Operation;
            var changes = Changes(operation, step.Result, values[operation.Location]).ToArray();
            foreach (var waiter in waits[operation.Location])
            {
                if (AreTwo(fibers[step.From], fibers[waiter]) && changes.Any(change => Ends(locals[waiter].Operation, change)))
                {
                    handOvers.Add(new HandOver(Place(step.From, fibers), Place(waiter, fibers)));
                }
            }
        }

        return new Coverage(
            [.. Routines()],
            [.. waits.SelectMany(group => group).Select(id => Place(id, fibers)).Distinct().Order(StringComparer.Ordinal)],
            [.. handOvers.OrderBy(over => over.Waiter, StringComparer.Ordinal).ThenBy(over => over.Waker, StringComparer.Ordinal)]);
    }

    private IEnumerable<MethodInfo> Routines() =>
        Enumerable.Range(0, locals.Count).SelectMany(id => locals[id].Stack).Select(frame => frame.Method)
            .OfType<MethodInfo>().Distinct()
            .OrderBy(method => $"{method.DeclaringType?.FullName}.{method.Name}", StringComparer.Ordinal)
            .ThenBy(method => method.MetadataToken);

    // For each local state the fibers that can be in it, as a bit set.
    private uint[] FibersOfStates()
    {
        var next = _steps.ToLookup(step => step.From, step => step.To);
        var starts = machine.Fibers.Select(locals.Start).ToArray();
        var fibers = new uint[locals.Count];
        for (var fiber = 0; fiber < starts.Length; fiber++)
        {
            var open = new Stack<int>([starts[fiber]]);
            while (open.TryPop(out var id))
            {
                if ((fibers[id] & (1u << fiber)) == 0)
                {
                    fibers[id] |= 1u << fiber;
                    foreach (var target in next[id])
                    {
                        open.Push(target);
                    }
                }
            }
        }

        return fibers;
    }

    // What a step with this result can have done to its cell.
    private static IEnumerable<(int Before, int After)> Changes(Operation operation, int result, HashSet<int> values) =>
        operation.Kind switch
        {
            OperationKind.Store => values.Select(value => (value, operation.A)),
            OperationKind.Add => [(result - operation.A, result)],
            OperationKind.AddUnless when result != 0 =>
                values.Where(value => value != operation.B).Select(value => (value, value + operation.A)),
            OperationKind.CompareExchange when result != 0 => [(operation.A, operation.B)],
            OperationKind.Exchange => [(result, operation.A)],
            OperationKind.Update => Applied(operation, result, values),
            _ => [],
        };

    private static IEnumerable<(int Before, int After)> Applied(Operation operation, int result, HashSet<int> values)
    {
        var update = (Update)operation.Function!;
        foreach (var value in values)
        {
            var after = update(value, operation.A, out var answer);
            if (answer == result)
            {
                yield return (value, after);
            }
        }
    }

    private static bool Ends(in Operation wait, (int Before, int After) change)
    {
        var condition = (Condition)wait.Function!;
        return !condition(change.Before, wait.A) && condition(change.After, wait.A);
    }

    private static bool AreTwo(uint wakers, uint waiters) =>
        wakers != 0 && waiters != 0 && BitOperations.PopCount(wakers | waiters) > 1;

    private string Place(int id, uint[] fibers)
    {
        var names = Replayer.StackOf(locals[id]).Where(call => call.Name is not null).Select(call => call.Name!).ToArray();
        return names.Length == 0 ? machine.Fibers[BitOperations.TrailingZeroCount(fibers[id])].Name
            : names[0] == names[^1] ? names[0] : $"{names[0]} > {names[^1]}";
    }
}
