using Interleave.Execution.States;
using Interleave.Memory;

namespace Interleave.Properties;

/// <summary>Notes, in each new state, what cells hold, which fibers wait for a condition, and who could end
/// that.</summary>
internal sealed class CoverageRecord
{
    /// <summary>Every value that each cell, by its location, had in some state.</summary>
    public HashSet<(int Location, int Value)> Values { get; } = [];

    /// <summary>The local states in which some fiber had to wait.</summary>
    public HashSet<int> Waited { get; } = [];

    /// <summary>
    /// The local state of a fiber whose next step is on a cell, that of another one that has to wait for the cell, and
    /// its value.
    /// </summary>
    public HashSet<(int Waker, int Waiter, int Value)> Meetings { get; } = [];

    /// <summary>All that was noted, for another record of a search with the same local states.</summary>
    public IEnumerable<(int Kind, int A, int B, int C)> Entries =>
        Values
            .Select(static value => (0, value.Location, value.Value, 0))
            .Concat(Waited.Select(static local => (1, local, 0, 0)))
            .Concat(Meetings.Select(static meeting => (2, meeting.Waker, meeting.Waiter, meeting.Value)));

    /// <summary>Notes what another record has.</summary>
    public void Add(IEnumerable<(int Kind, int A, int B, int C)> entries)
    {
        foreach (var (kind, a, b, c) in entries)
        {
            _ = kind switch
            {
                0 => Values.Add((a, b)),
                1 => Waited.Add(a),
                _ => Meetings.Add((a, b, c)),
            };
        }
    }

    /// <summary>To be called in each new state.</summary>
    public void Note(ProgramState execution)
    {
        for (var location = 0; location < execution.Memory.Length; location++)
        {
            Values.Add((location, execution.Memory[location]));
        }

        for (var waiter = 0; waiter < execution.FiberCount; waiter++)
        {
            ref readonly var wait = ref execution.OperationOf(waiter);
            if (wait.Kind == OperationKind.Until && !execution.IsEnabled(waiter))
            {
                Waited.Add(execution.LocalIds[waiter]);
                NoteWakers(execution, waiter, wait.Location);
            }
        }
    }

    private void NoteWakers(ProgramState execution, int waiter, int location)
    {
        for (var waker = 0; waker < execution.FiberCount; waker++)
        {
            ref readonly var step = ref execution.OperationOf(waker);
            if (waker != waiter && step.Location == location && step.Writes && execution.IsEnabled(waker))
            {
                Meetings.Add((execution.LocalIds[waker], execution.LocalIds[waiter], execution.Memory[location]));
            }
        }
    }
}
