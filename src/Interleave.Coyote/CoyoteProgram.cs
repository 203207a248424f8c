using System.Runtime.ExceptionServices;
using System.Threading;
using Interleave.Hosts.Inline;
using Interleave.Programs;
using Interleave.Search;
using Interleave.Violations;
using Microsoft.Coyote.Specifications;
using Op = Microsoft.Coyote.Runtime.Operation;

namespace Interleave.Coyote;

/// <summary>
/// A program as a test of Coyote's: each call of <see cref="Iterate"/> is one execution, which the engine that calls it
/// schedules. So an entry point of one line makes <c>coyote test</c> run it.
/// </summary>
public sealed class CoyoteProgram
{
    private const int StackBytes = 1 << 20;

    private readonly InlineProgram _inline;
    private readonly int _maxSteps;
    private readonly List<Thread> _threads = [];
    private CoyoteExecution? _execution;

    /// <summary>Boots a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="maxSteps">After how many of its steps to cut an execution, which then says nothing.</param>
    public CoyoteProgram(ConcurrentProgram program, int maxSteps = 2000)
    {
        _maxSteps = maxSteps;
        _inline = new InlineProgram(
            new SearchRun(program, new SearchOptions { FingerprintBits = 128, ChecksEveryState = false }, false)
        );
        Shadow = new Shadow(program);
    }

    /// <summary>How many executions there were.</summary>
    public int Iterations { get; private set; }

    /// <summary>The search's state beside that of the last execution.</summary>
    internal Shadow Shadow { get; }

    /// <summary>A rule of the engine that the program breaks; null if it breaks none.</summary>
    internal ExceptionDispatchInfo? Misuse { get; private set; }

    /// <summary>How threads and search differ; null if they do not.</summary>
    internal string? Difference { get; private set; }

    /// <summary>One execution. What it violates is told to Coyote by an assertion, or is a deadlock.</summary>
    public void Iterate()
    {
        Iterations++;
        _threads.Clear(); // those of the iteration before have ended, or else it would have been the last
        Shadow.Restart();
        var execution = _execution = new CoyoteExecution(_inline.Machine, Shadow, _maxSteps, Report);
        if (Shadow.Violation is { Kind: ViolationKind.Always })
        {
            execution.Failed();
        }

        var operations = execution.Fibers.Select(fiber => Spawn(execution, fiber)).ToArray();
        Op.PauseUntil(() => execution.HasEnded || execution.WasCut);
        if (!execution.HasEnded && !execution.WasCut)
        {
            execution.Lose();
            return;
        }

        execution.End();
        foreach (var operation in operations)
        {
            Op.PauseUntilCompleted(operation);
        }

        if (!execution.WasCut)
        {
            Compare(execution);
        }
    }

    // Coyote interrupts the threads that it has made. It has not made these, and they may wait for their turn for ever.
    internal void EndThreads()
    {
        _execution?.Lose();
        foreach (var thread in _threads)
        {
            thread.Interrupt();
            thread.Join();
        }
    }

    private ulong Spawn(CoyoteExecution execution, InlineFiber fiber)
    {
        var operation = Op.CreateNext() ?? throw new InvalidOperationException("no engine of Coyote runs");
        var thread = new Thread(() => Run(execution, fiber, operation), StackBytes) { IsBackground = true };
        Op.Start(operation); // before the thread: Coyote waits for operations that were started
        _threads.Add(thread);
        thread.Start();
        Op.ScheduleNext();
        return operation;
    }

    private static void Run(CoyoteExecution execution, InlineFiber fiber, ulong operation)
    {
        try
        {
            Op.OnStarted(operation);
            execution.Run(fiber);
            Op.OnCompleted();
            Op.ScheduleNext();
        }
        catch (ThreadInterruptedException)
        {
            // So Coyote ends threads when it has what it wants.
        }
#pragma warning disable CA1031 // whatever a stopped engine says to a thread that it has let go of
        catch (Exception) when (execution.IsLost)
#pragma warning restore CA1031
        {
            // Nothing that it did since counts.
        }
    }

    private void Compare(CoyoteExecution execution)
    {
        var difference = Shadow.End(execution.Memory);
        if (difference is null)
        {
            var violations = _inline.Judge(execution);
            var expected = Shadow.Violation;
            var agree = violations is []
                ? expected is null
                : expected is not null
                    && violations.Any(found => (found.Kind, found.Property) == (expected.Kind, expected.Property));
            difference = agree
                ? null
                : $"threads end with '{violations.FirstOrDefault()?.Property}' violated, and the search with "
                    + $"'{expected?.Property}'";
        }

        if (difference is not null || Shadow.Violation is not null)
        {
            Report(execution, difference);
        }
    }

    private void Report(CoyoteExecution execution, string? difference)
    {
        var failure = execution.Fibers.Select(fiber => fiber.Failure).FirstOrDefault(found => found is not null);
        Misuse ??= execution.Fibers.Select(fiber => fiber.Misuse).FirstOrDefault(found => found is not null);
        var expected = Shadow.Violation;
        if (
            difference is null
            && Misuse is null
            && failure is not null
            && (failure.Kind, failure.Property) != (expected?.Kind, expected?.Property)
        )
        {
            difference = $"a thread violated '{failure.Property}', and the search '{expected?.Property}'";
        }

        Difference ??= difference;
        Specification.Assert(
            false,
            Misuse?.SourceException.Message ?? Difference ?? $"{expected!.Property}: {expected.Explanation}"
        );
    }
}
