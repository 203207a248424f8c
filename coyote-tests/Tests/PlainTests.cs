using System.Threading.Tasks;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;
using PgmapCheck.Plain;

namespace PgmapCheck.Coyote.Tests;

/// <summary>The protocol as plain C#, rewritten: what Coyote finds in it, and what it does not.</summary>
public sealed class PlainTests
{
    public static TheoryData<string> Strategies => ["random", "pct", "fair pct", "q-learning"];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_user_may_find_the_key_off_in_v4_18(string strategy) =>
        Assert.Contains(
            "a user finds the key off",
            Bug(CoyoteTests.KeyIsOnForEachUserIn418, strategy),
            StringComparison.Ordinal
        );

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_waiter_may_wait_for_ever_in_v4_18(string strategy) =>
        Assert.StartsWith(
            "Deadlock detected.",
            Bug(CoyoteTests.WaiterIsWokenIn418, strategy),
            StringComparison.Ordinal
        );

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_waiter_that_tests_first_may_miss_its_wake_up(string strategy) =>
        Assert.StartsWith(
            "Deadlock detected.",
            Bug(CoyoteTests.PutVersusWaiterThatTestsFirst, strategy),
            StringComparison.Ordinal
        );

    [Theory]
    [MemberData(nameof(Strategies))]
    public void With_the_fixes_nothing_is_found(string strategy)
    {
        Assert.Equal("", Bug(CoyoteTests.KeyIsOnForEachUserIn510, strategy, 200));
        Assert.Equal("", Bug(CoyoteTests.WaiterIsWokenIn510, strategy, 200));
        Assert.Equal("", Bug(CoyoteTests.PutVersusWaiter, strategy, 200));
    }

    [Fact]
    public void What_was_kept_is_followed_again()
    {
        using var first = Run(CoyoteTests.WaiterIsWokenIn418, Configuration.Create().WithTestingIterations(2000));
        using var again = Run(
            CoyoteTests.WaiterIsWokenIn418,
            Configuration.Create().WithReproducibleTrace(first.ReproducibleTrace)
        );

        Assert.Equal(1, again.TestReport.NumOfFoundBugs);
        Assert.Equal(first.TestReport.BugReports, again.TestReport.BugReports);
    }

    private static string Bug(Func<Task> test, string strategy, uint iterations = 2000)
    {
        var configuration = Configuration.Create().WithTestingIterations(iterations).WithRandomGeneratorSeed(1);
        using var engine = Run(
            test,
            strategy switch
            {
                "pct" => configuration.WithPrioritizationStrategy(false, 3),
                "fair pct" => configuration.WithPrioritizationStrategy(true, 3),
                "q-learning" => configuration.WithQLearningStrategy(),
                _ => configuration.WithRandomStrategy(),
            }
        );
        return string.Join(' ', engine.TestReport.BugReports);
    }

    private static TestingEngine Run(Func<Task> test, Configuration configuration)
    {
        Environment.SetEnvironmentVariable("COYOTE_CLI_TELEMETRY_OPTOUT", "1");
        var engine = TestingEngine.Create(
            configuration.WithTelemetryEnabled(false).WithDeadlockTimeout(600_000).WithMaxSchedulingSteps(20_000),
            test
        );
        Assert.True(engine.IsTestRewritten());
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        engine.Run();
        Assert.Empty(engine.TestReport.UncontrolledInvocations);
        return engine;
    }
}
