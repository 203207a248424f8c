using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Search;
using Interleave.Violations;

namespace Interleave.Strategies.DepthFirst;

/// <summary>
/// Lists the states in which executions end. Nothing is merged that differs in which fiber did what, and states that
/// break an <c>Always</c> property are gone through: it is what an engine can meet that does not look at them.
/// </summary>
internal static class FinalStateSearch
{
    public static (Verdict Verdict, IReadOnlySet<string> FinalStates) Search(
        ConcurrentProgram program,
        SearchBounds bounds
    )
    {
        FinalStates? finals = null;
        var verdict = StateSpaceSearch.Search(
            program,
            new SearchOptions
            {
                Bounds = bounds,
                Symmetry = false,
                SleepSets = false,
                FingerprintBits = 128,
                ChecksEveryState = false,
                OnEnd = (execution, violation) =>
                {
                    if (violation is null or { Kind: ViolationKind.AtEnd or ViolationKind.BlockedForEver })
                    {
                        (finals ??= new FinalStates(execution.Machine)).Add((SequentialExecution)execution);
                    }
                },
            }
        );
        return (verdict with { FinalStates = finals?.All.Count ?? 0 }, finals?.All ?? new HashSet<string>());
    }
}
