using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Interleave.Search;

namespace Interleave.Tests.RandomPrograms;

/// <summary>The parts of a search, each searched by itself, see together what one search sees.</summary>
public sealed class PartsTests
{
    [Fact]
    public void All_parts_together_find_what_one_search_finds() =>
        Check.One(Repeatable.Config(400), Prop.ForAll(ProgramGenerator.Terminating, Compare));

    [Fact]
    public void All_parts_together_find_what_one_search_finds_where_every_state_has_a_property() =>
        Check.One(Repeatable.Config(400), Prop.ForAll(ProgramGenerator.WithInvariant, Compare));

    [Fact]
    public void All_parts_together_find_what_one_search_finds_where_executions_go_round_in_circles() =>
        Check.One(Repeatable.Config(400), Prop.ForAll(ProgramGenerator.Circular, Compare));

    private static void Compare(ProgramText text)
    {
        var program = text.ToProgram();
        foreach (var strategy in (Strategy[])[Strategy.Plain, .. Strategy.Others.Where(other => other.Name == "both")])
        {
            var whole = strategy.Explore(program);
            var single = Part(1, 1);
            Assert.Equal(whole.Verdict.States, single.Verdict.States);
            Assert.Equal(whole.Violated, single.Violated);
            foreach (var count in (int[])[2, 5])
            {
                var parts = Enumerable.Range(1, count).Select(index => Part(index, count)).ToArray();
                var seen = parts.Select(part => part.Verdict.Part!).ToArray();

                Assert.All(parts, static part => Assert.Null(part.Verdict.Incomplete));
                Assert.All(seen, part => Assert.Equal(single.Verdict.Part!.Units, part.Units));
                Assert.Equal(Enumerable.Range(0, seen[0].Units), seen.SelectMany(part => part.Mine).Order());
                Assert.Equal(
                    single.Verdict.Part!.FinalStates,
                    seen.SelectMany(part => part.FinalStates).ToImmutableSortedSet()
                );
                Assert.Equal(
                    whole.Violated,
                    parts.SelectMany(part => part.Violated).Distinct().Order(StringComparer.Ordinal)
                );
                Assert.Equal(
                    whole.Outcomes.Order(),
                    parts.SelectMany(part => part.Outcomes).Distinct().Order(StringComparer.Ordinal)
                );
                Assert.Equal(
                    whole.Verdict.NeverReached.AsEnumerable(),
                    parts
                        .Select(part => part.Verdict.NeverReached.AsEnumerable())
                        .Aggregate((a, b) => a.Where(b.Contains))
                );
            }

            Exploration Part(int index, int count) =>
                (strategy with { Options = strategy.Options with { Part = new PartOptions(index, count) } }).Explore(
                    program
                );
        }
    }
}
