using System.Text.Json.Nodes;
using System.Xml.Linq;
using PgmapCheck.Reports;
using PgmapCheck.Reports.Formats;
using PgmapCheck.Reports.Formats.Sarif;
using PgmapCheck.Results;
using PgmapCheck.Tests.Programs;
using PgmapCheck.Tests.Reports.Formats.Sarif;

namespace PgmapCheck.Tests.Reports;

/// <summary>Every way in which a case ends, in every format: what is not proved never looks like a pass.</summary>
public sealed class OutcomeTests
{
    private static readonly Dictionary<string, CaseReport> s_cases = new()
    {
        ["proved"] = SampleRun.Check("locked-update"),
        ["expected violation"] = Expecting("lost-update", "both increments count"),
        ["known violation"] = Known(SampleRun.Check("put-vs-wait")),
        ["violated"] = SampleRun.Check("lost-update"),
        ["expectation not met"] = Expecting("locked-update", "both increments count"),
        ["expectation not met: other"] = Expecting("lost-update", "another property"),
        ["expectation not met: clean"] = Expecting("lost-update"),
        ["never reached"] = SampleRun.Check("never-contended"),
        ["incomplete"] = SampleRun.Check("large", 5),
        ["error"] = SampleRun.Check("throws"),
    };

    // What the format says of what is no pass; the last of them of a case that was not begun.
    private static readonly Dictionary<string, Func<string, bool>> s_isPass = new()
    {
        ["junit"] = static text =>
            XDocument.Parse(text).Descendants("testcase").Single().Elements().All(e => e.Name == "system-out"),
        ["json"] = static text =>
            (string?)JsonNode.Parse(text)!["cases"]!.AsArray().SingleOrDefault()?["verdict"] == "proved",
        ["sarif"] = static text =>
            JsonNode.Parse(text)!["runs"]![0]! is var run
            && run["results"]!.AsArray().Count == 0
            && (bool)run["invocations"]![0]!["executionSuccessful"]!,
        ["markdown"] = static text => text.Contains("| proved |", StringComparison.Ordinal),
        ["html"] = static text => text.Contains("<td class=\"good\">proved", StringComparison.Ordinal),
        ["github"] = static text => text.Length == 0,
    };

    public static IEnumerable<object[]> FormatsAndOutcomes =>
        from format in s_isPass.Keys
        from outcome in s_cases.Keys.Append("not begun")
        select new object[] { format, outcome };

    [Fact]
    public void Every_outcome_and_every_format_with_verdicts_is_there()
    {
        Assert.Equal(
            Enum.GetValues<Outcome>().Select(outcome => outcome.Word()).Order(),
            s_cases.Keys.Select(name => name.Split(':')[0]).Distinct().Order()
        );
        // litmus has counterexamples alone: nobody takes one for a verdict
        Assert.Equal(
            ReportFormats.OfRuns.Select(format => format.Name).Except(["litmus", "mail"]).Order(),
            s_isPass.Keys.Order()
        );
        Assert.All(s_cases, one => Assert.Equal(one.Key.Split(':')[0], one.Value.Outcome.Word()));
    }

    [Theory]
    [MemberData(nameof(FormatsAndOutcomes))]
    public void Only_what_is_proved_looks_like_a_pass(string format, string outcome)
    {
        var text = ReportFormats.OfRuns.Single(one => one.Name == format).Write(Run(outcome));

        Assert.Equal(outcome == "proved", s_isPass[format](text));
    }

    [Theory]
    [InlineData("proved", 0, "all held")]
    [InlineData("expected violation", 0, "all as expected")]
    [InlineData("known violation", 0, "nothing new: 1 case with known violations only")]
    [InlineData("violated", 2, "a property was violated")]
    [InlineData("expectation not met", 2, "an expectation was not met")]
    [InlineData("never reached", 6, "a case that should be reached never was")]
    [InlineData("incomplete", 4, "incomplete, nothing violated so far")]
    [InlineData("error", 3, "internal error")]
    public void The_last_line_says_what_it_is(string outcome, int exit, string word)
    {
        var run = Run(outcome);

        Assert.Equal((exit, word), ((int)run.ExitCode, run.ExitWord));
    }

    [Fact]
    public void An_expectation_that_is_not_met_is_a_failure_of_its_own()
    {
        var failure = XDocument
            .Parse(new JUnitFormat().Write(Run("expectation not met")))
            .Descendants("failure")
            .Single();

        Assert.Equal("expectation", (string)failure.Attribute("type")!);
        Assert.Equal("expected to violate: both increments count", (string)failure.Attribute("message")!);
        Assert.Contains(
            "::error title=v0.1/locked-update%3A expectation not met::expected to violate",
            new GitHubFormat().Write(Run("expectation not met")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_known_is_told_from_what_is_new()
    {
        var both = Run("known violation") with { Cases = [s_cases["known violation"], s_cases["violated"]] };
        var results = JsonNode.Parse(new SarifFormat().Write(both))!["runs"]![0]!["results"]!;

        Assert.Equal(["unchanged", "new"], results.AsArray().Select(result => (string)result!["baselineState"]!));
        Assert.Contains(
            "known violation%3A every waiter is woken",
            new GitHubFormat().Write(both),
            StringComparison.OrdinalIgnoreCase
        );
        Assert.Empty(SarifShape.Errors(JsonNode.Parse(new SarifFormat().Write(both))!));
        Assert.Empty(SarifShape.Errors(JsonNode.Parse(new SarifFormat().Write(Run("expected violation")))!));
    }

    private static RunReport Run(string outcome) =>
        SampleRun.Proof with
        {
            Cases = outcome == "not begun" ? [] : [s_cases[outcome]],
            NotBegun = outcome == "not begun" ? [TinyKernel.Case("locked-update")] : [],
            ExitCode = outcome == "not begun" ? ExitCode.Incomplete : s_cases[outcome].ExitCode,
            Baseline = outcome == "known violation" ? new Baseline(true, []) : Baseline.None,
        };

    private static CaseReport Expecting(string scenario, params string[] properties) =>
        SampleRun.Check(TinyKernel.Case(scenario) with { Expects = [.. properties] }, long.MaxValue);

    private static CaseReport Known(CaseReport entry) =>
        entry with
        {
            Races = [.. entry.Races.Select(race => race with { IsKnown = true })],
        };
}
