using Interleave;
using Interleave.Search;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests;

/// <summary>What a release violates where, as the catalogue's symptoms say it.</summary>
internal static class Findings
{
    /// <summary>
    /// Checks every scenario that runs on a release, and takes every step, so that one violation cannot hide another.
    /// Each verdict must be complete, with nothing unreached but what a violation may end before.
    /// </summary>
    public static HashSet<(string Scenario, string Property)> In(Release release)
    {
        var found = new HashSet<(string, string)>();
        foreach (var subject in Case.Of([release]))
        {
            var verdict = Checker.Prove(subject.Program, new SearchOptions { SleepSets = false, Liveness = Liveness.Strong });
            Assert.Null(verdict.Incomplete);
            Assert.True(verdict.NeverReached.IsEmpty || !verdict.Counterexamples.IsEmpty, $"{subject.Name}: {string.Join("; ", verdict.NeverReached)}");
            found.UnionWith(verdict.Counterexamples.Select(c => (subject.Scenario.Name, c.Violation.Property)));
        }

        return found;
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
