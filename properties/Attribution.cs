using Interleave;
using Interleave.Search;
using PgmapCheck.Model.Bugs;

namespace PgmapCheck.Properties;

/// <summary>
/// Which known bug is behind a violation on a kernel that the catalogue does not name: one that the kernel has by its
/// parts, that breaks this property in this scenario elsewhere, and whose fix ends it here, as searching again shows.
/// </summary>
public static class Attribution
{
    /// <summary>The bug; null if there is none, or its fix could not be shown to end it.</summary>
    /// <param name="subject">The case.</param>
    /// <param name="property">What it violates.</param>
    /// <param name="options">How to search; bounds apply.</param>
    public static Bug? Find(Case subject, string property, SearchOptions options) =>
        KnownBugs.All.FirstOrDefault(bug =>
            bug.Symptoms.Contains((subject.Scenario.Name, property))
            && bug.IsIn(subject.Release)
            && IsEndedBy(bug, subject, property, options)
        );

    private static bool IsEndedBy(Bug bug, Case subject, string property, SearchOptions options)
    {
        var repaired = bug.Fix(subject.Release);
        if (!subject.Scenario.RunsOn(repaired))
        {
            return false;
        }

        var verdict = Checker.Prove(new Case(repaired, subject.Scenario).Program, options);
        return verdict.Complete && verdict.Counterexamples.All(found => found.Violation.Property != property);
    }
}
