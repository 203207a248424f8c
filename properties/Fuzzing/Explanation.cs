using System.Collections.Immutable;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Fuzzing;

/// <summary>Which known bugs are behind a violation in a program that no catalogue has heard of.</summary>
/// <param name="release">The kernel.</param>
/// <param name="known">Bugs whose fixes it has already.</param>
/// <param name="explorer">How to search.</param>
public sealed class Explanation(Release release, ImmutableArray<Bug> known, ProgramExplorer explorer)
{
    /// <summary>The kernel with fixes of some bugs, put on it in the catalogue's order, whatever theirs is.</summary>
    public static Release WithFixes(Release release, ImmutableArray<Bug> bugs) =>
        KnownBugs.All.Where(bugs.Contains).Aggregate(release, (fixedSoFar, bug) => bug.Fix(fixedSoFar));

    /// <summary>The bugs of the kernel each of whose fixes alone ends the violation, as searching again
    /// shows.</summary>
    /// <param name="program">The program.</param>
    /// <param name="property">What it violates.</param>
    public ImmutableArray<Bug> Find(RefcountProgram program, string property) =>
        [.. Candidates(property).Where(bug => IsEndedBy([bug], program, property))];

    /// <summary>
    /// Bugs whose fixes end the violation together, and would not without any one of them; none if even the fixes of
    /// all do not.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="property">What it violates.</param>
    public ImmutableArray<Bug> FindTogether(RefcountProgram program, string property)
    {
        ImmutableArray<Bug> together = [.. Candidates(property).Reverse()];
        if (!IsEndedBy(together, program, property))
        {
            return [];
        }

        foreach (var bug in together)
        {
            var fewer = together.Remove(bug);
            together = IsEndedBy(fewer, program, property) ? fewer : together;
        }

        return [.. together.Reverse()];
    }

    // What the kernel is called does not matter. A fix may end more than its own bug: those that are known to violate
    // this property come first, and of these the ones that are known to show on a release of that name.
    private IEnumerable<Bug> Candidates(string property) =>
        KnownBugs
            .All.Where(bug => !known.Contains(bug) && bug.IsIn(release))
            .OrderBy(bug => bug.Symptoms.All(symptom => symptom.Property != property))
            .ThenBy(bug => !bug.IsNamed(release.Name));

    private bool IsEndedBy(ImmutableArray<Bug> bugs, RefcountProgram program, string property)
    {
        var without = WithFixes(release, known.AddRange(bugs));
        return BootedProgram.RunsOn(program, without)
            && explorer.Explore(program, without).Counterexamples.All(found => found.Violation.Property != property);
    }
}
