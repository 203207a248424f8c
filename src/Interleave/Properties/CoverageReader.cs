using System.Numerics;
using System.Reflection;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Properties;

/// <summary>Reads off the local states of a search what it reached: a step of the search costs nothing.</summary>
/// <param name="machine">The program.</param>
/// <param name="locals">The local states that the search met.</param>
/// <param name="starts">The one that each fiber starts in.</param>
/// <param name="record">What it noted in each state.</param>
internal sealed class CoverageReader(
    Machine machine,
    LocalStates locals,
    IReadOnlyList<int> starts,
    CoverageRecord record
)
{
    private readonly (int From, int Result, int To)[] _steps = [.. locals.Steps()];

    public Coverage Read()
    {
        var routines = Routines().ToArray(); // before branches are tried, which makes more local states
        var fibers = FibersOfStates();
        var handOvers = record
            .Meetings.Where(meeting =>
                Ends(locals[meeting.Waiter].Operation, After(locals[meeting.Waker].Operation, meeting.Value))
            )
            .Select(meeting => new WakeUp(Place(meeting.Waker, fibers), Place(meeting.Waiter, fibers)))
            .Distinct();
        return new Coverage(
            [.. routines],
            [.. record.Waited.Select(id => Place(id, fibers)).Distinct().Order(StringComparer.Ordinal)],
            [
                .. handOvers
                    .OrderBy(over => over.Waiter, StringComparer.Ordinal)
                    .ThenBy(over => over.Waker, StringComparer.Ordinal),
            ],
            new BranchReader(machine, locals, record).Read(_steps)
        );
    }

    private IEnumerable<MethodInfo> Routines() =>
        Enumerable
            .Range(0, locals.Count)
            .SelectMany(id => locals[id].Stack)
            .Select(frame => frame.Method)
            .OfType<MethodInfo>()
            .Distinct()
            .OrderBy(method => $"{method.DeclaringType?.FullName}.{method.Name}", StringComparer.Ordinal)
            .ThenBy(method => method.MetadataToken);

    // For each local state the fibers that can be in it, as a bit set.
    private uint[] FibersOfStates()
    {
        var next = _steps.ToLookup(step => step.From, step => step.To);
        var fibers = new uint[locals.Count];
        for (var fiber = 0; fiber < starts.Count; fiber++)
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

    // What a step leaves in a cell: Execution says the same, and writes it.
    private static int After(in Operation operation, int value)
    {
        switch (operation.Kind)
        {
            case OperationKind.Store or OperationKind.Exchange:
                return operation.A;
            case OperationKind.Add:
                return value + operation.A;
            case OperationKind.AddUnless:
                return value == operation.B ? value : value + operation.A;
            case OperationKind.CompareExchange:
                return value == operation.A ? operation.B : value;
            case OperationKind.Update:
                return ((Update)operation.Function!)(value, operation.A, out _);
            case OperationKind.TryAcquire:
                return value == 0 ? 1 : value;
            case OperationKind.Acquire or OperationKind.Begin:
                return 1;
            case OperationKind.Release or OperationKind.Free:
                return 0;
            case OperationKind.AcquireShared:
                return value - 1;
            case OperationKind.ReleaseShared:
                return value + 1;
            default:
                return value;
        }
    }

    private static bool Ends(in Operation wait, int value) => ((Condition)wait.Function!)(value, wait.A);

    private string Place(int id, uint[] fibers)
    {
        var names = machine
            .CallsOf(locals[id])
            .Where(call => call.Name is not null)
            .Select(call => call.Name!)
            .ToArray();
        return names.Length == 0 ? machine.Fibers[BitOperations.TrailingZeroCount(fibers[id])].Name
            : names[0] == names[^1] ? names[0]
            : $"{names[0]} > {names[^1]}";
    }
}
