using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Search;
using Interleave.Violations;

namespace Interleave.Strategies.Dpor;

/// <summary>
/// The properties of states, as a search checks them that takes only some of the orders of steps: it notes what they
/// look at, and which steps they can see.
/// </summary>
internal sealed class WatchedProperties(SearchRun run, Footprint footprint, PartialOrderRules rules)
{
    private readonly int _sizeAtStart = footprint.Size;

    /// <summary>True if they have looked at something that was not known when the search began: it has to begin
    /// anew.</summary>
    public bool HaveLearnt => footprint.Size > _sizeAtStart;

    /// <summary>Checks the execution's state.</summary>
    public Violation? Check()
    {
        run.Execution.View.Footprint = footprint;
        var violation = run.Monitor.CheckState();
        run.Execution.View.Footprint = null;
        return violation;
    }

    /// <summary>True if they can see the step just taken, or if it is a violation.</summary>
    public bool CanSee(Violation? violation, in StepUndo undo) =>
        violation is not null || rules.CanSee(Sees(footprint, run.Execution, undo));

    /// <summary>True if a property that looks at so much sees the step just taken, which <paramref name="undo"/> would
    /// take back.</summary>
    public static bool Sees(Footprint footprint, SequentialExecution execution, in StepUndo undo) =>
        (undo.Location >= 0 && execution.Memory[undo.Location] != undo.Value && footprint.HasCell(undo.Location))
        || footprint.IsChanged(execution.Locals, undo.Local, execution.LocalIds[undo.Fiber]);

    /// <summary>
    /// True if they could see a step where the race between it and an earlier one goes the other way: on the value that
    /// it meets there, from where its fiber would be.
    /// </summary>
    /// <param name="trail">The execution's steps.</param>
    /// <param name="index">The earlier one among them.</param>
    /// <param name="move">The step.</param>
    /// <param name="end">Where it was taken; the end of the trail if it waits there.</param>
    public bool CanSeeBefore(Trail trail, int index, in Move move, int end)
    {
        var (execution, operation) = (run.Execution, move.Operation);
        var (value, life) = trail.ValuesBefore(index, end, operation, execution.Memory);
        if (life == 0 || operation.IsLifetimeMisuse(value))
        {
            return true;
        }

        var after = value;
        var result =
            operation.Location >= 0 ? operation.Apply(value, out after)
            : operation.Kind == OperationKind.Choose ? move.Choice
            : 0;
        var local = end < trail.Count ? trail[end].Undo.Local : execution.LocalIds[move.Fiber];
        var next = execution.Locals.Next(local, result);
        return execution.Locals.Failed[next]
            || rules.CanSee(
                (after != value && footprint.HasCell(operation.Location))
                    || footprint.IsChanged(execution.Locals, local, next)
            );
    }
}
