using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Interleave.Memory;

namespace Interleave.Schedules;

/// <summary>The decisions that make one execution. The same program and schedule give the same execution.</summary>
/// <param name="Steps">In order.</param>
public sealed record Schedule(ImmutableArray<ScheduledStep> Steps)
{
    /// <summary>The most steps that <see cref="Parse"/> reads: a text of a few bytes could claim any number.</summary>
    public const int MaxSteps = 1_000_000;

    private const string LoopWord = "loop";
    private const string CommitWord = "commits";

    /// <summary>The memory that the execution is on: the same decisions mean something else on another.</summary>
    public MemoryModel Memory { get; init; }

    /// <summary>
    /// How many steps come before those that are then repeated for ever; null for a schedule that ends.
    /// </summary>
    public int? LoopStart { get; init; }

    /// <summary>
    /// How often the fiber changes although the one before could have gone on is not known here; this counts every
    /// change.
    /// </summary>
    public int Switches =>
        Enumerable.Range(1, Math.Max(0, Steps.Length - 1)).Count(i => Steps[i].Fiber != Steps[i - 1].Fiber);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">The text is no schedule; the message says which word is wrong.</exception>
    public static Schedule Parse(string text)
    {
        var steps = ImmutableArray.CreateBuilder<ScheduledStep>();
        int? loopStart = null;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var memory = Enum.GetValues<MemoryModel>()
            .FirstOrDefault(model =>
                model != MemoryModel.Sequential && words is [var first, ..] && first == WordOf(model)
            );
        foreach (var word in memory == MemoryModel.Sequential ? words : words[1..])
        {
            if (word == LoopWord && loopStart is null)
            {
                loopStart = steps.Count;
                continue;
            }

            var times = word.Split('x');
            var step = times[0].Split('.');
            if (
                times.Length > 2
                || step.Length > 2
                || !TryNumber(step[0], out var fiber)
                || !TryChoice(step.Length == 2 ? step[1] : "0", memory, out var choice)
                || !TryNumber(times.Length == 2 ? times[1] : "1", out var count)
                || count == 0
            )
            {
                throw new FormatException(
                    $"'{word}' is no scheduling decision: expected FIBER, FIBERxCOUNT or FIBER.CHOICE"
                );
            }

            if (count > MaxSteps - steps.Count)
            {
                throw new FormatException($"expected at most {MaxSteps} steps, found more at '{word}'");
            }

            steps.AddRange(Enumerable.Repeat(new ScheduledStep(fiber, choice), count));
        }

        return loopStart == steps.Count
            ? throw new FormatException($"'{LoopWord}' is followed by no scheduling decision")
            : new Schedule(steps.ToImmutable()) { LoopStart = loopStart, Memory = memory };
    }

    /// <summary>
    /// Runs of one fiber: <c>0x3 1 0.1</c> is three steps of fiber 0, one of 1, and branch 1 of a step of 0. The word
    /// <c>loop</c> comes before the steps that are repeated for ever. Where memory is not sequentially consistent its
    /// model comes first, and <c>1.commits</c> is a store of fiber 1 that reaches memory: <c>tso 1 0x2 1.commits</c>.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder(
            Memory == MemoryModel.Sequential ? "" : WordOf(Memory) + (Steps.IsEmpty ? "" : " ")
        );
        for (var i = 0; i < Steps.Length; )
        {
            var run = 1;
            while (i + run < Steps.Length && Steps[i + run] == Steps[i] && i + run != LoopStart)
            {
                run++;
            }

            text.Append(i == 0 ? "" : " ")
                .Append(i == LoopStart ? LoopWord + " " : "")
                .Append(CultureInfo.InvariantCulture, $"{Steps[i].Fiber}");
            text.Append(
                Steps[i].Choice == 0
                    ? ""
                    : "." + (Steps[i].IsCommit ? CommitWord : Steps[i].Choice.ToString(CultureInfo.InvariantCulture))
            );
            text.Append(run == 1 ? "" : "x" + run.ToString(CultureInfo.InvariantCulture));
            i += run;
        }

        return text.ToString();
    }

    private static string WordOf(MemoryModel memory) => memory.ToString().ToLowerInvariant();

    private static bool TryChoice(string text, MemoryModel memory, out int choice)
    {
        choice = ScheduledStep.Commit;
        return (memory == MemoryModel.Tso && text == CommitWord)
            || (TryNumber(text, out choice) && choice != ScheduledStep.Commit);
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary>One scheduling decision.</summary>
/// <param name="Fiber">Which fiber takes its announced step, counted from 0 in the order of declaration.</param>
/// <param name="Choice">
/// Which way the step goes, where it branches; which value a load finds or below which a store comes to lie, counted
/// from the newest, where memory is weak; otherwise 0. <see cref="Commit"/> for a step of memory's.
/// </param>
public readonly record struct ScheduledStep(int Fiber, int Choice)
{
    /// <summary>The choice that is none: the oldest store in the fiber's buffer reaches memory, and the fiber does
    /// nothing.</summary>
    public const int Commit = ushort.MaxValue;

    /// <summary>True if this is memory's step, and not the fiber's.</summary>
    public bool IsCommit => Choice == Commit;
}

/// <summary>A schedule cannot be followed: the program is not the one it was recorded from.</summary>
/// <param name="step">The step that failed, counted from 1.</param>
/// <param name="reason">What is different.</param>
public sealed class ScheduleDivergedException(int step, string reason) : Exception($"step {step}: {reason}")
{
    /// <summary>The step that failed, counted from 1.</summary>
    public int StepNumber { get; } = step;

    /// <summary>What is different there.</summary>
    public string Reason { get; } = reason;
}
