using FsCheck;
using FsCheck.Fluent;
using Interleave.Memory;
using Interleave.Search;
using Interleave.Tests.RandomPrograms.Reference;
using Xunit.Abstractions;

namespace Interleave.Tests.RandomPrograms;

/// <summary>
/// Both forms of dynamic partial-order reduction see what every schedule shows, and take each way to order dependent
/// steps exactly once; optimal DPOR begins nothing in vain.
/// </summary>
public sealed class PartialOrderTests(ITestOutputHelper output)
{
    private static readonly int s_programs = Sample.Of(1000);
    private const int MostExecutions = 20_000;
    private const int MostSchedules = 3000;
    private const int MostStates = 5000;

    // Schedules are counted of one program in so many.
    private const int OneIn = 4;

    private static readonly Form[] s_forms = [Form.Source, Form.Optimal];

    [Fact]
    public void They_agree_with_the_reference() => AssertAgree(ProgramGenerator.Terminating);

    [Fact]
    public void They_agree_where_every_state_has_a_property() => AssertAgree(ProgramGenerator.WithInvariant);

    [Theory]
    [InlineData(Form.Source, "SleepThroughConflicts")]
    [InlineData(Form.Source, "OverlookWhoWaits")]
    [InlineData(Form.Source, "TakeTwoAtMost")]
    [InlineData(Form.Source, "OverlookProperties")]
    [InlineData(Form.Optimal, "SleepThroughConflicts")]
    [InlineData(Form.Optimal, "OverlookWhoWaits")]
    [InlineData(Form.Optimal, "OverlookWhatComesBefore")]
    [InlineData(Form.Optimal, "KeepFirstSteps")]
    [InlineData(Form.Optimal, "OverlookProperties")]
    public void A_broken_rule_is_noticed(Form form, string rule) =>
        Noticing.AssertOften(
            output,
            rule switch
            {
                "OverlookProperties" => ProgramGenerator.WithInvariant,
                "OverlookWhoWaits" => ProgramGenerator.Waiting,
                _ => ProgramGenerator.Terminating,
            },
            text =>
                ReferenceSearch.Explore(text, MemoryModel.Sequential, MostStates) is { } reference
                && Explore(form, text, BrokenRules.Named(rule)) is var reduced
                && (reduced.Verdict.Complete || !reference.Violated.Any())
                && Difference(reference, reduced) is not null
        );

    [Fact]
    public void Every_trace_is_completed_once() =>
        AssertTraces(ProgramGenerator.Terminating, text => text with { HasNoGoals = true });

    [Fact]
    public void Every_trace_is_completed_once_where_every_state_has_a_property() =>
        AssertTraces(ProgramGenerator.WithInvariant, text => text);

    [Fact]
    public void Nothing_is_begun_in_vain_where_executions_are_cut()
    {
        var cut = 0;
        Check.One(
            Repeatable.Config(s_programs / 3),
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
        Assert.InRange(cut, s_programs / 6, s_programs);
    }

    private static void AssertTraces(Arbitrary<ProgramText> programs, Func<ProgramText, ProgramText> change)
    {
        var compared = 0;
        Check.One(
            Repeatable.Config(s_programs / 3),
            Prop.ForAll(
                programs,
                drawn =>
                {
                    var text = change(drawn);
                    if (
                        Explore(Form.Optimal, text, SearchRules.Sound).Verdict is { Complete: true } verdict
                        && Traces.Count(text.ToProgram(), MostSchedules) is { } traces
                    )
                    {
                        compared++;
                        Assert.Equal((traces, 0), (verdict.Executions, verdict.RedundantExecutions));
                        Assert.Equal(traces, Explore(Form.Source, text, SearchRules.Sound).Verdict.Executions);
                    }
                }
            )
        );
        Assert.InRange(compared, s_programs / 6, s_programs);
    }

    private static void AssertAgree(Arbitrary<ProgramText> programs)
    {
        var left = 0;
        Check.One(
            Repeatable.Config(s_programs),
            Prop.ForAll(
                programs,
                text =>
                {
                    if (ReferenceSearch.Explore(text, MemoryModel.Sequential, MostStates) is not { } reference)
                    {
                        return;
                    }

                    // They go on behind violations, so that they may have more to do than there are schedules.
                    var reduced = s_forms.Select(form => Explore(form, text, SearchRules.Sound)).ToArray();
                    left += reduced.Count(static r => !r.Verdict.Complete);
                    var difference = reduced
                        .Where(static r => r.Verdict.Complete)
                        .Select(r => Difference(reference, r) is { } found ? $"{r.Name}: {found}" : null)
                        .FirstOrDefault(static found => found is not null);
                    Assert.True(difference is null, $"{text}\n{difference}");
                    if (
                        reference.States.Count % OneIn == 0
                        && !reference.Violated.Any()
                        && Strategy.Naive(text.ToProgram(), MostSchedules) is { Verdict.Complete: true } naive
                    )
                    {
                        Assert.All(
                            reduced,
                            r => Assert.True(r.Verdict.Executions <= naive.Verdict.Executions, $"{text}")
                        );
                    }
                }
            )
        );
        Assert.InRange(left, 0, s_programs * s_forms.Length / 50);
    }

    private static Exploration Explore(Form form, ProgramText text, SearchRules rules) =>
        Exploration.Of(
            form.ToString(),
            text.ToProgram(),
            new SearchOptions
            {
                Rules = rules ?? SearchRules.Sound,
                Bounds = new SearchBounds { MaxStates = MostExecutions * 2 },
            },
            form == Form.Optimal ? Checker.SearchPartialOrdersOptimally : Checker.SearchPartialOrders
        );

    // A property of states is seen to be violated, but not in each state in which it is.
    private static string? Difference(ReferenceResult reference, Exploration reduced) =>
        !reduced.Verdict.Complete ? reduced.Verdict.Incomplete
        : !reference.Violated.SequenceEqual(reduced.Violated)
            ? $"violated are {string.Join(", ", reference.Violated)}, and it sees {string.Join(", ", reduced.Violated)}"
        : reduced.Name == nameof(Form.Optimal) && reduced.Verdict.RedundantExecutions > 0
            ? "it begins executions in vain"
        : !reference.NeverReached.SequenceEqual(reduced.NeverReached) ? "it does not reach the same"
        : Missing(reference, reduced) ?? Missing(reduced, reference);

    private static string? Missing(IAccount a, IAccount b) =>
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
