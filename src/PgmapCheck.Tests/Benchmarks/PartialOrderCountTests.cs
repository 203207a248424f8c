using Interleave;
using Interleave.Programs;
using Interleave.Tests.Oracles;
using PgmapCheck.Benchmarks;

namespace PgmapCheck.Tests.Benchmarks;

/// <summary>
/// Numbers of executions: P!(P + 3) for S2, as an engine with finer steps counted, too; P! orders of the decrements,
/// and P + 3 ways for the waiter to come among them.
/// </summary>
public sealed class PartialOrderCountTests
{
    [Theory]
    [InlineData(2, 10)]
    [InlineData(3, 36)]
    [InlineData(4, 168)]
    [InlineData(5, 960)]
    [InlineData(6, 6480)]
    [InlineData(7, 50400)]
    public void S2_has_P_factorial_times_P_plus_3_orders(int putters, int executions) =>
        AssertExecutions(PutVersusTruncate.Program(new(0, putters, 0), false, false), executions, 0);

    [Theory]
    [InlineData(2, 156)]
    [InlineData(3, 3870)]
    public void S2_has_so_many_schedules(int putters, int executions) =>
        Assert.Equal(
            executions,
            EverySchedule.Search(PutVersusTruncate.Program(new(0, putters, 0), false, false)).Executions
        );

    // The mutex alone orders togglers: (2T)! / 2^T ways to take turns.
    [Theory]
    [InlineData(2, 6)]
    [InlineData(3, 90)]
    public void S1_has_as_many_orders_as_turns(int togglers, int executions) =>
        AssertExecutions(StaticKeyToggle.Program(new(togglers, 0, 0), false), executions, 0);

    [Theory]
    [InlineData(2, 1, 4422, 24)]
    [InlineData(1, 2, 13_504, 60)]
    [InlineData(2, 2, 81_024, 360)]
    public void S3_is_proved_by_few_repetitions(int togglers, int putters, int executions, int redundant) =>
        AssertExecutions(Combined.Program(new(togglers, putters, 1), false), executions, redundant);

    [Fact]
    public void Broken_forms_are_violated()
    {
        AssertViolated(StaticKeyToggle.KeyIsOn, StaticKeyToggle.Program(new(2, 0, 0), true));
        AssertViolated("no fiber is blocked for ever", PutVersusTruncate.Program(new(0, 1, 0), false, true));
        AssertViolated("no fiber is blocked for ever", PutVersusTruncate.Program(new(0, 1, 0), true, false));
        AssertViolated(Combined.NoUseAfterFree, Combined.Program(new(1, 1, 1), true));
    }

    private static void AssertExecutions(ConcurrentProgram program, long executions, long redundant)
    {
        var verdict = Checker.SearchPartialOrders(program);
        var optimal = Checker.SearchPartialOrdersOptimally(program);

        Assert.True(verdict.IsProof);
        Assert.True(optimal.IsProof);
        Assert.Equal((executions, redundant), (verdict.Executions, verdict.RedundantExecutions));
        Assert.Equal((executions, 0), (optimal.Executions, optimal.RedundantExecutions));
    }

    private static void AssertViolated(string property, ConcurrentProgram program)
    {
        Assert.Contains(
            property,
            Checker.SearchPartialOrders(program).Counterexamples.Select(found => found.Violation.Property)
        );
        Assert.Contains(
            property,
            Checker.SearchPartialOrdersOptimally(program).Counterexamples.Select(found => found.Violation.Property)
        );
    }
}
