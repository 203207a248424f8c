using Interleave.Memory;
using Interleave.Mutation;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties.Mutation;

namespace PgmapCheck.Properties.Tests.Mutation;

/// <summary>Small changes of fixed releases; bench/mutants.sh runs them all.</summary>
public sealed class ReleaseMutantTests
{
    private static readonly Lazy<ReleaseMutants> s_oldest = new(() =>
        ReleaseMutants.Of(FixedForms.Of(KnownReleases.V4_18)!)
    );
    private static readonly Lazy<ReleaseMutants> s_newest = new(() =>
        ReleaseMutants.Of(FixedForms.Of(KnownReleases.V6_17)!)
    );

    [Fact]
    public void There_are_hundreds_and_the_same_each_time()
    {
        Assert.True(s_oldest.Value.All.Length + s_newest.Value.All.Length > 1000);
        Assert.Equal(s_oldest.Value.All.AsEnumerable(), ReleaseMutants.Of(FixedForms.Of(KnownReleases.V4_18)!).All);
    }

    [Theory]
    [InlineData("MemremapForm.Release", StepOperator.LeaveOut)]
    [InlineData("MemremapForm.Release", StepOperator.Swap)] // teardown in another order
    [InlineData("BreakLayoutsForm.WaitPageIdle", StepOperator.Swap)] // tests before it queues
    [InlineData("PutPageForm.PutReference", StepOperator.LeaveOut)] // a lost put
    public void Calls_are_left_out_and_put_in_another_order(string routine, StepOperator change)
    {
        var mutants = s_oldest.Value.All.Where(m => m.Site.Routine == routine && m.Operator == change).ToArray();

        Assert.NotEmpty(mutants);
        Assert.Contains(mutants, mutant => s_oldest.Value.Check(mutant).IsKilled);
    }

    [Fact]
    public void A_sample_is_killed_or_argued_for()
    {
        var sample = s_newest
            .Value.All.Where((_, i) => i % 29 == 11)
            .Concat(s_newest.Value.All.Where((_, i) => i % 53 == 7))
            .Distinct();

        Assert.All(
            sample,
            mutant =>
                Assert.True(
                    Survivors.ArgumentFor(mutant) is not null || s_newest.Value.Check(mutant).IsKilled,
                    mutant.ToString()
                )
        );
    }

    [Theory]
    [InlineData("WaitQueueHead.WakeUp", OperationKind.Load, StepOperator.ReadZero)] // a skipped wake-up
    [InlineData("BreakLayoutsForm.WaitPageIdle", OperationKind.Store, StepOperator.OneMore)] // a wrong wait key
    [InlineData("Page.SubReturn", OperationKind.Add, StepOperator.Twice)]
    [InlineData("MemremapForm.RemoveMemory", OperationKind.Free, StepOperator.Drop)]
    public void What_a_reviewer_would_try_first_is_killed(string routine, OperationKind kind, StepOperator change)
    {
        var mutants = s_oldest
            .Value.All.Where(m => m.Site.Routine == routine && m.Site.Kind == kind && m.Operator == change)
            .ToArray();

        Assert.NotEmpty(mutants);
        Assert.Contains(mutants, mutant => s_oldest.Value.Check(mutant).IsKilled);
    }

    [Fact]
    public void Every_argument_is_about_a_mutant_and_a_sample_of_those_survives()
    {
        var all = s_oldest
            .Value.All.Select(m => (Mutants: s_oldest.Value, Mutation: m))
            .Concat(s_newest.Value.All.Select(m => (Mutants: s_newest.Value, Mutation: m)))
            .ToArray();
        var argued = all.Where(m => Survivors.ArgumentFor(m.Mutation) is not null).ToArray();

        Assert.Equal(
            Survivors.Arguments.Keys,
            argued.Select(m => m.Mutation.ToString()).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.All(
            argued.GroupBy(m => m.Mutation).Where((_, i) => i % 20 == 5),
            kernels => Assert.Contains(kernels, m => !m.Mutants.Check(m.Mutation).IsKilled)
        );
    }

    [Fact]
    public void Only_what_violates_nothing_can_be_mutated() =>
        Assert.Throws<ArgumentException>(() => ReleaseMutants.Of(KnownReleases.V4_18));
}
