using System.Collections.Concurrent;
using Interleave;
using Interleave.Coyote;
using Interleave.Search;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties;

namespace PgmapCheck.Coyote.Tests;

/// <summary>
/// Coyote as a witness, case by case: what it reports, the search of the same case finds. What it does not come upon
/// within its schedules is no disagreement. While it runs, each step and each final state are compared as well.
/// </summary>
public sealed class AgreementTests
{
    private const int Iterations = 12;

    private static readonly ConcurrentDictionary<string, Case> s_cases = new(
        Case.Of(KnownReleases.All).ToDictionary(c => c.Name)
    );

    public static TheoryData<string> Names => [.. Case.Of(KnownReleases.All).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_Coyote_reports_the_search_finds(string name)
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
                new CoyoteOptions { Strategy = strategy, Iterations = Iterations }
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
                Assert.Equal(Iterations, result.Iterations);
            }
        }
    }
}
