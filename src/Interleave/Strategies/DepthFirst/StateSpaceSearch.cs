using System.Diagnostics;
using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Search;
using Interleave.Traces;

namespace Interleave.Strategies.DepthFirst;

/// <summary>
/// The proof: depth-first search over distinct states, with sleep sets (Godefroid, LNCS 1032, section 5.3), the
/// symmetry of fibers in equal local states, and persistent steps.
/// </summary>
internal static class StateSpaceSearch
{
    /// <summary>Explores every reachable state, or as many as the bounds allow.</summary>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options) => Search(program, options, out _);

    /// <summary>The same, with its execution, which has the local states that it met.</summary>
    /// <exception cref="FormatException">The search to go on with is not one of this program.</exception>
    public static Verdict Search(
        ConcurrentProgram program,
        SearchOptions options,
        out SequentialExecution execution,
        SequentialExecution? earlier = null
    )
    {
        var run = new SearchRun(program, options, options.Symmetry, earlier: earlier)
        {
            FinalStates = options.Part is null ? null : new FinalStateMarks(options.Symmetry),
        };
        using var passes = new SearchPasses(program, options, run);
        Search(options, run, passes);
        execution = run.Execution;
        var verdict = run.Finish("state space, depth first", options.FingerprintBits) with
        {
            UsedSleepSets = passes.UseSleepSets,
            Part = passes.Part is { } part ? part with { FinalStates = run.FinalStates!.All } : null,
        };
        return passes.AreReduced && !verdict.Counterexamples.IsEmpty
            ? SearchInFull(program, options, verdict, ref execution)
            : verdict;
    }

    private static void Search(SearchOptions options, SearchRun run, SearchPasses passes)
    {
        try
        {
            Search(options, run, passes, new CheckpointWriter(options.Checkpoint, run));
        }
        catch (OutOfMemoryException e)
        {
            run.LeaveOut(MemoryShortage.Reason(e, passes.Current?.Bytes ?? 0));
        }
        finally
        {
            run.States = passes.Current?.Visited.Count ?? 0;
            run.PeakBytes = passes.PeakBytes;
        }
    }

    private static void Search(SearchOptions options, SearchRun run, SearchPasses passes, CheckpointWriter checkpoint)
    {
        if (!checkpoint.TryResume(passes))
        {
            passes.Begin();
        }

        while (!passes.GoOn() && run.IsPaused && run.Incomplete is null)
        {
            var begin = Stopwatch.GetTimestamp();
            checkpoint.Write(passes);
            run.Continue(Stopwatch.GetElapsedTime(begin));
        }

        var isToBeDoneAgain = passes.AreReduced && run.Found > 0;
        var isStopped =
            run.Incomplete is not null
            && (options.Cancellation.IsCancellationRequested || options.Checkpoint is { IsKeptAtBounds: true });
        // what comes after a long search may be interrupted too
        if (!isToBeDoneAgain && (isStopped || checkpoint.IsWritten))
        {
            checkpoint.Write(passes);
        }
    }

    // A step sleeps because what it leads to was explored from a sibling. Where that exploration ended at a violation
    // it was cut short, and what lies behind the sleeping step is not covered: look again without sleep sets.
    // The same goes for persistent steps.
    private static Verdict SearchInFull(
        ConcurrentProgram program,
        SearchOptions options,
        Verdict first,
        ref SequentialExecution execution
    )
    {
        options.OnRestart?.Invoke();
        var again = Search(
            program,
            options with
            {
                SleepSets = false,
                PersistentSets = false,
                Bounds = options.Bounds.After(first.Elapsed),
                Checkpoint = options.Checkpoint is { } checkpoint ? checkpoint with { Resume = false } : null,
            },
            out execution,
            execution
        );
        return again with
        {
            Counterexamples = again.Complete
                ? again.Counterexamples
                : EarlierFindings.AddTo(again.Counterexamples, first.Counterexamples, program),
            Elapsed = again.Elapsed + first.Elapsed,
            CpuTime = again.CpuTime + first.CpuTime,
            PeakBytes = Math.Max(again.PeakBytes, first.PeakBytes),
        };
    }
}
