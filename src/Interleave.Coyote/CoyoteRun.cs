using System.Diagnostics;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Traces;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;

namespace Interleave.Coyote;

/// <summary>One run of Coyote's engine on one program.</summary>
internal sealed class CoyoteRun
{
    private readonly ConcurrentProgram _program;
    private readonly CoyoteProgram _test;

    public CoyoteRun(ConcurrentProgram program, int maxSteps) =>
        (_program, _test) = (program, new CoyoteProgram(program, maxSteps));

    /// <summary>Explores, or follows a trace, as the configuration says.</summary>
    /// <exception cref="RoutineMisuseException">The program breaks a rule of the engine.</exception>
    /// <exception cref="InvalidOperationException">What Coyote's threads did is not what the search says.</exception>
    public CoyoteResult Run(Configuration configuration)
    {
        Environment.SetEnvironmentVariable("COYOTE_CLI_TELEMETRY_OPTOUT", "1");
        var clock = Stopwatch.StartNew();
        using var engine = TestingEngine.Create(configuration.WithTelemetryEnabled(false), _test.Iterate);
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None)); // it has its say in the report
        engine.Run();
        var elapsed = clock.Elapsed;
        _test.EndThreads();
        _test.Misuse?.Throw();
        if (_test.Difference is not null)
        {
            throw new InvalidOperationException(
                $"{_program.Name}: {_test.Difference} (schedule {_test.Shadow.Schedule})"
            );
        }

        if (engine.TestReport.NumOfFoundBugs == 0)
        {
            return new CoyoteResult(_test.Iterations, null, null, null, elapsed);
        }

        var report = string.Join(' ', engine.TestReport.BugReports);
        return new CoyoteResult(_test.Iterations, report, Judge(report), engine.ReproducibleTrace, elapsed);
    }

    // What Coyote calls a deadlock, or was told to call a bug, is judged once more by following the schedule.
    private Counterexample Judge(string report)
    {
        var schedule = _test.Shadow.Schedule;
        return Replayer.Replay(_program, schedule).Violation is { } violation
            ? new Counterexample(violation, schedule, false) { Execution = _test.Iterations }
            : throw new InvalidOperationException(
                $"{_program.Name}: Coyote reports '{report}', and a replay of schedule {schedule} violates nothing"
            );
    }
}
