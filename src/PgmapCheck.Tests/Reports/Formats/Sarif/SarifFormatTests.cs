using System.Text.Json.Nodes;
using Interleave.Traces;
using PgmapCheck.Reports;
using PgmapCheck.Reports.Formats.Sarif;
using PgmapCheck.Reports.Races;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Reports.Formats.Sarif;

/// <summary>What SARIF 2.1.0 asks of a file; the sections are the standard's. Of the schema there is what reports
/// use.</summary>
public sealed class SarifFormatTests
{
    [Fact]
    public void A_file_has_what_the_standard_requires()
    {
        var log = JsonNode.Parse(new SarifFormat().Write(SampleRun.Report))!;
        Assert.Equal("2.1.0", (string)log["version"]!); // 3.13.2
        var run = Assert.Single(log["runs"]!.AsArray())!; // 3.13.4
        var driver = run["tool"]!["driver"]!;
        Assert.Equal("pgmapcheck", (string)driver["name"]!); // 3.19.8
        var rules = driver["rules"]!.AsArray().Select(rule => (string)rule!["id"]!).ToArray(); // 3.49.3
        Assert.Equal(rules.Distinct(), rules);
        var invocation = run["invocations"]!.AsArray().Single()!;
        Assert.False((bool)invocation["executionSuccessful"]!); // 3.20.14
        Assert.All(
            invocation["toolExecutionNotifications"]!.AsArray(),
            notification => Assert.NotEmpty((string)notification!["message"]!["text"]!)
        ); // 3.58.5
        Assert.All(
            run["results"]!.AsArray(),
            result =>
            {
                Assert.Equal((string)result!["ruleId"]!, rules[(int)result["ruleIndex"]!]); // 3.27.5, 3.27.6
                Assert.NotEmpty((string)result["message"]!["text"]!); // 3.27.11
                Assert.Contains((string)result["level"]!, (string[])["error", "warning"]); // 3.27.10
            }
        );
        Assert.Equal(2, run["results"]!.AsArray().Count(result => (string)result!["level"]! == "error"));
    }

    [Fact]
    public void A_file_has_the_shape_that_the_schema_asks_for()
    {
        foreach (
            var report in (RunReport[])
                [SampleRun.Report, SampleLivelock.Report, SampleRun.Proof, SampleRun.Violating("a", "b", null)]
        )
        {
            Assert.Empty(SarifShape.Errors(JsonNode.Parse(new SarifFormat().Write(report))!));
        }
    }

    [Theory]
    [InlineData("\"text\":", "\"txt\":", "$.runs[0].tool.driver.rules[0].shortDescription: no text")]
    [InlineData(
        "\"level\": \"error\"",
        "\"level\": \"bad\"",
        "$.runs[0].results[0].level: not none|note|warning|error"
    )]
    [InlineData(
        "\"startLine\": ",
        "\"startLine\": -",
        "$.runs[0].results[0].locations[0].physicalLocation.region.startLine: no int1"
    )]
    [InlineData("\"2.1.0\"", "2.1", "$.version: not 2.1.0")]
    public void Another_shape_is_seen(string text, string other, string error)
    {
        var log = new SarifFormat().Write(SampleRun.Violating("a", "b")).Replace(text, other, StringComparison.Ordinal);

        Assert.Contains(error, SarifShape.Errors(JsonNode.Parse(log)!));
    }

    [Fact]
    public void Each_cpu_has_its_thread_flow_and_together_they_are_the_execution()
    {
        var race = RaceIn(SampleRun.Report, "put-vs-wait");

        var threads = SarifCodeFlow.Of(race)["threadFlows"]!.AsArray();

        Assert.Equal(
            ["CPU 0 (truncate)", "CPU 1 (direct I/O completion)"],
            threads.Select(thread => (string)thread!["message"]!["text"]!)
        );
        Assert.All(threads, thread => Assert.NotEmpty(thread!["locations"]!.AsArray())); // 3.37.6
        var steps = threads
            .SelectMany(thread => thread!["locations"]!.AsArray())
            .OrderBy(step => (int)step!["executionOrder"]!) // 3.38.11
            .Select(step => (string)step!["location"]!["message"]!["text"]!);
        Assert.Equal([.. race.Trace.Steps.Select(step => step.Describe()), "waits: schedule()"], steps);
        Assert.Single(
            threads.SelectMany(thread => thread!["locations"]!.AsArray()),
            step => (string)step!["importance"]! == "essential"
        ); // 3.38.13
    }

    [Fact]
    public void A_loop_says_where_it_begins()
    {
        var log = JsonNode.Parse(new SarifFormat().Write(SampleRun.Looping))!;

        Assert.Equal(2, (int)log["runs"]![0]!["results"]![0]!["properties"]!["loopsFromStep"]!);
    }

    [Fact]
    public void A_step_is_where_the_trace_file_has_it()
    {
        var race = RaceIn(SampleRun.Report, "lost-update");
        var lines = TraceFile.Of(race.Trace, "").ToString().Split('\n');

        Assert.All(
            race.Trace.Steps,
            step =>
            {
                var place = SarifLocation.Of(race, step.Number, step.Stack)["physicalLocation"]!;
                var line = lines[(int)place["region"]!["startLine"]! - 1];
                Assert.EndsWith($"| inc | {step.Describe()}", line, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void A_use_after_free_shows_no_value()
    {
        var race = SampleRun.Check("use-after-free").Races.Single();
        var steps = SarifCodeFlow.Of(race)["threadFlows"]!
            .AsArray()
            .SelectMany(thread => thread!["locations"]!.AsArray());

        Assert.Contains("uses page->pgmap", steps.Select(step => (string)step!["location"]!["message"]!["text"]!));
    }

    [Theory]
    [InlineData("traces/v4.18+fixes/a b.trace", "traces/v4.18%2Bfixes/a%20b.trace")]
    [InlineData("./traces/a.trace", "traces/a.trace")]
    [InlineData("/srv/traces/a.trace", "file:///srv/traces/a.trace")]
    public void Paths_are_relative_where_they_can_be(string path, string uri)
    {
        var race = RaceIn(SampleRun.Report, "lost-update") with { TracePath = path };

        Assert.Equal(uri, (string)SarifLocation.Of(race)["physicalLocation"]!["artifactLocation"]!["uri"]!);
    }

    [Fact]
    public void Without_a_trace_file_only_the_function_is_named()
    {
        var place = SarifLocation.Of(RaceIn(SampleRun.Report, "lost-update") with { TracePath = null });

        Assert.Null(place["physicalLocation"]);
        Assert.Equal("inc", (string)place["logicalLocations"]![0]!["name"]!);
    }

    [Theory]
    [InlineData("an idle page wakes its waiters", "an-idle-page-wakes-its-waiters")]
    [InlineData("page_free is called once, or never!", "page_free-is-called-once-or-never")]
    [InlineData("!?", "property")]
    public void A_rule_is_called_as_its_property(string property, string id) =>
        Assert.Equal(id, SarifFormat.RuleId(property));

    [Fact]
    public void Braces_are_doubled() => Assert.Equal("{{0}}", (string)SarifFormat.Message("{0}")["text"]!);

    private static Race RaceIn(RunReport report, string scenario) =>
        report.Cases.Single(entry => entry.Result.Case.Scenario == scenario).Races.Single();
}
