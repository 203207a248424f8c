using System.Collections.Immutable;
using PgmapCheck.Reports.Races;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>A violation, and the execution that shows it.</summary>
internal sealed record JsonCounterexample
{
    public required string Property { get; init; }

    /// <summary>The kind of property, by the name that trace files use.</summary>
    public required string Kind { get; init; }

    public required string Headline { get; init; }

    public required string Explanation { get; init; }

    public required int StepCount { get; init; }

    public required int Preemptions { get; init; }

    /// <summary>True if no shorter execution violates the property; false if that is not known.</summary>
    public required bool Shortest { get; init; }

    /// <summary>The step from which on nothing avoids the violation: 0 for the start, null if that is not
    /// known.</summary>
    public required int? DecidedAtStep { get; init; }

    /// <summary>The first of the steps that are repeated for ever; null for an execution that ends.</summary>
    public required int? LoopsFromStep { get; init; }

    /// <summary>As in a trace file.</summary>
    public required string Schedule { get; init; }

    /// <summary>The trace file; null if none was written.</summary>
    public required string? Trace { get; init; }

    public required JsonBug? KnownBug { get; init; }

    public required ImmutableArray<JsonFiber> Fibers { get; init; }

    public required ImmutableArray<JsonStep> Steps { get; init; }

    public static JsonCounterexample Of(Race race) =>
        new()
        {
            Property = race.Violation.Property,
            Kind = race.Violation.Kind.ToString(),
            Headline = race.Headline,
            Explanation = race.Violation.Explanation,
            StepCount = race.Trace.Steps.Length,
            Preemptions = race.Preemptions,
            Shortest = race.IsShortest == true,
            DecidedAtStep = race.Decided?.Step,
            LoopsFromStep = race.FirstOfLoop,
            Schedule = race.Trace.Schedule.ToString(),
            Trace = race.TracePath,
            KnownBug = race.KnownBug is { } bug ? JsonBug.Of(bug) : null,
            Fibers = [.. race.Trace.Fibers.Select(JsonFiber.Of)],
            Steps = [.. race.Trace.Steps.Select(JsonStep.Of)],
        };
}
