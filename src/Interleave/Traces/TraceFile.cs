using System.Collections.Immutable;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Traces;

/// <summary>
/// A failing schedule as text that is kept, reviewed and replayed. The header is what a replay needs; the step lines
/// are for people, and tell a replay exactly where the program has changed.
/// </summary>
/// <param name="Tool">What wrote it, with its version.</param>
/// <param name="Case">The program's name.</param>
/// <param name="Kind">The kind of property violated.</param>
/// <param name="Property">Its name.</param>
/// <param name="Schedule">The decisions.</param>
/// <param name="Steps">One line for each step.</param>
public sealed record TraceFile(
    string Tool,
    string Case,
    ViolationKind Kind,
    string Property,
    Schedule Schedule,
    ImmutableArray<string> Steps
)
{
    private const string FirstLine = "interleave trace 1";
    private static readonly string[] s_fields = ["tool", "case", "kind", "property", "schedule"];

    /// <summary>The file for a trace that ends in a violation.</summary>
    public static TraceFile Of(Trace trace, string tool)
    {
        ArgumentNullException.ThrowIfNull(trace.Violation);
        return new TraceFile(
            tool,
            trace.Program,
            trace.Violation.Kind,
            trace.Violation.Property,
            trace.Schedule,
            StepLines(trace)
        );
    }

    /// <summary>Parses a trace file's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Named in errors.</param>
    /// <exception cref="FormatException">The message names the file, the line and what was expected.</exception>
    public static TraceFile Parse(string text, string path)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (lines[0] != FirstLine)
        {
            throw new FormatException($"{path}:1: expected '{FirstLine}', found '{Shorten(lines[0])}'");
        }

        var values = s_fields.Select((field, i) => Field(lines, i + 1, field, path)).ToArray();
        if (
            !Enum.TryParse<ViolationKind>(values[2], out var kind)
            || !Enum.IsDefined(kind)
            || kind.ToString() != values[2]
        )
        {
            throw new FormatException(
                $"{path}:4: expected one of {string.Join(", ", Enum.GetNames<ViolationKind>())}, found '{Shorten(values[2])}'"
            );
        }

        Schedule schedule;
        try
        {
            schedule = Schedule.Parse(values[4]);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{path}:6: {e.Message}", e);
        }

        var first = s_fields.Length + 1;
        if (lines.Length - first != schedule.Steps.Length)
        {
            throw new FormatException(
                $"{path}:{lines.Length}: expected {schedule.Steps.Length} step lines as the schedule has, "
                    + $"found {lines.Length - first}"
            );
        }

        return new TraceFile(
            values[0],
            values[1],
            kind,
            values[3],
            schedule,
            [.. lines[first..].Select(line => line.Trim())]
        );
    }

    /// <summary>Replays the file and compares every step.</summary>
    /// <exception cref="ScheduleDivergedException">The program has changed; says at which step and how.</exception>
    public Trace Replay(ConcurrentProgram program)
    {
        var trace = Replayer.Replay(program, Schedule);
        var lines = StepLines(trace);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] != Steps[i])
            {
                throw new ScheduleDivergedException(i + 1, $"recorded '{Steps[i]}', now '{lines[i]}'");
            }
        }

        if (trace.Violation is not { } violation || (violation.Kind, violation.Property) != (Kind, Property))
        {
            throw new ScheduleDivergedException(
                Math.Max(1, lines.Length),
                trace.Violation is null
                    ? $"'{Property}' is not violated any more"
                    : $"violates '{trace.Violation.Property}' and not '{Property}'"
            );
        }

        return trace;
    }

    /// <summary>The file's text.</summary>
    public override string ToString() =>
        string.Concat(
            (
                (IEnumerable<string>)
                    [
                        FirstLine,
                        $"tool: {Tool}",
                        $"case: {Case}",
                        $"kind: {Kind}",
                        $"property: {Property}",
                        $"schedule: {Schedule}",
                        .. Steps.Select(step => "  " + step),
                    ]
            ).Select(line => line + "\n")
        );

    private static ImmutableArray<string> StepLines(Trace trace) =>
        [.. trace.Steps.Select(step => $"{trace.Fibers[step.Fiber].Name} | {Innermost(step)} | {step.Describe()}")];

    private static string Innermost(TraceStep step) =>
        step.Stack.LastOrDefault(call => call.Name is not null)?.Name ?? "-";

    private static string Field(string[] lines, int index, string field, string path) =>
        // An empty value is followed by no space once an editor has been at the file.
        index < lines.Length
        && (lines[index] + " ").StartsWith(field + ": ", StringComparison.Ordinal)
            ? lines[index][(field.Length + 1)..].Trim()
            : throw new FormatException(
                $"{path}:{index + 1}: expected '{field}: ...', found '{(index < lines.Length ? Shorten(lines[index]) : "end of file")}'"
            );

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
