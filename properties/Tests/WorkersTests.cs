using Interleave;
using Interleave.Search;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests;

/// <summary>What is said of a case does not depend on how many threads search it, down to the schedules that are
/// shown.</summary>
public sealed class WorkersTests
{
    // Nearly every case has more states, so that threads join nearly every search.
    private const int ShareAfter = 20;

    public static TheoryData<string, int, bool> Kernels =>
        new()
        {
            { "v4.18", 2, false },
            { "v4.18", 8, false },
            { "v5.10", 3, true },
            { "v6.17", 5, false },
        };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Verdicts_and_states_do_not_depend_on_the_number_of_workers(string kernel, int workers, bool persistent)
    {
        var joined = 0;
        foreach (var subject in Case.Of([KnownReleases.All.Single(release => release.Name == kernel)]))
        {
            var options = new SearchOptions
            {
                Liveness = Liveness.Strong,
                PersistentSets = persistent,
                PersistentSetsAfter = 0,
            };
            var one = Checker.Check(subject.Program, options);
            var many = Checker.Check(subject.Program, options with { Workers = workers, ShareAfter = ShareAfter });

            Assert.Equal($"{subject.Name}: {Facts(one)}", $"{subject.Name}: {Facts(many)}");
            joined += many.Workers == workers ? 1 : 0;
        }

        Assert.InRange(joined, 10, int.MaxValue);
    }

    private static string Facts(Verdict verdict) =>
        $"{verdict.Incomplete ?? "complete"}, {verdict.States} states, {verdict.Termination?.DecidedBy}, "
        + $"never {string.Join("; ", verdict.NeverReached)}, "
        + string.Join(
            "; ",
            verdict.Counterexamples.Select(found => $"{found.Violation.Property} {found.Schedule}").Order()
        );
}
