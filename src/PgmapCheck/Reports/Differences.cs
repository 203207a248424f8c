using System.Collections.Immutable;
using System.Globalization;
using PgmapCheck.Results;

namespace PgmapCheck.Reports;

/// <summary>In what two runs differ, case by case.</summary>
/// <param name="Before">What the other run says.</param>
/// <param name="Now">What this one says.</param>
/// <param name="Name">What the other run is called.</param>
internal sealed record Differences(ImmutableArray<CaseSummary> Before, ImmutableArray<CaseSummary> Now, string Name)
{
    /// <summary>True if something is violated that was not, in a case that both have.</summary>
    public bool AreWorse => Pairs.Any(pair => pair.Now.Violated.Except(pair.Before.Violated).Any());

    private IEnumerable<(CaseSummary Before, CaseSummary Now)> Pairs =>
        Now.Join(Before, Key, Key, (now, before) => (before, now));

    // Of two kernels the scenarios are compared, of many the cases.
    private bool AreOfTwoKernels =>
        Before.Select(summary => summary.Kernel).Distinct().Count() == 1
        && Now.Select(summary => summary.Kernel).Distinct().Count() == 1;

    /// <summary>Prints a line for each difference, and how many cases are the same.</summary>
    public void WriteTo(TextWriter writer)
    {
        writer.WriteLine($"Against {Name}:");
        var same = 0;
        var pairs = Pairs.ToArray();
        foreach (var (before, now) in pairs)
        {
            if (Difference(before, now) is { } difference)
            {
                writer.WriteLine($"  {Key(now)}: {difference}");
            }
            else
            {
                same++;
            }
        }

        Write(writer, "only here", Now.ExceptBy(Before.Select(Key), Key).Select(Key));
        Write(writer, $"only in {Name}", Before.ExceptBy(Now.Select(Key), Key).Select(Key));
        writer.WriteLine($"  {same} of {Quantity.Of(pairs.Length, AreOfTwoKernels ? "scenario" : "case")} the same");
    }

    private static void Write(TextWriter writer, string where, IEnumerable<string> names)
    {
        if (names.ToArray() is { Length: > 0 } some)
        {
            writer.WriteLine($"  {where}: {Cases.NameList.Some(some, 5)}");
        }
    }

    private string Key(CaseSummary summary) => AreOfTwoKernels ? summary.Scenario : summary.Name;

    private static string? Difference(CaseSummary old, CaseSummary now)
    {
        var (was, isNow) = (Words(old), Words(now));
        var states = string.Create(
            CultureInfo.InvariantCulture,
            $"{old.States ?? 0:N0} -> {Quantity.Of(now.States ?? 0, "state")}"
        );
        return was == isNow
            ? old.States == now.States
                ? null
                : states
            : $"{isNow} now, {was} before ({states})";
    }

    private static string Words(CaseSummary summary) =>
        summary.Violated.IsEmpty
            ? summary.Outcome == Outcome.Error.Word()
                ? "no verdict"
                : summary.Outcome
            : "violates " + string.Join(", ", summary.Violated.Select(property => $"'{property}'"));
}
