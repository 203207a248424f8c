using PgmapCheck.Reports.Races;
using static PgmapCheck.Reports.Html.HtmlNode;

namespace PgmapCheck.Reports.Html;

/// <summary>
/// A counterexample: what it is, its timeline, the functions in it, and its diagram. All of it is there without a
/// script.
/// </summary>
internal static class RaceSection
{
    public static HtmlNode Of(Race race, RaceAnchor anchor) =>
        Classed(
                "section",
                "card race",
                Element("h2", race.Headline).With("id", $"{anchor.Id}/title").With("tabindex", "-1"),
                Facts(race),
                About(race),
                Classed("div", "stage", RaceTimeline.Of(race, anchor), Classed("div", "side")),
                Functions(race),
                Diagram(race)
            )
            .With("id", anchor.Id)
            .With("aria-labelledby", $"{anchor.Id}/title");

    private static HtmlNode Facts(Race race) =>
        Classed(
            "p",
            "facts",
            Element("code", race.Kernel),
            Element("code", race.Scenario),
            Element("span", Quantity.Of(race.Trace.Steps.Length, "step")),
            Element("span", Quantity.Of(race.Failing.Preemptions, "preemption")),
            race.IsShortest switch
            {
                true => Element("span", "shortest"),
                false => Element("span", "not known to be shortest"),
                null => None,
            }
        );

    private static HtmlNode About(Race race) =>
        Classed(
            "dl",
            "about",
            Entry("Violated", race.Violation.Property),
            Entry("In this run", race.Violation.Explanation),
            Entry("Decided", DecisionOf(race)),
            Entry("Known as", KnownBug(race)),
            race.ReplayCommand is { IsEmpty: false } words
                ? Entry("Replay", Classed("code", "copied", string.Join(' ', words)))
                : None
        );

    private static HtmlNode Entry(string name, HtmlNode text) =>
        Element("div", Element("dt", name), Element("dd", text));

    private static string DecisionOf(Race race) =>
        race.Decided switch
        {
            null when race.Failing.FirstOfLoop is { } first =>
                $"not at all: from step {first} on it goes round for ever",
            null => "not known: too many states to look at",
            { Step: 0, MayRunForEver: true } => "from the start: every schedule that ends violates this",
            { Step: 0 } => "from the start: every schedule violates this",
            { MayRunForEver: true } point =>
                $"at step {point.Step}: from there on every schedule that ends violates this",
            var point => $"at step {point.Step}: from there on no schedule avoids this",
        };

    private static HtmlNode KnownBug(Race race) =>
        race.KnownBug is not { } bug
            ? "not in the catalogue"
            : Group(
                Element("strong", bug.Id),
                $": {bug.Title}",
                bug.IntroducedBy is null ? None : Group("; introduced by ", Commit.Of(bug.IntroducedBy, null, "")),
                bug.FixedBy is null
                    ? "; no fix known"
                    : Group("; fixed by ", Commit.Of(bug.FixedBy, bug.FixSubject, ""))
            );

    private static HtmlNode Functions(Race race)
    {
        var calls = race
            .Trace.Steps.SelectMany(step => step.Stack)
            .Concat(race.Trace.Fibers.SelectMany(fiber => fiber.Stack))
            .Where(call => call.Name is not null)
            .DistinctBy(call => call.Method)
            .ToArray();
        return calls.Length == 0
            ? None
            : Element(
                "details",
                Element("summary", $"Kernel functions ({calls.Length})"),
                Classed(
                    "ul",
                    "functions",
                    [
                        .. calls.Select(call =>
                            Element(
                                "li",
                                Element("code", $"{call.Name}()"),
                                Origin(KernelOrigin.FileOf(call, race.Kernel))
                            )
                        ),
                    ]
                )
            );
    }

    private static HtmlNode Origin(string? file) => file is null ? None : Classed("span", "quiet", $" {file}");

    private static HtmlNode Diagram(Race race) =>
        Element(
            "details",
            Element("summary", "As text, for a mail"),
            Classed("pre", "copied", string.Join('\n', RaceDiagram.Draw(race))).With("tabindex", "0")
        );
}
