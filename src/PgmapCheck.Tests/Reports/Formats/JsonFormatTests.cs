using System.Text.Json;
using Interleave.Schedules;
using Interleave.Traces;
using PgmapCheck.Cases;
using PgmapCheck.Reports.Formats.Json;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Reports.Formats;

public sealed class JsonFormatTests
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    [Fact]
    public void It_can_be_read_back()
    {
        var report = JsonSerializer.Deserialize<JsonReport>(new JsonFormat().Write(SampleRun.Report), s_options)!;

        Assert.Equal(1, report.Version);
        Assert.False(report.Complete);
        Assert.Equal((3, "internal error"), (report.ExitCode, report.ExitWord));
        Assert.Equal(
            ["proved", "violated", "violated", "never reached", "incomplete", "error"],
            report.Cases.Select(entry => entry.Verdict)
        );
        Assert.Equal("v0.2/locked-update", Assert.Single(report.NotBegun));
        Assert.True(
            JsonSerializer.Deserialize<JsonReport>(new JsonFormat().Write(SampleRun.Proof), s_options)!.Complete
        );
    }

    [Fact]
    public void A_counterexample_can_be_replayed_from_it()
    {
        var found = JsonReport
            .Of(SampleRun.Report)
            .Cases.Single(entry => entry.Scenario == "put-vs-wait")
            .Counterexamples.Single();

        var trace = Replayer.Replay(TinyKernel.Case("put-vs-wait").Program, Schedule.Parse(found.Schedule));

        Assert.Equal(found.Property, trace.Violation!.Property);
        Assert.Equal(found.StepCount, found.Steps.Length);
        Assert.Equal(trace.Steps.Select(step => step.Describe()), found.Steps.Select(step => step.Text));
        Assert.Equal(("blocked", "schedule()"), (found.Fibers[0].End, found.Fibers[0].Next));
        Assert.Equal("LOST-WAKEUP", found.KnownBug!.Id);
    }

    [Fact]
    public void Every_field_is_documented()
    {
        var docs = File.ReadAllText(Golden.InSource("../../docs/reports.md"));
        var fields = new[]
        {
            typeof(JsonReport),
            typeof(JsonSearch),
            typeof(JsonCase),
            typeof(JsonHarness),
            typeof(JsonCounterexample),
            typeof(JsonBug),
            typeof(JsonFiber),
            typeof(JsonStep),
            typeof(JsonHistory),
            typeof(JsonKernel),
            typeof(JsonScenario),
            typeof(JsonHistoryCell),
            typeof(JsonHistoryViolation),
            typeof(JsonHistoryBug),
            typeof(JsonBugSpan),
            typeof(JsonCoverage),
            typeof(JsonCaseCoverage),
            typeof(JsonBranchPoint),
            typeof(JsonBranch),
            typeof(JsonTermination),
            typeof(KernelFunction),
            typeof(Interleave.Properties.WakeUp),
        }
            .SelectMany(type => type.GetProperties())
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));

        Assert.All(fields, field => Assert.Contains($"`{field}`", docs, StringComparison.Ordinal));
    }
}
