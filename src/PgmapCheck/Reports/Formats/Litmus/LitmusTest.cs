using System.Globalization;
using System.Text;
using Interleave.Memory;
using Interleave.Traces;
using Interleave.Violations;
using PgmapCheck.Reports.Races;

namespace PgmapCheck.Reports.Formats.Litmus;

/// <summary>One counterexample as a litmus test.</summary>
/// <remarks>
/// Each thread is the straight line of steps that it takes in the counterexample, and <c>exists</c> asks for what they
/// read and for the values at the end. What tells nothing is left out (<see cref="SharedSteps"/>). Branches are not
/// there, so that dependencies through them are missing: a skeleton.
/// </remarks>
internal static class LitmusTest
{
    /// <summary>Why a counterexample cannot be expressed; null if it can.</summary>
    public static string? WhyNot(Race race) =>
        race.Violation.Kind switch
        {
            ViolationKind.Livelock => "it never ends",
            ViolationKind.UseAfterFree or ViolationKind.LockMisuse =>
                "the memory model has no word for freed memory or misused locks",
            _ => WhyNot(SharedSteps.Of(race.Trace.Steps)),
        };

    /// <summary>The test.</summary>
    public static string Of(Race race)
    {
        var trace = race.Trace;
        var shared = SharedSteps.Of(trace.Steps);
        var extent = TestExtent.Of(shared);
        var all = extent.In(shared);
        var touched = all.Select(step => step.Cell).OfType<Cell>().ToHashSet();
        var initial = trace
            .Initial.Where(entry => touched.Contains(entry.Cell))
            .Select(entry => (entry.Cell, Value: ValueAt(shared, extent.Start, entry.Cell) ?? entry.Value))
            .ToArray();
        var names = new LitmusNames(initial.Select(entry => entry.Cell));
        var counts = all.Where(IsCount).Select(step => step.Cell!).ToHashSet();
        var locks = all.Where(IsLock).Select(step => step.Cell!).ToHashSet();
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"C {race.Kernel}+{race.Scenario}+{TraceFolder.Slug(race.Violation.Property)}\n\n"
        );
        text.Append(Comment($"{race.Violation.Property}: {race.Violation.Explanation}"));
        text.Append(Comment("One path of each thread, without the branches that lead along it."));
        if (extent != new TestExtent(0, shared.Count))
        {
            text.Append(
                Comment(
                    $"Steps {extent.Start + 1} to {extent.End} of {shared.Count}: with all of them there are too many "
                        + "executions to look at. Those before are part of the values at the start."
                )
            );
        }

        text.Append("\n{\n");
        foreach (var (cell, value) in initial.Where(entry => !locks.Contains(entry.Cell)))
        {
            var line = counts.Contains(cell)
                ? $"atomic_t {names[cell]} = ATOMIC_INIT({Number(value)})"
                : $"int {names[cell]} = {Number(value)}";
            text.Append('\t').Append(line).Append(";\n");
        }

        text.Append("}\n");
        var seen = new List<string>();
        var threads = all.Where(step => step.Kind is not (OperationKind.Pass or OperationKind.Commit))
            .GroupBy(step => step.Fiber)
            .OrderBy(steps => steps.Key)
            .ToArray();
        for (var thread = 0; thread < threads.Length; thread++)
        {
            var cells = threads[thread].Select(step => step.Cell).OfType<Cell>().Distinct();
            // Between threads herd7 takes comments in the style of C only.
            text.Append(CultureInfo.InvariantCulture, $"\n// {trace.Fibers[threads[thread].Key].Name}\nP{thread}(");
            text.AppendJoin(
                ", ",
                cells.Select(cell =>
                    (
                        locks.Contains(cell) ? "spinlock_t"
                        : counts.Contains(cell) ? "atomic_t"
                        : "int"
                    ) + $" *{names[cell]}"
                )
            );
            text.Append(")\n{\n");
            WriteSteps(text, thread, threads[thread], names, counts, seen);
            text.Append("}\n");
        }

