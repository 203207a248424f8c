using System.Collections.Immutable;

namespace Interleave.Tests.RandomPrograms;

/// <summary>
/// Goes round for ever: programs of these have long cycles through many fibers, which nothing else finds faults in that
/// show only where a search meets its own path again.
/// </summary>
internal sealed record Automaton(ImmutableArray<Rule> Rules) : Statement
{
    public override string ToString() => $"for ever [{string.Join(" | ", Rules)}]";
}
