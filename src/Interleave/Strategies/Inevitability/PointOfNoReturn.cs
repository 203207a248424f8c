using Interleave.Programs;
using Interleave.Traces;

namespace Interleave.Strategies.Inevitability;

/// <summary>Where a counterexample is decided: after this step, and not before, every execution that ends violates the
/// property.</summary>
/// <param name="Step">The step, counted from 1; 0 if there is no way around the violation from the start.</param>
/// <param name="MayRunForEver">True if from there on some execution never ends, and so never violates it
/// either.</param>
public sealed record PointOfNoReturn(int Step, bool MayRunForEver)
{
    /// <summary>Finds the point by exhaustive search from the states that the schedule passes, the last one
    /// first.</summary>
    /// <param name="program">The program.</param>
    /// <param name="counterexample">A violation of it.</param>
    /// <param name="maxStates">Where to give up.</param>
    /// <returns>Null if more states would have to be looked at, for an execution that never ends, and for one on a
    /// weaker memory.</returns>
    public static PointOfNoReturn? Find(
        ConcurrentProgram program,
        Counterexample counterexample,
        int maxStates = 200_000
    )
    {
        if (
            counterexample.Schedule.LoopStart is not null
            || counterexample.Schedule.Memory != Interleave.Memory.MemoryModel.Sequential
        )
        {
            return null;
        }

        return Routines.MachineGrowsException.UntilItFits(() =>
        {
            using var search = new InevitabilitySearch(program, counterexample.Violation, maxStates);
            return search.Along(counterexample.Schedule);
        });
    }
}
