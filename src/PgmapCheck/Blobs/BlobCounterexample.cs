using System.Text.Json.Serialization;
using Interleave;
using Interleave.Schedules;
using Interleave.Traces;
using Interleave.Violations;
using PgmapCheck.Cases;
using PgmapCheck.Results;

namespace PgmapCheck.Blobs;

/// <summary>A violation, or a place that has no meaning, and the schedule that leads there.</summary>
internal sealed record BlobCounterexample
{
    [JsonConverter(typeof(JsonStringEnumConverter<ViolationKind>))]
    public required ViolationKind Kind { get; init; }

    public required string Property { get; init; }

    public required string Explanation { get; init; }

    /// <summary>As in a trace file.</summary>
    public required string Schedule { get; init; }

    public required bool Shortest { get; init; }

    /// <summary>The execution that showed it first; 0 in an engine that does not count them.</summary>
    public required long Execution { get; init; }

    public static BlobCounterexample Of(Counterexample found) =>
        new()
        {
            Kind = found.Violation.Kind,
            Property = found.Violation.Property,
            Explanation = found.Violation.Explanation,
            Schedule = found.Schedule.ToString(),
            Shortest = found.IsShortest,
            Execution = found.Execution,
        };

    /// <summary>Replays it.</summary>
    /// <exception cref="InvalidOperationException">The replay does not show what the blob says.</exception>
    public Finding ToFinding(Case @case)
    {
        try
        {
            var schedule = Interleave.Schedules.Schedule.Parse(Schedule);
            Checker.Prepare(@case.Program, schedule.Memory);
            var trace = Replayer.Replay(@case.Program, schedule);
            if (trace.Violation is { } violation && (violation.Kind, violation.Property) == (Kind, Property))
            {
                var found = new Counterexample(new Violation(Kind, Property, Explanation), schedule, Shortest);
                return new Finding(found with { Execution = Execution }, trace);
            }
        }
        catch (Exception e) when (e is FormatException or ScheduleDivergedException)
        {
            throw NotShown(@case, e);
        }

        throw NotShown(@case, null);
    }

    private InvalidOperationException NotShown(Case @case, Exception? cause) =>
        new($"a replay of '{Schedule}' on {@case.Name} does not violate '{Property}'", cause);
}
