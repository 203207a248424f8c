using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading;
using Interleave.Hosts.Inline;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Traces;
using Interleave.Violations;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.Specifications;
using Microsoft.Coyote.SystematicTesting;
using Op = Microsoft.Coyote.Runtime.Operation;

namespace Interleave.Coyote;

/// <summary>One run of Coyote's engine on one program.</summary>
internal sealed class CoyoteRun
{
    private const int StackBytes = 1 << 20;

    private readonly ConcurrentProgram _program;
    private readonly InlineProgram _inline;
    private readonly Shadow _shadow;
    private readonly int _maxSteps;
    private readonly List<Thread> _threads = [];
    private CoyoteExecution? _execution;
    private ExceptionDispatchInfo? _misuse;
    private string? _difference;
    private int _iterations;

    public CoyoteRun(ConcurrentProgram program, int maxSteps)
    {
        _maxSteps = maxSteps;
        _program = program;
        _inline = new InlineProgram(
            new SearchRun(program, new SearchOptions { FingerprintBits = 128, ChecksEveryState = false }, false)
        );
        _shadow = new Shadow(program);
    }

    /// <summary>Explores, or follows a trace, as the configuration says.</summary>
    /// <exception cref="RoutineMisuseException">The program breaks a rule of the engine.</exception>
    /// <exception cref="InvalidOperationException">What Coyote's threads did is not what the search says.</exception>
    public CoyoteResult Run(Configuration configuration)
    {
        Environment.SetEnvironmentVariable("COYOTE_CLI_TELEMETRY_OPTOUT", "1");
        var clock = Stopwatch.StartNew();
        using var engine = TestingEngine.Create(configuration.WithTelemetryEnabled(false), Iterate);
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None)); // it has its say in the report
        engine.Run();
        var elapsed = clock.Elapsed;
        EndThreads();
        _misuse?.Throw();
        if (_difference is not null)
        {
            throw new InvalidOperationException($"{_program.Name}: {_difference} (schedule {_shadow.Schedule})");
        }

        if (engine.TestReport.NumOfFoundBugs == 0)
        {
            return new CoyoteResult(_iterations, null, null, null, elapsed);
        }

        var report = string.Join(' ', engine.TestReport.BugReports);
        return new CoyoteResult(_iterations, report, Judge(report), engine.ReproducibleTrace, elapsed);
    }

    // What Coyote calls a deadlock, or was told to call a bug, is judged once more by following the schedule.
    private Counterexample Judge(string report)
    {
        var schedule = _shadow.Schedule;
        return Replayer.Replay(_program, schedule).Violation is { } violation
            ? new Counterexample(violation, schedule, false) { Execution = _iterations }
            : throw new InvalidOperationException(
                $"{_program.Name}: Coyote reports '{report}', and a replay of schedule {schedule} violates nothing"
            );
    }

    private void Iterate()
    {
        _iterations++;
        _threads.Clear(); // those of the iteration before have ended, or else it would have been the last
        _shadow.Restart();
        var execution = _execution = new CoyoteExecution(_inline.Machine, _shadow, _maxSteps, Report);
        if (_shadow.Violation is { Kind: ViolationKind.Always })
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
    private void EndThreads()
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
        var difference = _shadow.End(execution.Memory);
        if (difference is null)
        {
            var violations = _inline.Judge(execution);
            var expected = _shadow.Violation;
            var agree = violations is []
                ? expected is null
                : expected is not null
                    && violations.Any(found => (found.Kind, found.Property) == (expected.Kind, expected.Property));
            difference = agree
                ? null
                : $"threads end with '{violations.FirstOrDefault()?.Property}' violated, and the search with "
                    + $"'{expected?.Property}'";
        }

        if (difference is not null || _shadow.Violation is not null)
        {
            Report(execution, difference);
        }
    }

    private void Report(CoyoteExecution execution, string? difference)
    {
        var failure = execution.Fibers.Select(fiber => fiber.Failure).FirstOrDefault(found => found is not null);
        _misuse ??= execution.Fibers.Select(fiber => fiber.Misuse).FirstOrDefault(found => found is not null);
        var expected = _shadow.Violation;
        if (
            difference is null
            && _misuse is null
            && failure is not null
            && (failure.Kind, failure.Property) != (expected?.Kind, expected?.Property)
        )
        {
            difference = $"a thread violated '{failure.Property}', and the search '{expected?.Property}'";
        }

        _difference ??= difference;
        Specification.Assert(
            false,
            _misuse?.SourceException.Message ?? _difference ?? $"{expected!.Property}: {expected.Explanation}"
        );
    }
}
