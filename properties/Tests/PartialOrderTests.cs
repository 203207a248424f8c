using Interleave;
using Interleave.Search;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests;

/// <summary>Dynamic partial-order reduction, which keeps no states, finds of each case what the search of its states
/// does.</summary>
public sealed class PartialOrderTests
{
    // What has more ways to order its steps is left alone, but for what is found on the way.
    private static readonly SearchBounds s_bounds = new() { MaxStates = 300, MaxDepth = 400 };

    public static TheoryData<string> Names => [.. Case.Of(KnownReleases.All).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_finds_what_the_search_of_states_finds(string name)
    {
        var subject = Cases.Named(name);
        var states = Cases.Check(subject);
        var orders = Checker.SearchPartialOrders(subject.Program, new SearchOptions { Bounds = s_bounds });
        var optimal = Checker.SearchPartialOrdersOptimally(subject.Program, new SearchOptions { Bounds = s_bounds });

        foreach (var verdict in (Verdict[])[orders, optimal])
        {
            Assert.Empty(Cases.Violated(verdict).Except(Cases.Violated(states)));
            if (verdict.Complete)
            {
                Assert.Equal(Cases.ViolatedByStates(states), Cases.Violated(verdict));
                Assert.Equal(states.NeverReached.Order(), verdict.NeverReached.Order());
            }
        }

        Assert.Equal(0, optimal.Complete ? optimal.RedundantExecutions : 0);
        Assert.True(optimal.Complete || !orders.Complete, optimal.Incomplete);
    }

    [Fact]
    public void Most_cases_with_few_states_are_finished()
    {
        var small = Case.Of(KnownReleases.All).Where(c => Cases.Check(c).States < 200).ToArray();
        var finished = small.Count(c =>
            Checker.SearchPartialOrders(c.Program, new SearchOptions { Bounds = s_bounds }).Complete
        );

        Assert.True(2 * finished > small.Length, $"{finished} of {small.Length}");
    }
}
