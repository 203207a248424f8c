using System.Collections.Concurrent;
using System.Collections.Immutable;
using Interleave;
using Interleave.Programs;
using Interleave.Search;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests;

/// <summary>What a release violates where, as the catalogue's symptoms say it.</summary>
internal static class Findings
{
    private static readonly ConcurrentDictionary<
        Release,
        Lazy<ImmutableHashSet<(string Scenario, string Property)>>
    > s_found = new();

    /// <summary>
    /// Checks every scenario that runs on a release, and takes every step, so that one violation cannot hide another.
    /// Each verdict must be complete. Nothing may be unreached, unless each execution ends at a violation.
    /// </summary>
    /// <remarks>Kernels of the same parts are searched once: many bugs are shown on one release, or leave one
    /// behind.</remarks>
    public static ImmutableHashSet<(string Scenario, string Property)> In(Release release) =>
        s_found
            .GetOrAdd(
                release with
                {
                    Name = "",
                    Title = "",
                },
                _ => new Lazy<ImmutableHashSet<(string, string)>>(() => Search(release))
            )
            .Value;

    private static ImmutableHashSet<(string Scenario, string Property)> Search(Release release)
    {
        var found = ImmutableHashSet.CreateBuilder<(string, string)>();
        foreach (var subject in Case.Of([release]))
        {
            var verdict = Checker.Prove(
                subject.Program,
                new SearchOptions { SleepSets = false, Liveness = Liveness.Strong }
            );
            Assert.Null(verdict.Incomplete);
            Assert.True(
                verdict.NeverReached.IsEmpty || !SomeExecutionHolds(subject),
                $"{subject.Name}: {string.Join("; ", verdict.NeverReached)}"
            );
            found.UnionWith(verdict.Counterexamples.Select(c => (subject.Scenario.Name, c.Violation.Property)));
        }

        return found.ToImmutable();
    }

    /// <summary>True if some execution comes to its end and violates nothing.</summary>
    private static bool SomeExecutionHolds(Case subject)
    {
        const string NoneHolds = "every execution violates something";
        var program = new ConcurrentProgram(
            subject.Name,
            machine =>
            {
                KernelProperties.AddTo(subject.Scenario.Boot(machine, subject.Release));
                machine.Properties.AtEnd(NoneHolds, _ => "this one violates nothing"); // looked at after all others
            }
        );
        return Checker
            .Prove(program, new SearchOptions { SleepSets = false })
            .Counterexamples.Any(c => c.Violation.Property == NoneHolds);
    }

    /// <summary>The symptoms of some bugs of the catalogue.</summary>
    public static HashSet<(string Scenario, string Property)> SymptomsOf(params ReadOnlySpan<string> ids)
    {
        var symptoms = new HashSet<(string, string)>();
        foreach (var id in ids)
        {
            symptoms.UnionWith(KnownBugs.All.Single(b => b.Id == id).Symptoms);
        }

        return symptoms;
    }
}