        // The trace may end before a store has left its buffer; the test runs to its end.
        var final = all.Where(step => step.Cell is not null && !IsLock(step))
            .GroupBy(step => step.Cell!)
            .Where(steps =>
                steps.Count(step => step.Path == AccessPath.Buffered)
                == steps.Count(step => step.Path == AccessPath.Committing)
            )
            .Select(steps => steps.Where(step => step.Path is AccessPath.Direct or AccessPath.Committing))
            .Where(steps => steps.Any())
            .Select(steps => $"{names[steps.Last().Cell!]}={Number(steps.Last().After)}");
        var clause = string.Join(" /\\ ", seen.Concat(final));
        return text.Append(CultureInfo.InvariantCulture, $"\nexists ({(clause.Length > 0 ? clause : "true")})\n")
            .ToString();
    }

    /// <summary>A comment of one or more lines, whatever the text.</summary>
    public static string Comment(string text)
    {
        var clean = text.Replace("(*", "( *", StringComparison.Ordinal).Replace("*)", "* )", StringComparison.Ordinal);
        return $"(* {string.Join("\n   ", TextWrap.Wrap(clean, DiagramText.MaxWidth - 6, 0))} *)\n";
    }

    private static void WriteSteps(
        StringBuilder text,
        int thread,
        IEnumerable<TraceStep> steps,
        LitmusNames names,
        HashSet<Cell> counts,
        List<string> seen
    )
    {
        var lines = new List<string>();
        var registers = new List<string>();
        foreach (var step in steps)
        {
            if (step.Kind == OperationKind.Barrier)
            {
                lines.Add(step.Label + ";");
                continue;
            }

            var access = new LitmusAccess(step, names[step.Cell!], counts.Contains(step.Cell!));
            if (access.Value is { } value)
            {
                var register = $"r{registers.Count}";
                registers.Add(register);
                seen.Add($"{thread}:{register}={Number(value)}");
                lines.Add($"{register} = {access.Text};");
            }
            else
            {
                lines.Add(access.Text + ";");
            }

            lines.AddRange(access.HasBarrierAfter ? ["smp_mb();"] : (string[])[]);
        }

        text.Append(string.Concat(registers.Select(register => $"\tint {register};\n")))
            .Append(registers.Count == 0 ? "" : "\n");
        text.Append(string.Concat(lines.Select(line => $"\t{line}\n")));
    }

    // What the steps before the test begins have left in a cell; null if they do not write it.
    private static int? ValueAt(IReadOnlyList<TraceStep> steps, int start, Cell cell) =>
        steps
            .Take(start)
            .LastOrDefault(step =>
                step.Cell == cell && SharedSteps.Writes(step) && step.Path is AccessPath.Direct or AccessPath.Committing
            )
            ?.After;

    private static string? WhyNot(IReadOnlyList<TraceStep> steps) =>
        steps.Select(WhyNot).FirstOrDefault(why => why is not null)
        ?? steps
            .Where(step => step.Cell is not null)
            .GroupBy(step => step.Cell!)
            .Where(on => on.Any(IsLock) && !on.All(IsLock))
            .Select(on => $"{on.Key.Name} is a lock and is read or written besides")
            .FirstOrDefault()
        ?? (steps.All(step => step.Cell is null) ? "nothing that its threads share is written" : null);

    private static string? WhyNot(TraceStep step) =>
        step.Kind switch
        {
            OperationKind.Choose => $"it depends on a choice ({step.Describe()})",
            OperationKind.Barrier => null,
            OperationKind.Update =>
                $"{step.Cell!.Name} is changed by a function that is no atomic operation of the kernel's",
            OperationKind.AcquireShared or OperationKind.ReleaseShared =>
                $"{step.Cell!.Name} is held shared, and the memory model has only spinlocks",
            OperationKind.Begin or OperationKind.Free => $"{step.Cell!.Name} begins or ends its life",
            _ => null,
        };

    private static bool IsLock(TraceStep step) =>
        step.Kind is OperationKind.Acquire or OperationKind.TryAcquire or OperationKind.Release;

    private static bool IsCount(TraceStep step) =>
        step.Kind
            is OperationKind.Add
                or OperationKind.AddUnless
                or OperationKind.CompareExchange
                or OperationKind.Exchange;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
