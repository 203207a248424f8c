using System.Globalization;
using System.Xml;
using Interleave.Search;
using PgmapCheck.Cases;
using PgmapCheck.Reports.Races;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.Formats;

/// <summary>A case as a JUnit test.</summary>
/// <remarks>
/// What is not proved never passes: a case that is incomplete, or that an interrupt left out, is an error. A violation
/// that is expected or known is skipped, as other tools write a failure that is expected: CI systems are content with
/// it, as they should be, and show it as what it is.
/// </remarks>
internal static class JUnitCase
{
    public static void Write(XmlWriter xml, CaseReport entry)
    {
        var (result, verdict) = (entry.Result, entry.Result.Verdict);
        Begin(xml, result.Case, verdict?.Elapsed ?? TimeSpan.Zero);
        switch (entry.Outcome)
        {
            case Outcome.Violated:
                foreach (var race in entry.News)
                {
                    WriteProblem(xml, "failure", race.Violation.Property, race.Headline, Diagram(race));
                }

                break;
            case Outcome.ExpectationNotMet:
                WriteProblem(
                    xml,
                    "failure",
                    "expectation",
                    result.Surprise!,
                    string.Concat(entry.Races.Select(Diagram))
                );
                break;
            case Outcome.ExpectedViolation or Outcome.KnownViolation:
                WriteProblem(xml, "skipped", entry.Outcome.Word(), $"{entry.Outcome.Word()}: {Headlines(entry)}", "");
                break;
            case Outcome.NeverReached:
                foreach (var property in verdict!.NeverReached)
                {
                    WriteProblem(xml, "failure", "vacuous", $"never reached: {property}", "");
                }

                break;
            case Outcome.Incomplete:
                WriteProblem(xml, "error", "incomplete", $"incomplete: {verdict!.Incomplete}", "");
                break;
            case Outcome.Error:
                // Not its stack trace, which would hold the paths of the machine that it was built on.
                WriteProblem(xml, "error", result.ErrorType!, result.ErrorLine!, "");
                break;
        }

        if (verdict is not null)
        {
            xml.WriteStartElement("system-out");
            xml.WriteText(Figures(entry, verdict));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    public static void WriteNotBegun(XmlWriter xml, Case @case, string why)
    {
        Begin(xml, @case, TimeSpan.Zero);
        WriteProblem(xml, "error", "incomplete", $"not begun: {why}", "");
        xml.WriteEndElement();
    }

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    private static void Begin(XmlWriter xml, Case @case, TimeSpan time)
    {
        xml.WriteStartElement("testcase");
        xml.WriteText("classname", @case.Kernel);
        xml.WriteText("name", @case.Scenario);
        xml.WriteText("time", Seconds(time));
    }

    private static void WriteProblem(XmlWriter xml, string element, string type, string message, string text)
    {
        xml.WriteStartElement(element);
        xml.WriteText("type", type);
        xml.WriteText("message", message);
        xml.WriteText(text);
        xml.WriteEndElement();
    }

    private static string Headlines(CaseReport entry) => string.Join("; ", entry.Races.Select(race => race.Headline));

    private static string Diagram(Race race) =>
        "\n" + string.Concat(RaceDiagram.Draw(race).Select(line => line + "\n"));

    private static string Figures(CaseReport entry, Verdict verdict) =>
        $"{entry.Outcome.Word()}; {verdict.Strategy}: {Quantity.Of(verdict.States, "state")}, "
        + $"{Quantity.Of(verdict.Transitions, "transition")}, depth {verdict.Depth:N0}; "
        + (entry.NoNews.Any() ? $"no news: {string.Join("; ", entry.NoNews.Select(race => race.Headline))}; " : "")
        + (verdict.Complete ? "complete" : $"incomplete: {verdict.Incomplete}")
        + (TerminationText.Of(verdict) is { } termination ? $"; {termination}" : "");
}
