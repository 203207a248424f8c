using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Strategies.Livelocks;

/// <summary>Decides liveness after a search for violations, with as little work as its local states allow.</summary>
internal static class TerminationCheck
{
    /// <summary>Adds to the verdict of a search for violations what is to be said about liveness.</summary>
    /// <param name="program">The program.</param>
    /// <param name="options">How it was searched.</param>
    /// <param name="safety">What that found.</param>
    /// <param name="locals">The local states of that search.</param>
    public static Verdict Decide(ConcurrentProgram program, SearchOptions options, Verdict safety, LocalStates locals)
    {
        if (options.Liveness == Liveness.Off)
        {
            return safety;
        }

        OptionRules.RequireDecidable(options);
        if (!safety.Complete)
        {
            return safety with
            {
                Termination = new Termination(options.Liveness, TerminationProof.None)
                {
                    Undecided = safety.Incomplete,
                },
            };
        }

        if (!LocalCycles.Any(locals, options.Rules.Fairness))
        {
            return safety with { Termination = new Termination(options.Liveness, TerminationProof.LocalStates) };
        }

        var live = LivenessSearch.Search(
            program,
            options with
            {
                Symmetry = false,
                SleepSets = false,
                OnEnd = null,
                Bounds = options.Bounds.After(safety.Elapsed),
            },
            !safety.Counterexamples.IsEmpty
        );
        return safety with
        {
            Incomplete = live.Incomplete is { } reason ? $"liveness is not decided: {reason}" : null,
            Counterexamples = [.. safety.Counterexamples, .. live.Counterexamples],
            Elapsed = safety.Elapsed + live.Elapsed,
            CpuTime = safety.CpuTime + live.CpuTime,
            PeakBytes = Math.Max(safety.PeakBytes, live.PeakBytes),
            Termination = live.Termination,
        };
    }
}
