using System.Threading;
using Interleave.Execution.States;

namespace Interleave.Comparison;

/// <summary>What a program has in its cells in the states that a walk reaches, breadth first: in any state, and where a
/// fiber is about to take a step.</summary>
internal sealed class SeenValues
{
    private readonly Dictionary<string, SortedSet<int>> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<int, SortedSet<int>> _found = [];

    /// <summary>How many states there were.</summary>
    public int States { get; private set; }

    /// <summary>The values of each cell.</summary>
    public IEnumerable<KeyValuePair<string, SortedSet<int>>> All => _values;

    /// <summary>The local states that were met.</summary>
    public ICollection<int> Met => _found.Keys;

    /// <summary>The values of a cell; none if there is no such cell.</summary>
    public IEnumerable<int> Of(string cell) => _values.GetValueOrDefault(cell) ?? [];

    /// <summary>What the step of a local state could find; null if the walk did not meet that.</summary>
    public IReadOnlySet<int>? FoundBy(int local) => _found.GetValueOrDefault(local);

    /// <summary>Walks.</summary>
    /// <param name="execution">The program, in its first state.</param>
    /// <param name="cells">What its cells are called.</param>
    /// <param name="maxStates">Where to stop.</param>
    /// <param name="interrupt">Stops it.</param>
    public void Explore(SequentialExecution execution, string[] cells, int maxStates, CancellationToken interrupt)
    {
        var seen = new HashSet<(ulong, ulong)> { execution.Fingerprint };
        var open = new Queue<int[]>();
        open.Enqueue(Saved(execution));
        while (open.TryDequeue(out var state))
        {
            interrupt.ThrowIfCancellationRequested();
            execution.Restore(state);
            NoteMemory(execution, cells);
            for (var fiber = 0; fiber < execution.FiberCount; fiber++)
            {
                NoteStep(execution, fiber);
                if (!execution.IsEnabled(fiber) || execution.HasEqualBefore(fiber))
                {
                    continue;
                }

                for (var choice = 0; choice < execution.Choices(fiber); choice++)
                {
                    var violation = execution.Step(fiber, choice, out var undo, out _);
                    if (violation is null && seen.Count < maxStates && seen.Add(execution.Fingerprint))
                    {
                        open.Enqueue(Saved(execution));
                    }

                    execution.Undo(undo);
                }
            }
        }

        States = seen.Count;
    }

    private static int[] Saved(SequentialExecution execution)
    {
        var state = new int[execution.VectorLength];
        execution.Save(state.AsSpan());
        return state;
    }

    private void NoteMemory(SequentialExecution execution, string[] cells)
    {
        var memory = execution.Memory;
        for (var i = 0; i < cells.Length; i++)
        {
            (_values.TryGetValue(cells[i], out var values) ? values : _values[cells[i]] = []).Add(memory[i]);
        }
    }

    // What is gone is no value to go on with.
    private void NoteStep(SequentialExecution execution, int fiber)
    {
        var local = execution.LocalIds[fiber];
        ref readonly var operation = ref execution.OperationOf(fiber);
        var found = _found.TryGetValue(local, out var known) ? known : _found[local] = [];
        if (operation.Location >= 0 && (operation.Lifetime < 0 || execution.Memory[operation.Lifetime] != 0))
        {
            found.Add(execution.Memory[operation.Location]);
        }
    }
}
