using System.Collections.Immutable;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Fuzzing;

/// <summary>Which known bugs are behind a violation in a program that no catalogue has heard of.</summary>
public static class Explanation
{
    /// <summary>The bugs of a kernel each of whose fixes alone ends the violation, as searching again shows.</summary>
    /// <param name="program">The program.</param>
    /// <param name="release">The kernel that it violates the property on, maybe with some fixes.</param>
    /// <param name="kernel">The name of the release that it is a form of.</param>
    /// <param name="property">What it violates.</param>
    /// <param name="explorer">How to search.</param>
    public static ImmutableArray<Bug> Find(
        RefcountProgram program, Release release, string kernel, string property, ProgramExplorer explorer) =>
        [.. KnownBugs.All.Where(bug => bug.Releases.Contains(kernel) || bug.HiddenIn.Contains(kernel))
            .Where(bug => Ends(bug, program, release, property, explorer))];

    private static bool Ends(Bug bug, RefcountProgram program, Release release, string property, ProgramExplorer explorer)
    {
        var without = bug.Fix(release);
        return BootedProgram.RunsOn(program, without)
            && explorer.Explore(program, without).Counterexamples.All(found => found.Violation.Property != property);
    }
}
