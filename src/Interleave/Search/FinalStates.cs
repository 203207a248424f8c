using System.Globalization;
using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Search;

/// <summary>
/// The distinct states in which executions end, in words that mean the same in every run of a program: the cells, and
/// for each fiber where it is and what it holds.
/// </summary>
internal sealed class FinalStates
{
    private readonly Machine _machine;
    private readonly HashSet<(ulong, ulong)> _known = [];
    private readonly HashSet<string> _texts = [];

    public FinalStates(Machine machine) => _machine = machine;

    public IReadOnlySet<string> All => _texts;

    /// <summary>Notes the state that an execution ended in.</summary>
    /// <param name="execution">It tells fibers apart, and its fingerprints are wide.</param>
    public void Add(SequentialExecution execution)
    {
        if (_known.Add((execution.First, execution.Second)))
        {
            _texts.Add(Describe(execution));
        }
    }

    private string Describe(SequentialExecution execution) =>
        string.Join(
            "; ",
            _machine
                .Cells.Select(
                    (cell, i) => string.Create(CultureInfo.InvariantCulture, $"{cell.Name}={execution.Memory[i]}")
                )
                .Concat(_machine.Fibers.Select((fiber, i) => $"{fiber.Name} {Describe(execution.LocalState(i))}"))
        );

    private string Describe(LocalState state) =>
        (
            state.Operation.Kind == Memory.OperationKind.None
                ? "has returned"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"waits in {string.Join(" > ", state.Stack.Select(frame => frame.MethodName))} for "
                        + $"{_machine.Describe(state.Operation)} ({state.Operation.A})"
                )
        )
        + string.Concat(
            state.Holdings.All.Select(held =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $", holds {held.Count} {_machine.Resources[held.Resource].Name}"
                )
            )
        );
}
