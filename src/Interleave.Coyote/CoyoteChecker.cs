using Interleave.Programs;
using Interleave.Routines;
using Microsoft.Coyote;

namespace Interleave.Coyote;

/// <summary>Runs programs under Microsoft.Coyote, as they are: no assembly is rewritten.</summary>
public static class CoyoteChecker
{
    // Coyote takes a thread that does nothing for so long for hung. It is not to happen: threads wait for nothing but
    // Coyote.
    private const uint DeadlockTimeoutMilliseconds = 600_000;

    // A step has at most two, and beginning and end of each fiber a few: Coyote's own limit is never the one that cuts.
    private const uint SchedulingPointsPerStep = 10;

    /// <summary>Explores schedules until one shows a bug, or there were as many as asked for.</summary>
    /// <exception cref="RoutineMisuseException">The program breaks a rule of the engine.</exception>
    /// <exception cref="InvalidOperationException">What Coyote's threads did is not what the search says.</exception>
    public static CoyoteResult Check(ConcurrentProgram program, CoyoteOptions options)
    {
        var configuration = Basis(options)
            .WithTestingIterations((uint)options.Iterations)
            .WithRandomGeneratorSeed(options.Seed);
        return new CoyoteRun(program, options.MaxSteps).Run(
            configuration.With(options.Strategy, options.PriorityChanges)
        );
    }

    /// <summary>Follows a schedule that Coyote kept.</summary>
    /// <param name="program">The program that it is of.</param>
    /// <param name="coyoteTrace">The text of Coyote's trace file.</param>
    public static CoyoteResult Replay(ConcurrentProgram program, string coyoteTrace) =>
        new CoyoteRun(program, new CoyoteOptions().MaxSteps).Run(
            Basis(new CoyoteOptions()).WithReproducibleTrace(coyoteTrace)
        );

    private static Configuration Basis(CoyoteOptions options) =>
        Configuration
            .Create()
            .WithMaxSchedulingSteps(SchedulingPointsPerStep * (uint)options.MaxSteps)
            .WithDeadlockTimeout(DeadlockTimeoutMilliseconds)
            .WithPartiallyControlledConcurrencyAllowed(false)
            .WithSystematicFuzzingFallbackEnabled(false);
}
