using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Schedules;

namespace Interleave.Traces;

/// <summary>
/// A schedule as Microsoft.Coyote keeps it, of a program that ran under it by <c>Interleave.Coyote</c>. It is read
/// without that package.
/// </summary>
/// <remarks>
/// Operation 0 is the test, operation n the fiber n - 1. A fiber reaches a scheduling point before each step and takes
/// the step when it runs again, unless the step is blocked; then it pauses. The test itself pauses until all is over,
/// and whoever runs after that only ends: a daemon that was blocked takes no step any more.
/// </remarks>
internal sealed partial class CoyoteTrace
{
    private readonly string _path;
    private readonly ImmutableArray<Decision> _decisions;

    private CoyoteTrace(string path, ImmutableArray<Decision> decisions) => (_path, _decisions) = (path, decisions);

    /// <summary>True if a file's text looks like one.</summary>
    public static bool IsOne(string text) => text.AsSpan().TrimStart().StartsWith("{");

    /// <summary>Reads a trace file's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Named in errors.</param>
    /// <exception cref="FormatException">The message names the file, the line or step, and what was
    /// expected.</exception>
    public static CoyoteTrace Parse(string text, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return
                document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("Steps", out var steps)
                && steps.ValueKind == JsonValueKind.Array
                ? new CoyoteTrace(path, [.. steps.EnumerateArray().Select((step, i) => Read(step, path, i + 1))])
                : throw new FormatException($"{path}: expected a trace of Coyote's, with a list of \"Steps\"");
        }
        catch (JsonException e)
        {
            throw new FormatException(
                $"{path}:{e.LineNumber + 1}: expected a trace of Coyote's, and this is no JSON",
                e
            );
        }
    }

    /// <summary>The schedule of a program that the trace is of: it ends with the trace or with what it
    /// violates.</summary>
    /// <exception cref="FormatException">The program has no such fibers or choices.</exception>
    public Schedule ScheduleOf(ConcurrentProgram program)
    {
        var execution = new SequentialExecution(program.Boot(), symmetric: false);
        var steps = ImmutableArray.CreateBuilder<ScheduledStep>();
        var announced = new HashSet<int>();
        var testWaits = false;
        for (var i = 0; i < _decisions.Length; i++)
        {
            var decision = _decisions[i];
            testWaits |= decision is { Operation: 0, Point: "Pause" };
            if (decision.Point == "Interleave")
            {
                announced.Add(decision.Operation);
            }

            if (decision.Next is not { } next)
            {
                continue;
            }

            if (next == 0 && testWaits)
            {
                break;
            }

            if (next > execution.FiberCount)
            {
                throw new FormatException(
                    $"{_path}: step {i + 1}: {program.Name} has no fiber {next - 1}, only {execution.FiberCount}"
                );
            }

            if (!announced.Contains(next) || !execution.IsEnabled(next - 1))
            {
                continue;
            }

            var step = new ScheduledStep(next - 1, ChoiceAfter(i));
            if (step.Choice >= execution.Choices(step.Fiber))
            {
                throw new FormatException($"{_path}: step {i + 1}: {program.Name} has no choice {step.Choice} there");
            }

            steps.Add(step);
            if (execution.Step(step.Fiber, step.Choice, out _, out _) is not null)
            {
                break;
            }
        }

        return new Schedule(steps.ToImmutable());
    }

    // What the operation that runs next is told before it reaches its next scheduling point.
    private int ChoiceAfter(int index) =>
        index + 1 < _decisions.Length
        && _decisions[index + 1] is { Next: null } value
        && value.Operation == _decisions[index].Next
            ? value.Value
            : 0;

    private static Decision Read(JsonElement step, string path, int number)
    {
        var text = step.ValueKind == JsonValueKind.String ? step.GetString()! : step.ToString();
        var match = StepForm().Match(text);
        return
            match.Success
            && TryParse(match, "op", out var operation)
            && TryParse(match, "next", out var next)
            && TryParse(match, "value", out var value)
            ? new Decision(operation, match.Groups["point"].Value, match.Groups["next"].Success ? next : null, value)
            : throw new FormatException(
                $"{path}: step {number}: expected 'op(N:N),sp(POINT),next(N:N)' or 'op(N:N),int(N)', found '{text}'"
            );
    }

    // A group that is not there is 0.
    private static bool TryParse(Match match, string group, out int value)
    {
        value = 0;
        return !match.Groups[group].Success
            || int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    [GeneratedRegex(
        @"^op\((?<op>\d+):\d+\),(sp\((?<point>\w+)\),next\((?<next>\d+):\d+\)|int\((?<value>\d+)\)|bool\(\w+\))$"
    )]
    private static partial Regex StepForm();

    // One line of the trace: who reached which scheduling point and who runs next, or what an operation was told.
    private readonly record struct Decision(int Operation, string Point, int? Next, int Value);
}
