using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;

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
