using System.Collections.Immutable;
using Interleave;
using Interleave.Search;
using Interleave.Violations;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Properties;

/// <summary>
/// Which known bug is behind a violation, whatever the kernel is called: one that it has by its parts, and whose fix
/// ends the violation, alone or together with the fixes of others that the kernel has, as searching again shows. Of
/// several, the best known one. In a scenario of the model's only bugs explain that the catalogue knows to break this
/// property there, in others those that break it anywhere: a fix of something else may end it by accident.
/// </summary>
/// <remarks>
/// A fix that takes the place of code that is not the model's would end that code's own mistakes, too. So what the fix
/// takes away has to violate the property in the model's form as well: somebody's own part in the release that the
/// kernel is made from, text in the release by hand. Of text that is the most that can be shown: that its part is
/// wrong where that of the release is, and that the part with the fix is not.
/// </remarks>
public sealed class Attribution
{
    private readonly Case _subject;
    private readonly string _property;
    private readonly SearchOptions _options;
    private readonly Release? _hand;
    private readonly Release _ancestor;

    private Attribution(Case subject, string property, SearchOptions options, Release? hand)
    {
        (_subject, _property, _hand) = (subject, property, hand);
        _options = options with
        {
            Liveness = property == EngineRules.FairExecutionsEnd ? Liveness.Strong : Liveness.Off,
        };
        _ancestor = Ancestry.Of(Kernel);
    }

    // Whose parts say which bugs there are.
    private Release Kernel => _hand ?? _subject.Release;

    /// <summary>The bug; null if there is none, or its fix could not be shown to end it.</summary>
    /// <param name="subject">The case.</param>
    /// <param name="property">What it violates.</param>
    /// <param name="options">How to search; bounds apply.</param>
    /// <param name="hand">The release whose parts the text of the kernel takes the place of; null for a kernel by
    /// hand.</param>
    public static Bug? Find(Case subject, string property, SearchOptions options, Release? hand = null) =>
        new Attribution(subject, property, options, hand).Find();

    private Bug? Find()
    {
        ImmutableArray<Bug> bugs =
        [
            .. KnownBugs.All.Where(bug => bug.IsIn(Kernel)).OrderBy(KnowledgeOf), // which keeps the catalogue's order
        ];
        var last = IsKnown(_subject.Scenario) ? Knowledge.Here : Knowledge.Elsewhere;
        ImmutableArray<Bug> candidates = [.. bugs.Where(bug => KnowledgeOf(bug) <= last)];
        return candidates.IsEmpty ? null
            : candidates.FirstOrDefault(bug => IsEndedBy([bug])) is { } alone ? alone
            : Violates(_subject.Release) == true && IsEndedBy(bugs) ? Fewest(bugs).FirstOrDefault(candidates.Contains)
            : null;
    }

    private static bool IsKnown(Scenario scenario) => KnownScenarios.All.Any(known => known.Name == scenario.Name);

    private Knowledge KnowledgeOf(Bug bug) =>
        bug.Explains(_ancestor.Name, _subject.Scenario.Name, _property, _options.Memory) ? Knowledge.Named
        : Breaks(bug, _subject.Scenario) ? Knowledge.Here
        : Breaks(bug, null) ? Knowledge.Elsewhere
        : Knowledge.OfOtherProperties;

    private bool Breaks(Bug bug, Scenario? scenario) =>
        bug
            .Symptoms.Concat(
                bug.SymptomsUnder.Where(under => under.Memory == _options.Memory)
                    .Select(under => (under.Scenario, under.Property))
            )
            .Any(symptom => symptom.Property == _property && (scenario is null || symptom.Scenario == scenario.Name));

    // Of bugs whose fixes end the violation together, the best known whose fixes do, and would not without any one of
    // them.
    private ImmutableArray<Bug> Fewest(ImmutableArray<Bug> bugs)
    {
        var together = bugs[..Enumerable.Range(1, bugs.Length).First(count => IsEndedBy(bugs[..count]))];
        foreach (var bug in together.Reverse().Skip(1)) // the last one is needed
        {
            var fewer = together.Remove(bug);
            together = IsEndedBy(fewer) ? fewer : together;
        }

        return together;
    }

    private bool IsEndedBy(ImmutableArray<Bug> bugs)
    {
        var repaired = KnownBugs.All.Where(bugs.Contains).Aggregate(Kernel, (form, bug) => bug.Fix(form));
        return !bugs.IsEmpty && (_hand is null ? IsEndedBy(repaired) : IsEndedIn(repaired, _hand, bugs));
    }

    private bool IsEndedBy(Release repaired) =>
        (Ancestry.KeepsOwnParts(_subject.Release, repaired) || Violates(_ancestor) == true)
        && Violates(repaired) == false;

    // A tree may have the fixes of others, which would hide the violation by hand.
    private bool IsEndedIn(Release repaired, Release hand, ImmutableArray<Bug> bugs)
    {
        var parts = Ancestry.DifferentParts(hand, repaired);
        bool? InText(Release release) => Violates(TextRelease.WithHand(_subject.Release, release, parts));
        return InText(repaired) == false && (InText(hand) == true || InText(WithAllFixesBut(bugs, hand)) == true);
    }

    private static Release WithAllFixesBut(ImmutableArray<Bug> bugs, Release hand) =>
        KnownBugs.All.Where(bug => bug.IsIn(hand) && !bugs.Contains(bug)).Aggregate(hand, (form, bug) => bug.Fix(form));

    // Null if the scenario is not for the kernel, or the search was cut short before it found anything.
    private bool? Violates(Release kernel)
    {
        if (!_subject.Scenario.RunsOn(kernel))
        {
            return null;
        }

        var verdict = Checker.Prove((_subject with { Release = kernel }).Program, _options);
        return verdict.Counterexamples.Any(found => found.Violation.Property == _property) ? true
            : verdict.Complete ? false
            : null;
    }

    // What the catalogue knows of a bug: that it breaks the property in this scenario, on the release that the kernel
    // is or is made from or on another one; or in another scenario; or only other properties. Of several whose fixes
    // end the violation it is the best known one.
    private enum Knowledge
    {
        Named,
        Here,
        Elsewhere,
        OfOtherProperties,
    }
}
