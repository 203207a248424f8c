using FsCheck;
using FsCheck.Fluent;
using Interleave.Execution.States;
using Interleave.Search;

namespace Interleave.Tests.RandomPrograms;

/// <summary>
/// Both forms of dynamic partial-order reduction see what every schedule shows, and take each way to order dependent
/// steps exactly once; optimal DPOR begins nothing in vain.
/// </summary>
public sealed class PartialOrderTests
{
    private const int Programs = 3000;
    private const int MostExecutions = 20_000;
    private const int MostSchedules = 3000;

    private static readonly Form[] s_forms = [Form.Source, Form.Optimal];

    [Fact]
    public void They_agree_with_every_schedule() =>
        Assert.Equal(0, Differences(ProgramGenerator.Terminating, SeededFault.None, int.MaxValue, s_forms));

    [Fact]
    public void They_agree_where_every_state_has_a_property() =>
        Assert.Equal(0, Differences(ProgramGenerator.WithInvariant, SeededFault.None, int.MaxValue, s_forms));

    [Theory]
    [InlineData(Form.Source, "SleepThroughConflicts", 40)]
    [InlineData(Form.Source, "OverlookWhoWaits", 5)]
    [InlineData(Form.Source, "TakeTwoAtMost", 40)]
    [InlineData(Form.Source, "OverlookProperties", 40)]
    [InlineData(Form.Optimal, "SleepThroughConflicts", 40)]
    [InlineData(Form.Optimal, "OverlookWhoWaits", 5)]
    [InlineData(Form.Optimal, "OverlookWhatComesBefore", 10)]
    [InlineData(Form.Optimal, "KeepFirstSteps", 10)]
    [InlineData(Form.Optimal, "OverlookProperties", 40)]
    public void A_broken_rule_is_noticed(Form form, string rule, int enough)
    {
        var programs = rule == "OverlookProperties" ? ProgramGenerator.WithInvariant : ProgramGenerator.Terminating;
        Assert.Equal(enough, Differences(programs, Enum.Parse<SeededFault>(rule), enough, form));
    }

    [Fact]
    public void Every_trace_is_completed_once() =>
        AssertTraces(ProgramGenerator.Terminating, text => text with { HasNoProperties = true });

    [Fact]
    public void Every_trace_is_completed_once_where_every_state_has_a_property() =>
        AssertTraces(ProgramGenerator.WithInvariant, text => text);

    [Fact]
    public void Nothing_is_begun_in_vain_where_executions_are_cut()
    {
        var cut = 0;
        Check.One(
            Repeatable.Config(Programs / 3),
            Prop.ForAll(
                ProgramGenerator.Circular,
                text =>
                {
                    var bounds = new SearchBounds { MaxStates = 1000, MaxDepth = 60 };
                    var verdict = Checker.SearchPartialOrdersOptimally(
                        text.ToProgram(),
                        new SearchOptions { Bounds = bounds }
                    );
                    cut += verdict.Complete ? 0 : 1;
                    Assert.Equal(0, verdict.RedundantExecutions);
                }
            )
        );
        Assert.InRange(cut, Programs / 6, Programs);
    }

    private static void AssertTraces(Arbitrary<ProgramText> programs, Func<ProgramText, ProgramText> change)
    {
        var compared = 0;
        Check.One(
            Repeatable.Config(Programs / 3),
            Prop.ForAll(
                programs,
                drawn =>
                {
                    var text = change(drawn);
                    if (
                        Explore(Form.Optimal, text, SeededFault.None).Verdict is { Complete: true } verdict
                        && Traces.Count(text.ToProgram(), MostSchedules) is { } traces
                    )
                    {
                        compared++;
                        Assert.Equal((traces, 0), (verdict.Executions, verdict.RedundantExecutions));
                        Assert.Equal(traces, Explore(Form.Source, text, SeededFault.None).Verdict.Executions);
                    }
                }
            )
        );
        Assert.InRange(compared, Programs / 6, Programs);
    }

    private static int Differences(Arbitrary<ProgramText> programs, SeededFault fault, int enough, params Form[] forms)
    {
        var noticed = 0;
        var left = 0;
        Check.One(
            Repeatable.Config(Programs),
            Prop.ForAll(
                programs,
                text =>
                {
                    var program = text.ToProgram();
                    if (noticed < enough && Strategy.Naive(program, MostExecutions) is { Verdict.Complete: true } naive)
                    {
                        // They go on behind violations, so that they may have more to do than there are schedules.
                        var reduced = forms.Select(form => Explore(form, text, fault)).ToArray();
                        left += reduced.Count(static r => !r.Verdict.Complete);
                        var difference = reduced
                            .Where(r => r.Verdict.Complete || naive.Verdict.Counterexamples.IsEmpty)
                            .Select(r => Difference(naive, r) is { } found ? $"{r.Name}: {found}" : null)
                            .FirstOrDefault(static found => found is not null);
                        noticed += difference is null ? 0 : 1;
                        Assert.True(fault != SeededFault.None || difference is null, difference);
                    }
                }
            )
        );
        Assert.InRange(left, 0, Programs * forms.Length / 100);
        return noticed;
    }

    private static Exploration Explore(Form form, ProgramText text, SeededFault fault) =>
        Exploration.Of(
            form.ToString(),
            text.ToProgram(),
            new SearchOptions
            {
                Fault = fault,
                Bounds = new SearchBounds { MaxStates = MostExecutions * 2 },
            },
            form == Form.Optimal ? Checker.SearchPartialOrdersOptimally : Checker.SearchPartialOrders
        );

    // A property of states is seen to be violated, but not in each state in which it is.
    private static string? Difference(Exploration naive, Exploration reduced) =>
        !reduced.Verdict.Complete ? reduced.Verdict.Incomplete
        : !naive.Violated.SequenceEqual(reduced.Violated)
            ? $"violated are {string.Join(", ", naive.Violated)}, and it sees {string.Join(", ", reduced.Violated)}"
        : reduced.Name == nameof(Form.Optimal) && reduced.Verdict.RedundantExecutions > 0
            ? "it begins executions in vain"
        : !naive.Verdict.NeverReached.SequenceEqual(reduced.Verdict.NeverReached) ? "it does not reach the same"
        : Missing(naive, reduced)
            ?? Missing(reduced, naive)
            ?? (
                naive.Verdict.Counterexamples.IsEmpty && reduced.Verdict.Executions > naive.Verdict.Executions
                    ? "it takes more executions"
                    : null
            );

    private static string? Missing(Exploration a, Exploration b) =>
        a
            .Outcomes.Where(static outcome => !outcome.StartsWith(ProgramText.Invariant, StringComparison.Ordinal))
            .FirstOrDefault(outcome => !b.Outcomes.Contains(outcome))
            is { } missing
            ? $"only {a.Name} ends in '{missing}'"
            : null;

    /// <summary>What a race adds to what is to be explored.</summary>
    public enum Form
    {
        /// <summary>A fiber, in a source set.</summary>
        Source,

        /// <summary>Steps, in a wakeup tree.</summary>
        Optimal,
    }
}
