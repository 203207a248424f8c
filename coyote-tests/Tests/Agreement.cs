using Interleave;
using Interleave.Coyote;
using Interleave.Violations;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties;

namespace PgmapCheck.Coyote.Tests;

/// <summary>
/// One case under every strategy of Coyote's, and the search of it. What Coyote does not come upon within its schedules
/// is no disagreement. While it runs, each step and each final state are compared as well.
/// </summary>
internal static class Agreement
{
    /// <summary>True where there is time; the gate has little. bench/coyote.sh sets the variable.</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable("COYOTE_LONG") == "1";

    // Of each strategy.
    private static readonly int s_iterations = IsLong ? 12 : 2;

    private static readonly Dictionary<string, Case> s_cases = Case.Of(KnownReleases.All)
        .ToDictionary(subject => subject.Name);

    /// <summary>Runs both, and compares.</summary>
    public static void Check(string name)
    {
        var program = s_cases[name].Program;
        var search = Checker.Prove(program);
        var violated = search
            .Counterexamples.Select(found => (found.Violation.Kind, found.Violation.Property))
            .ToArray();

        foreach (var strategy in Enum.GetValues<CoyoteStrategy>())
        {
            var result = CoyoteChecker.Check(
                program,
                new CoyoteOptions { Strategy = strategy, Iterations = s_iterations }
            );

            if (result.Counterexample is { } found)
            {
                Assert.Contains((found.Violation.Kind, found.Violation.Property), violated);
                Assert.Equal(
                    found.Violation.Kind == ViolationKind.BlockedForEver,
                    result.Report!.StartsWith("Deadlock detected.", StringComparison.Ordinal)
                );
            }
            else
            {
                Assert.Equal(s_iterations, result.Iterations);
            }
        }
    }
}
