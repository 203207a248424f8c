using System.Collections.Immutable;
using Interleave.Traces;
using PgmapCheck.Cases;
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

    /// <summary>True if it is no news: known to the baseline of the run.</summary>
    public required bool Known { get; init; }

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
            Preemptions = race.Failing.Preemptions,
            Shortest = race.IsShortest == true,
            DecidedAtStep = race.Decided?.Step,
            LoopsFromStep = race.Failing.FirstOfLoop,
            Schedule = race.Trace.Schedule.ToString(),
            Trace = race.TracePath,
            KnownBug = race.KnownBug is { } bug ? JsonBug.Of(bug) : null,
            Known = race.IsKnown,
            Fibers = [.. race.Trace.Fibers.Select(JsonFiber.Of)],
            Steps = [.. race.Trace.Steps.Select(JsonStep.Of)],
        };
}

/// <summary>The catalogue's entry for a violation.</summary>
internal sealed record JsonBug(string Id, string Title, string? FixedBy, string? FixSubject)
{
    public static JsonBug Of(BugEntry bug) => new(bug.Id, bug.Title, bug.FixedBy, bug.FixSubject);
}

/// <summary>A CPU, and where it is at the end of an execution.</summary>
/// <param name="Name">What diagrams call it.</param>
/// <param name="End">returned, blocked, or runnable if it could have gone on.</param>
/// <param name="Next">What it would do next; null if it returned.</param>
internal sealed record JsonFiber(string Name, string End, string? Next)
{
    public static JsonFiber Of(FiberEnd end) =>
        new(
            end.Name,
            end.HasReturned ? "returned"
                : end.IsBlocked ? "blocked"
                : "runnable",
            end.HasReturned ? null : end.Next
        );
}

/// <summary>One atomic step.</summary>
internal sealed record JsonStep
{
    /// <summary>Index into the counterexample's fibers.</summary>
    public required int Fiber { get; init; }

    /// <summary>The functions it is in, outermost first.</summary>
    public required ImmutableArray<string> Stack { get; init; }

    /// <summary>Where it is in the kernel tree, <c>file:line</c>; null if that is not read from text.</summary>
    public required string? Place { get; init; }

    /// <summary>The step in words, as trace files have it.</summary>
    public required string Text { get; init; }

    /// <summary>What the step does to its cell: Load, Store, Add, Acquire, ...</summary>
    public required string Kind { get; init; }

    /// <summary>The word of memory that it touches; null if none.</summary>
    public required string? Cell { get; init; }

    public required string? Before { get; init; }

    public required string? After { get; init; }

    public static JsonStep Of(TraceStep step) =>
        new()
        {
            Fiber = step.Fiber,
            Stack = [.. step.Stack.Select(call => call.Name).OfType<string>()],
            Place = step.Stack.LastOrDefault(call => call.Place is not null)?.Place,
            Text = step.Describe(),
            Kind = step.Kind.ToString(),
            Cell = step.Cell?.Name,
            Before = step.Cell?.Format(step.Before),
            After = step.Cell?.Format(step.After),
        };
}
