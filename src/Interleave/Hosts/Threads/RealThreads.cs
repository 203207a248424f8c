using System.Collections.Immutable;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Violations;

namespace Interleave.Hosts.Threads;

/// <summary>Runs concurrent programs on real threads.</summary>
public static class RealThreads
{
    /// <summary>Runs the program on real threads; the verdict is never complete.</summary>
    /// <param name="program">What to run.</param>
    /// <param name="options">Bounds on time and depth apply.</param>
    /// <param name="threads">How.</param>
    /// <exception cref="RoutineMisuseException">The program breaks a rule of the engine.</exception>
    public static ThreadResult Run(ConcurrentProgram program, SearchOptions options, ThreadOptions threads) =>
        ThreadSearch.Search(program, options, threads);

    /// <summary>Runs the program on real threads, and looks for a schedule for each property that they
    /// violate.</summary>
    /// <param name="program">What to run.</param>
    /// <param name="options">How to look for schedules; bounds apply to both.</param>
    /// <param name="threads">How to run it.</param>
    /// <exception cref="InvalidOperationException">There is no such schedule, or none was found within the
    /// bounds.</exception>
    public static Verdict Check(ConcurrentProgram program, SearchOptions options, ThreadOptions threads) =>
        ScheduleLookup.Complete(Run(program, options, threads), program, options);
}

/// <summary>How a program is run on real threads.</summary>
public sealed record ThreadOptions
{
    /// <summary>How many executions, from 1 up.</summary>
    public long Runs { get; init; } = 10_000;

    /// <summary>For delays and choices; which thread runs when, nobody decides.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Make every store a full barrier, so that memory behaves as the search's. Off, plain and <c>_ONCE</c> stores may
    /// wait in the processor's store buffer, and what is then seen need not be what the search lists.
    /// </summary>
    public bool SequentiallyConsistent { get; init; } = true;
}

/// <summary>What runs on real threads have shown.</summary>
/// <param name="Verdict">Figures; it has no counterexamples, because threads keep no order of steps.</param>
/// <param name="Violations">What was violated, each property once.</param>
/// <param name="FinalStates">The distinct states in which executions ended that violated nothing but at their
/// end.</param>
/// <param name="Unjudged">
/// How many executions showed nothing: cut because a thread took too many steps, or with two threads that violated
/// different properties at once.
/// </param>
public sealed record ThreadResult(
    Verdict Verdict,
    ImmutableArray<Violation> Violations,
    IReadOnlySet<string> FinalStates,
    long Unjudged
);
