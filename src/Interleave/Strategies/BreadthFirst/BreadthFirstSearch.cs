using Interleave.Execution;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Search;

namespace Interleave.Strategies.BreadthFirst;

/// <summary>Breadth-first search on any memory: complete if it ends, and the first schedule found for a property is a
/// shortest one.</summary>
internal static class BreadthFirstSearch
{
    /// <summary>Explores layer by layer.</summary>
    /// <param name="program">The program.</param>
    /// <param name="options">How; sleep sets are not used.</param>
    /// <param name="enough">Stop after the layer in which this many properties were found violated.</param>
    /// <param name="earlier">An execution of an earlier search with the same options; null if there is none.</param>
    /// <exception cref="ArgumentException">
    /// The options ask for liveness on a weaker memory, where it cannot be decided.
    /// </exception>
    public static Verdict Search(
        ConcurrentProgram program,
        SearchOptions options,
        int enough = int.MaxValue,
        ProgramState? earlier = null
    )
    {
        var (symmetry, memory) = (options.Symmetry, options.Memory);
        if (memory != MemoryModel.Sequential)
        {
            OptionRules.RequireDecidable(options);
        }

        var run = new SearchRun(program, options, symmetry, earlier: earlier);
        if (memory == MemoryModel.Sequential)
        {
            new LayeredSearch<SequentialSteps>(options, run, new SequentialSteps(run.Execution, symmetry)).Run(enough);
            return run.Finish("state space, breadth first", options.FingerprintBits);
        }

        var execution = TransitionSystems.Begin(run.Shown, memory, symmetry, options.Rules.Memory);
        new LayeredSearch<RelaxedSteps>(options, run, new RelaxedSteps(execution, symmetry)).Run(enough);
        return run.Finish(
            $"state space, breadth first, memory {memory.ToString().ToLowerInvariant()}",
            options.FingerprintBits
        ) with
        {
            Memory = memory,
        };
    }
}
