using FsCheck;
using FsCheck.Fluent;
using Interleave.Graphs;
using Interleave.Schedules;
using Interleave.Search;
using Interleave.Strategies.StateGraphs;
using Interleave.Tests.RandomPrograms;
using Interleave.Violations;

namespace Interleave.Tests.Graphs;

/// <summary>State graphs against the breadth-first search, which keeps none.</summary>
public sealed class StateGraphTests
{
    private const int Programs = 300;

    private static readonly SearchOptions s_plain = new()
    {
        Symmetry = false,
        SleepSets = false,
        PersistentSets = false,
    };

    [Fact]
    public void A_graph_is_what_the_search_walks_over()
    {
        foreach (var programs in (Arbitrary<ProgramText>[])[ProgramGenerator.WithInvariant, ProgramGenerator.Circular])
        {
            Check.One(
                Repeatable.Config(Programs),
                Prop.ForAll(
                    programs,
                    text =>
                    {
                        var program = text.ToProgram();
                        var search = Checker.SearchBreadthFirst(program, s_plain);
                        var graph = StateGraph.Of(program, s_plain);
                        var paths = ShortestPaths.From(graph.Shape, 0);
                        var marks = graph
                            .Violations.Values.DistinctBy(violation => (violation.Kind, violation.Property))
                            .Count(IsInAStep);

                        Assert.Equal(
                            (search.States, search.Transitions),
                            (graph.Shape.NodeCount - marks, graph.Shape.EdgeCount)
                        );
                        Assert.Equal(
                            search
                                .Counterexamples.Select(found =>
                                    (found.Violation.Property, found.Schedule.Steps.Length)
                                )
                                .Order(),
                            graph
                                .Violations.GroupBy(entry => (entry.Value.Kind, entry.Value.Property))
                                .Select(broken => (broken.Key.Property, broken.Min(entry => paths[entry.Key])))
                                .Order()
                        );
                    }
                )
            );
        }
    }

    [Fact]
    public void Around_an_execution_is_what_is_near_it()
    {
        var program = Given.Program(static machine =>
        {
            for (var i = 0; i < 3; i++)
            {
                machine.Fiber($"f{i}", async () => await machine.Pass("a step"));
            }
        });

        // The execution is one way through a cube; each step sideways brings in the states that are one step away.
        int[] Sizes(int within)
        {
            var graph = StateGraph.Around(program, s_plain, Schedule.Parse("0 1 2"), within);
            Assert.Equal([0, 1, 2, 3], graph.Path.ToArray());
            return [graph.Shape.NodeCount, graph.Shape.EdgeCount];
        }

        Assert.Equal([4, 3], Sizes(0));
        Assert.Equal([7, 9], Sizes(1));
        Assert.Equal([8, 12], Sizes(2));
        Assert.Equal([8, 12], Sizes(9));
    }

    [Theory]
    [InlineData(27, int.MaxValue, true)]
    [InlineData(26, int.MaxValue, false)]
    [InlineData(27, 6, true)]
    [InlineData(27, 5, false)]
    public void A_graph_is_built_whole_or_not_at_all(int maxStates, int maxDepth, bool fits)
    {
        var program = Given.Program(static machine =>
        {
            for (var i = 0; i < 3; i++)
            {
                machine.Fiber(
                    $"f{i}",
                    async () =>
                    {
                        await machine.Pass("one");
                        await machine.Pass("two");
                    }
                );
            }
        });
        var options = s_plain with
        {
            Bounds = new SearchBounds { MaxStates = maxStates, MaxDepth = maxDepth },
        };

        if (fits)
        {
            Assert.Equal(
                (27, 54),
                (StateGraph.Of(program, options).Shape.NodeCount, StateGraph.Of(program, options).Shape.EdgeCount)
            );
        }
        else
        {
            Assert.Throws<GraphTooLargeException>(() => StateGraph.Of(program, options));
        }
    }

    // Such a violation belongs to a step that is not taken: no state of the search stands for it.
    private static bool IsInAStep(Violation violation) =>
        violation.Kind is not (ViolationKind.Always or ViolationKind.AtEnd or ViolationKind.BlockedForEver);
}
