using Interleave;
using Interleave.Search;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Properties;

/// <summary>
/// Which known bug is behind a violation on a kernel that the catalogue does not name: one that the kernel has by its
/// parts, that breaks this property in this scenario elsewhere, and whose fix ends it here, alone or with the fixes of
/// the others that the kernel has, as searching again shows. Of a scenario that the catalogue does not know either, the
/// bug breaks this property in any.
/// </summary>
public static class Attribution
{
    /// <summary>The bug; null if there is none, or its fix could not be shown to end it.</summary>
    /// <param name="subject">The case.</param>
    /// <param name="property">What it violates.</param>
    /// <param name="options">How to search; bounds apply.</param>
    public static Bug? Find(Case subject, string property, SearchOptions options)
    {
        Bug[] candidates =
        [
            .. KnownBugs.All.Where(bug =>
                bug.Symptoms.Any(symptom =>
                    symptom.Property == property
                    && (symptom.Scenario == subject.Scenario.Name || !IsKnown(subject.Scenario))
                ) && bug.IsIn(subject.Release)
            ),
        ];
        return candidates.FirstOrDefault(bug => IsEndedBy(bug.Fix, subject, property, options))
            ?? (
                candidates.Length > 0
                && FixedForms.OfComposition(subject.Release) is { } repaired
                && IsEndedBy(_ => repaired, subject, property, options)
                    ? candidates[0]
                    : null
            );
    }

    private static bool IsKnown(Scenario scenario) => KnownScenarios.All.Any(known => known.Name == scenario.Name);

    private static bool IsEndedBy(Func<Release, Release> repair, Case subject, string property, SearchOptions options)
    {
        var repaired = repair(subject.Release);
        if (!subject.Scenario.RunsOn(repaired))
        {
            return false;
        }

        // A fix that takes the place of somebody's own part would end that part's bugs, too.
        if (
            !Ancestry.KeepsOwnParts(subject.Release, repaired)
            && Checker
                .Prove((subject with { Release = Ancestry.Of(subject.Release) }).Program, options)
                .Counterexamples.All(found => found.Violation.Property != property)
        )
        {
            return false;
        }

        var verdict = Checker.Prove(new Case(repaired, subject.Scenario).Program, options);
        return verdict.Complete && verdict.Counterexamples.All(found => found.Violation.Property != property);
    }
}
