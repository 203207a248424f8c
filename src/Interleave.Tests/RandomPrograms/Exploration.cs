using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Search;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Tests.RandomPrograms;

/// <summary>One search of a random program, with every way in which its executions can end.</summary>
/// <param name="Name">The strategy, for messages.</param>
/// <param name="Verdict">What the search says.</param>
/// <param name="Outcomes">
/// The final memory and what all fibers hold together where an execution ends by itself; the property where it is
/// violated, with the same if the violation is one of the state. No outcome tells fibers apart.
/// </param>
internal sealed record Exploration(string Name, Verdict Verdict, IReadOnlySet<string> Outcomes) : IAccount
{
    /// <inheritdoc/>
    public IEnumerable<string> Violated => Verdict.Counterexamples.Select(NameOf).Order(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<string> NeverReached => Verdict.NeverReached;

    /// <summary>What a counterexample violates, with its kind.</summary>
    public static string NameOf(Counterexample found) => $"{found.Violation.Kind}: {found.Violation.Property}";

    public static Exploration Of(
        string name,
        ConcurrentProgram program,
        SearchOptions options,
        Func<ConcurrentProgram, SearchOptions, Verdict> search
    )
    {
        var outcomes = new HashSet<string>();
        var verdict = search(
            program,
            options with
            {
                OnEnd = (execution, violation) => outcomes.Add(Outcome(execution, violation)),
                OnRestart = outcomes.Clear,
            }
        );
        return new Exploration(name, verdict, outcomes);
    }

    private static string Outcome(ProgramState execution, Violation? violation) =>
        violation switch
        {
            null => State(execution),
            { Kind: ViolationKind.Always or ViolationKind.AtEnd or ViolationKind.BlockedForEver } =>
                $"{violation.Property}: {State(execution)}",
            _ => $"{violation.Kind}: {violation.Property}",
        };

    private static string State(ProgramState execution)
    {
        var held = new int[Interpreter.Resources];
        for (var fiber = 0; fiber < execution.FiberCount; fiber++)
        {
            for (var resource = 0; resource < held.Length; resource++)
            {
                held[resource] += execution.LocalState(fiber).Holdings[resource];
            }
        }

        return $"{string.Join(',', execution.Memory.ToArray())} holding {string.Join(',', held)}";
    }
}
