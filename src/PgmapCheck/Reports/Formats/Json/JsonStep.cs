using System.Collections.Immutable;
using Interleave.Traces;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>One atomic step.</summary>
internal sealed record JsonStep
{
    /// <summary>Index into the counterexample's fibers.</summary>
    public required int Fiber { get; init; }

    /// <summary>The functions it is in, outermost first.</summary>
    public required ImmutableArray<string> Stack { get; init; }

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
            Text = step.Describe(),
            Kind = step.Kind.ToString(),
            Cell = step.Cell?.Name,
            Before = step.Cell?.Format(step.Before),
            After = step.Cell?.Format(step.After),
        };
}
