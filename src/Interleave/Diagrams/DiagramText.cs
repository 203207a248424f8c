using Interleave.Memory;
using Interleave.Traces;

namespace Interleave.Diagrams;

/// <summary>What stands above and below the columns of a diagram.</summary>
internal static class DiagramText
{
    /// <summary>The longest line, so that a diagram survives being quoted in a mail.</summary>
    public const int MaxWidth = 75;

    private const int MaxInitial = 8;

    /// <summary>How long the execution is: <c>5 steps, 1 preemption, shortest</c>.</summary>
    /// <param name="race">The execution.</param>
    /// <param name="isShortest">Whether a shorter one is known not to exist; null if nothing is known.</param>
    public static string Size(FailingTrace race, bool? isShortest) =>
        $"{Quantity.Of(race.Trace.Steps.Length, "step")}, {Quantity.Of(race.Preemptions, "preemption")}"
        + isShortest switch
        {
            true => ", shortest",
            false => ", not known to be shortest",
            null => "",
        };

    /// <summary>
    /// What memory holds at first: only what changes on the way, and of that what more than one fiber touches, if
    /// anything is.
    /// </summary>
    public static string? Initially(Trace trace)
    {
        var changed = trace
            .Initial.Where(entry => !entry.Cell.IsDetail && trace.Steps.Any(step => Changes(step, entry.Cell)))
            .ToArray();
        var shared = changed
            .Where(entry =>
                trace
                    .Steps.Where(step => step.Cell == entry.Cell)
                    .Select(step => step.Fiber)
                    .Concat(
                        Enumerable
                            .Range(0, trace.Fibers.Length)
                            .Where(fiber => trace.Fibers[fiber].NextCell == entry.Cell)
                    )
                    .Distinct()
                    .Count() > 1
            )
            .ToArray();
        var cells = shared.Length > 0 ? shared : changed;
        return cells.Length == 0
            ? null
            : "initially: "
                + string.Join(
                    "; ",
                    cells.Take(MaxInitial).Select(entry => $"{entry.Cell.Name} is {entry.Cell.Format(entry.Value)}")
                )
                + (cells.Length > MaxInitial ? "; ..." : "");
    }

    /// <summary>What the mark in the columns stands for; empty if it is not known where the violation is
    /// decided.</summary>
    public static string Decision(FailingTrace race)
    {
        if (race.Decided is not { } decided)
        {
            return "";
        }

        var (what, always) = decided.MayRunForEver
            ? ("every schedule that ends violates this", "every schedule that ends violates this, from the start")
            : ("no schedule avoids this", "no schedule avoids this, from the start");
        return decided.Step == 0 ? always : $"{DiagramRow.Mark} from here on {what}";
    }

    /// <summary>Lines of a text, indented; none of an empty one.</summary>
    public static IEnumerable<string> Paragraph(string text, int indent, int width = MaxWidth) =>
        text.Length == 0 ? [] : TextWrap.Wrap(text, width - indent, 2).Select(line => new string(' ', indent) + line);

    // That a lock is free at first goes without saying.
    private static bool Changes(TraceStep step, Cell cell) =>
        step.Cell == cell
        && step.Before != step.After
        && step.Kind
            is not (
                OperationKind.Acquire
                or OperationKind.Release
                or OperationKind.TryAcquire
                or OperationKind.AcquireShared
                or OperationKind.ReleaseShared
            );
}
