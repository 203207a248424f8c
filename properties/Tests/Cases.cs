using System.Collections.Concurrent;
using System.Collections.Immutable;
using Interleave;
using Interleave.Search;
using Interleave.Violations;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests;

/// <summary>Every case that can be checked, those of fixed releases and of the catalogue included, and the verdict of
/// each.</summary>
internal static class Cases
{
    // Goes through the kernels in an order that is not theirs.
    private const int Stride = 7;

    private static readonly ConcurrentDictionary<string, Lazy<Verdict>> s_verdicts = new();
    private static readonly ConcurrentDictionary<string, Lazy<Verdict>> s_breadthFirst = new();

    public static ImmutableArray<Case> All { get; } =
    [
        .. Case.Of(
            KnownReleases.All.SelectMany(r => FixedForms.Of(r) is { } withFixes ? (Release[])[r, withFixes] : [r])
        ),
        .. KnownBugs.All.Where(bug => bug.Break is not null).Select(Case.OfBroken),
        .. KnownBugs.All.Select(Case.OfTwin),
    ];

    public static TheoryData<string> Names => [.. All.Select(c => c.Name)];

    /// <summary>True if samples are of no use: time is no object.</summary>
    public static bool TakesAll => Environment.GetEnvironmentVariable("ALL_CASES") == "1";

    /// <summary>
    /// Of each scenario three cases, for what does not depend on the kernel but on how a program is run: on the first
    /// kernel that has it, on the last, and on one in between, another for each scenario. <c>ALL_CASES=1</c> means all.
    /// </summary>
    public static ImmutableArray<Case> SampleOf(ImmutableArray<Case> cases) =>
        TakesAll
            ? cases
            :
            [
                .. cases
                    .GroupBy(c => c.Scenario.Name)
                    .SelectMany(
                        (group, number) =>
                            (Case[])[group.First(), group.ElementAt(number * Stride % group.Count()), group.Last()]
                    )
                    .Distinct(),
            ];

    /// <summary>The names of such a sample of all cases.</summary>
    public static TheoryData<string> SampleNames => [.. SampleOf(All).Select(c => c.Name)];

    public static Case Named(string name) => All.Single(c => c.Name == name);

    /// <summary>How the command line searches.</summary>
    public static SearchOptions Options { get; } = new() { Liveness = Liveness.Strong };

    /// <summary>The verdict with the options that the command line uses; searched for once.</summary>
    public static Verdict Check(Case c) =>
        s_verdicts.GetOrAdd(c.Name, _ => new Lazy<Verdict>(() => Checker.Check(c.Program, Options))).Value;

    /// <summary>The verdict of a breadth-first search, which leaves out no step; searched for once.</summary>
    public static Verdict SearchBreadthFirst(Case c) =>
        s_breadthFirst.GetOrAdd(c.Name, _ => new Lazy<Verdict>(() => Checker.SearchBreadthFirst(c.Program))).Value;

    /// <summary>The same without what only a search for cycles can find.</summary>
    public static IEnumerable<(ViolationKind Kind, string Property)> ViolatedByStates(Verdict verdict) =>
        Violated(verdict).Where(v => v.Kind != ViolationKind.Livelock);

    /// <summary>What a verdict found violated, in an order that does not depend on the search.</summary>
    public static IEnumerable<(ViolationKind Kind, string Property)> Violated(Verdict verdict) =>
        verdict.Counterexamples.Select(c => (c.Violation.Kind, c.Violation.Property)).Order();
}
