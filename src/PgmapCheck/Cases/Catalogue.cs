using System.Collections.Immutable;
using System.Reflection;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using ModelCase = PgmapCheck.Properties.Case;

namespace PgmapCheck.Cases;

/// <summary>Everything the command line can name. Tests make small ones.</summary>
/// <param name="Kernels">In order of age, without the fixed forms.</param>
/// <param name="Scenarios">Names and one line about each.</param>
/// <param name="Bugs">The known bugs.</param>
internal sealed record Catalogue(
    ImmutableArray<KernelEntry> Kernels,
    ImmutableArray<(string Name, string Summary)> Scenarios,
    ImmutableArray<BugEntry> Bugs
)
{
    /// <summary>Kernels that can be named, and are not meant where nothing is: those beside a user's own.</summary>
    public ImmutableArray<KernelEntry> Others { get; init; } = [];

    /// <summary>What a user has compiled, which decides verdicts as the model does.</summary>
    public ImmutableArray<Module> Code { get; init; } = [];

    /// <summary>The kernels, scenarios and bugs of the model.</summary>
    public static Catalogue Known { get; } =
        new(
            [.. KnownReleases.All.Select(static release => EntryOf(release))],
            [.. KnownScenarios.All.Select(scenario => (scenario.Name, scenario.Summary))],
            [.. KnownBugs.All.Select(EntryOf)]
        );

    /// <summary>Kernels, and programs in the place of the model's scenarios.</summary>
    /// <param name="programs">The programs.</param>
    /// <param name="describe">A line about something in the program of a name, with its place.</param>
    /// <param name="mine">Kernels of a user's, in the place of the model's; empty for those.</param>
    /// <param name="hand">The release that text of them takes the place of; null for kernels by hand.</param>
    public static Catalogue OfPrograms(
        ImmutableArray<RefcountProgram> programs,
        Func<string, Mistake, string> describe,
        ImmutableArray<Release> mine,
        Release? hand
    )
    {
        var scenarios = programs.Select(program => (program, BootedProgram.AsScenario(program))).ToImmutableArray();
        return new(
            [
                .. (mine.IsEmpty ? KnownReleases.All : mine).Select(release =>
                    EntryOf(release, scenarios, describe, hand)
                ),
            ],
            [.. programs.Select(program => (program.Name, program.Summary))],
            []
        )
        {
            Others = mine.IsEmpty
                ? []
                : [.. KnownReleases.All.Select(release => EntryOf(release, scenarios, describe, hand))],
        };
    }

    /// <summary>The kernels, each followed by its fixed form.</summary>
    public IEnumerable<KernelEntry> AllKernels =>
        Kernels.Concat(Others).SelectMany(kernel => kernel.Fixed is null ? new[] { kernel } : [kernel, kernel.Fixed]);

    /// <summary>The same kernels with what another catalogue runs on them besides.</summary>
    /// <exception cref="UsageException">Both have a scenario of one name.</exception>
    public Catalogue With(Catalogue other)
    {
        var names = other.Scenarios.Select(scenario => scenario.Name).ToHashSet();
        return Scenarios.FirstOrDefault(scenario => names.Contains(scenario.Name)) is { Name: { } twice }
            ? throw new UsageException($"a file describes a scenario {twice}, and there is one of that name")
            : this with
            {
                Kernels =
                [
                    .. Kernels.Select(kernel => Join(kernel, other.Kernels.FirstOrDefault(k => k.Name == kernel.Name))),
                ],
                Others =
                [
                    .. Others.Select(kernel => Join(kernel, other.Others.FirstOrDefault(k => k.Name == kernel.Name))),
                ],
                Scenarios = [.. Scenarios, .. other.Scenarios],
            };
    }

    private static KernelEntry Join(KernelEntry kernel, KernelEntry? other) =>
        kernel with
        {
            Cases = [.. kernel.Cases, .. other?.Cases ?? []],
            Fixed = kernel.Fixed is { } repaired ? Join(repaired, other?.Fixed) : other?.Fixed,
        };

    /// <summary>What goes by this name; null if nothing does.</summary>
    public Case? Find(string name) =>
        AllKernels
            .SelectMany(kernel => kernel.Cases)
            .Concat(Bugs.SelectMany(bug => bug.Experiment?.Cases ?? []))
            .FirstOrDefault(@case => @case.Name == name);

    private static KernelEntry EntryOf(
        Release release,
        ImmutableArray<(RefcountProgram Program, Scenario Scenario)> scenarios,
        Func<string, Mistake, string> describe,
        Release? hand
    )
    {
        var missing = scenarios
            .Select(one => (one.Program, Need: KernelNeed.Of(one.Program).FirstOrDefault(need => !need.IsIn(release))))
            .ToArray();
        return new(
            release.Name,
            release.Title,
            [
                .. scenarios
                    .Where((_, i) => missing[i].Need is null)
                    .Select(one =>
                        CaseOf(new ModelCase(release, one.Scenario), hand) with
                        {
                            Expects = one.Program.ExpectedOn(release),
                        }
                    ),
            ],
            RepairedOf(release) is { } repaired ? EntryOf(repaired, scenarios, describe, hand) : null
        )
        {
            Lacks = missing.FirstOrDefault(one => one.Need is not null) is { Need: { } need } first
                ? () => describe(first.Program.Name, need.For with { What = WhatLacks(release, need) })
                : null,
        };
    }

    private static Release? RepairedOf(Release release) =>
        KnownReleases.All.Contains(release) ? FixedForms.Of(release)
        : release.Name.EndsWith("+fixes", StringComparison.Ordinal) ? null
        : FixedForms.OfComposition(release);

    private static string WhatLacks(Release release, KernelNeed need)
    {
        var having = KnownReleases.History.Where(need.IsIn).Select(other => other.Name).ToArray();
        return $"{release.Name} has no {need.What}"
            + (having.Length == 0 ? "" : $"; kernels that have: {string.Join(", ", having)}");
    }

    /// <summary>A program to check on a kernel.</summary>
    public static Case CaseOf(Release release, RefcountProgram program) =>
        CaseOf(new ModelCase(release, BootedProgram.AsScenario(program))) with
        {
            Expects = program.ExpectedOn(release),
        };

    /// <summary>A bug as reports show it.</summary>
    public static BugEntry EntryOf(Bug bug) =>
        new(bug.Id, bug.Title, bug.FixedBy, bug.FixSubject)
        {
            IntroducedBy = bug.IntroducedBy,
            Evidence = bug.Evidence,
            Change = PartChanges.Between(bug.Broken, bug.Twin),
            Parts = Ancestry.DifferentParts(bug.Broken, bug.Twin),
            Kernels = [.. bug.Releases, .. bug.Break is null ? Array.Empty<string>() : [bug.Broken.Name]],
            Symptoms = bug.Symptoms,
            Experiment = ExperimentOf(bug),
        };

    private static Experiment ExperimentOf(Bug bug) =>
        new(bug.Property, CaseOf(ModelCase.OfBroken(bug)), CaseOf(ModelCase.OfTwin(bug)))
        {
            SafeBecause = bug.Claim switch
            {
                BugClaim.SafeUnlessChanged => "safe as it was",
                BugClaim.OnlyUnderWeakMemory => "sequentially consistent",
                _ => null,
            },
            ShowsUnder = bug.ShowsUnder,
            UnsafeChanges =
            [
                .. bug.UnsafeChanges.Select(
                    (change, i) =>
                        CaseOf(
                            ModelCase.OfBroken(bug) with
                            {
                                Release = change.Change(bug.Broken) with
                                {
                                    Name = $"{bug.Base.Name}+{bug.Id}-{i + 1}",
                                    Title = change.What,
                                },
                            }
                        )
                ),
            ],
        };

    /// <summary>A scenario to check on a kernel.</summary>
    /// <param name="c">Both.</param>
    /// <param name="hand">The release that text of the kernel takes the place of; null for a kernel by hand.</param>
    public static Case CaseOf(ModelCase c, Release? hand = null)
    {
        if (c.Release.Text?.Recorded() is { } text)
        {
            c = c with { Release = c.Release with { Text = text } };
        }

        return new(c.Release.Name, c.Scenario.Name, c.Program)
        {
            Code = c.Release.Text,
            Explain = new CaseAttribution(c, hand).Find,
        };
    }

    /// <summary>A kernel, with every scenario that runs on it.</summary>
    /// <param name="release">The kernel.</param>
    /// <param name="hand">The release that text of it takes the place of; null for a kernel by hand.</param>
    public static KernelEntry EntryOf(Release release, Release? hand = null) =>
        new(
            release.Name,
            release.Title,
            [.. ModelCase.Of([release]).Select(one => CaseOf(one, hand))],
            FixedForms.Of(release) is { } repaired ? EntryOf(repaired) : null
        )
        {
            Functions = KernelFunctions.Of(release),
        };
}
