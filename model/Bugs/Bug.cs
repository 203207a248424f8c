using System.Collections.Immutable;
using Interleave.Memory;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Bugs;

/// <summary>
/// A real bug of the protocol, as an executable fact: a kernel that has it, where it shows, and what takes it out. The
/// catalogue annotates what a search has found; no search looks at it.
/// </summary>
/// <param name="Id">Its short name, such as <c>REL-PAGES</c>.</param>
/// <param name="Title">What goes wrong, in a few words.</param>
public sealed record Bug(string Id, string Title)
{
    /// <summary>The kernel that it is shown on.</summary>
    public required Release Base { get; init; }

    /// <summary>Puts it into <see cref="Base"/>; null if that kernel has it as it was released.</summary>
    public Func<Release, Release>? Break { get; init; }

    /// <summary>Takes it out of a kernel that has it: what upstream did, or what is proposed if nothing was
    /// done.</summary>
    public required Func<Release, Release> Fix { get; init; }

    /// <summary>Whether the broken form really breaks something here.</summary>
    public BugClaim Claim { get; init; }

    /// <summary>
    /// The weaker memories under which it breaks its property, for <see cref="BugClaim.OnlyUnderWeakMemory"/>; under
    /// all others the broken form is proved.
    /// </summary>
    public ImmutableArray<MemoryModel> ShowsUnder { get; init; } = [];

    /// <summary>Changes with each of which the broken form breaks its property, for
    /// <see cref="BugClaim.SafeUnlessChanged"/>.</summary>
    public ImmutableArray<(string What, Func<Release, Release> Change)> UnsafeChanges { get; init; } = [];

    /// <summary>Where it shows: a scenario, and the property that it breaks there. The first is the smallest.</summary>
    public required ImmutableArray<(string Scenario, string Property)> Symptoms { get; init; }

    /// <summary>
    /// Where it shows on a memory weaker than sequential consistency, and only there: what other CPUs do not see yet
    /// lets it break more than <see cref="Symptoms"/> says.
    /// </summary>
    public ImmutableArray<(MemoryModel Memory, string Scenario, string Property)> SymptomsUnder { get; init; } = [];

    /// <summary>The names of the releases on which it shows.</summary>
    public ImmutableArray<string> Releases { get; init; } = [];

    /// <summary>The names of releases that have it where something plainer always shows first.</summary>
    public ImmutableArray<string> HiddenIn { get; init; } = [];

    /// <summary>The commit that brought it, abbreviated to 12 digits; null if not known.</summary>
    public string? IntroducedBy { get; init; }

    /// <summary>The commit that fixed it, abbreviated to 12 digits; null if there is none or it is not known.</summary>
    public string? FixedBy { get; init; }

    /// <summary>That commit's subject.</summary>
    public string? FixSubject { get; init; }

    /// <summary>The first release with the fix, such as <c>v5.3</c>; null if there is none or it is not
    /// known.</summary>
    public string? FixedIn { get; init; }

    /// <summary>How sure its history is: which commit message or code was read, or how it was derived.</summary>
    public required string Evidence { get; init; }

    /// <summary>The smallest scenario that shows it.</summary>
    public string Scenario => Symptoms[0].Scenario;

    /// <summary>What it breaks there.</summary>
    public string Property => Symptoms[0].Property;

    /// <summary>The kernel with the bug.</summary>
    public Release Broken =>
        Break is null ? Base : Break(Base) with { Name = $"{Base.Name}+{Id}", Title = $"{Base.Name} with {Id}" };

    /// <summary>The same kernel without it, and with everything else as it was.</summary>
    public Release Twin => Fix(Broken) with { Name = $"{Base.Name}-{Id}", Title = $"{Base.Name} without {Id}" };

    /// <summary>True if the kernel has the bug's parts, whatever its name is. That it shows there takes more: what
    /// leads to it has to be there, and nothing plainer to come first.</summary>
    public bool IsIn(Release release) => Presence.Of(this, release);

    /// <summary>True if the catalogue says of a release of this name that it has the bug.</summary>
    public bool IsNamed(string release) => Releases.Contains(release) || HiddenIn.Contains(release);

    /// <summary>True if this is how the bug shows on a memory.</summary>
    public bool Explains(string release, string scenario, string property, MemoryModel memory) =>
        (Releases.Contains(release) || (Break is not null && release == Broken.Name))
        && (
            Symptoms.Contains((scenario, property))
            || SymptomsUnder.Contains((memory, scenario, property))
            || (memory == MemoryModel.LoadBuffering && SymptomsUnder.Contains((MemoryModel.Weak, scenario, property)))
        );
}

/// <summary>What the catalogue claims about a bug's broken form.</summary>
public enum BugClaim
{
    /// <summary>It breaks its property.</summary>
    Violated,

    /// <summary>It was reported, and is safe as it was; it breaks its property with each of some further
    /// changes.</summary>
    SafeUnlessChanged,

    /// <summary>It breaks its property under a weaker memory model, and is proved under sequential
    /// consistency.</summary>
    OnlyUnderWeakMemory,
}
