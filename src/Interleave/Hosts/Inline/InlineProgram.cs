using System.Collections.Immutable;
using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Violations;

namespace Interleave.Hosts.Inline;

/// <summary>
/// A program whose fibers take their steps at once, next to the state that the search would have: an execution that has
/// ended is carried over into it, so that the same code judges final states and fibers that are blocked for ever.
/// </summary>
internal sealed class InlineProgram
{
    private readonly SearchRun _run;
    private readonly int[] _vector;

    public InlineProgram(SearchRun run)
    {
        _run = run;
        _vector = new int[run.Execution.VectorLength];
        run.Machine.Shared.Host = new InlineHost(run.Machine);
    }

    public Machine Machine => _run.Machine;

    /// <summary>The final state carried over last.</summary>
    public SequentialExecution Final => _run.Execution;

    /// <summary>Judges an execution all of whose fibers have ended or been abandoned.</summary>
    /// <returns>What it violated: more than one thing if several fibers failed at once, nothing if all is
    /// well.</returns>
    /// <exception cref="RoutineMisuseException">A routine broke a rule of the engine.</exception>
    public ImmutableArray<Violation> Judge(InlineExecution ended)
    {
        foreach (var fiber in ended.Fibers)
        {
            fiber.Misuse?.Throw();
        }

        var failures = ended
            .Fibers.Where(fiber => fiber.Failure is not null)
            .Select(fiber => fiber.Failure!)
            .ToImmutableArray();
        if (!failures.IsEmpty)
        {
            return failures;
        }

        CarryOver(ended);
        return _run.Monitor.CheckEnd() is { } violation ? [violation] : [];
    }

    private void CarryOver(InlineExecution ended)
    {
        ended.Memory.Cells.CopyTo(_vector, 0);
        foreach (var fiber in ended.Fibers)
        {
            _vector[ended.Memory.Cells.Length + fiber.Index] = Final.Locals.Intern(
                new RunEnd(fiber.Top, fiber.Operation, fiber.Holdings, null),
                fiber.IsDaemon
            );
        }

        Final.Restore(_vector);
        if (Final.Enabled() != 0)
        {
            throw new InvalidOperationException("an execution on threads was ended although a fiber can run");
        }
    }
}
