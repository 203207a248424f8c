using System.Collections.Immutable;
using Interleave.Comparison;
using Interleave.Routines;
using PgmapCheck.Properties.Conformance;

namespace PgmapCheck.Reports.Conformance;

/// <summary>The report on the screen.</summary>
internal sealed class ConformanceLines(Terminal terminal, bool isVerbose)
{
    private const int MostPlaces = 3;

    /// <summary>Prints the table, the differences, and what the comparison covers.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="isWhole">False if functions were asked for by name: then all about them is shown.</param>
    public void Write(ConformanceReport report, bool isWhole)
    {
        WriteTable(report);
        foreach (var function in report.Functions)
        {
            var shows = function.IsUnjustified || isVerbose || !isWhole;
            WriteDifferences(function, shows ? function.Differences : []);
            WriteDifferences(function, isVerbose || !isWhole ? function.Loads : []);
        }

        foreach (var stale in report.Stale)
        {
            terminal.Out.WriteLine($"argued for, and no difference: {stale}");
        }

        WriteCounts(report);
    }

    /// <summary>A verdict in words.</summary>
    public static string Word(FunctionVerdict function) =>
        function.Kind switch
        {
            ConformanceKind.Same => "same",
            ConformanceKind.SameButLoads => "same but for loads nothing depends on",
            ConformanceKind.OtherForm => "another form is the same",
            ConformanceKind.Differs when function.IsUnjustified => "DIFFERS",
            ConformanceKind.Differs => "differs, argued for",
            ConformanceKind.NotCompared => "not compared",
            _ when function.IsOpen => "OPEN",
            _ => "open, argued for",
        };

    private void WriteTable(ConformanceReport report)
    {
        new PlainTable(
            ["function", "verdict", "text", "rests on", ""],
            [
                .. report.Functions.Select(function =>
                    new[]
                    {
                        function.Function.Name,
                        Word(function),
                        function.Place ?? "-",
                        function.Places == 0 ? "-" : Quantity.Of(function.Places, "place"),
                        Remark(function),
                    }
                ),
            ]
        ).WriteTo(terminal);
        terminal.Out.WriteLine();
    }

    private static string Remark(FunctionVerdict function) =>
        function.OtherForm
        ?? function.Why
        ?? string.Join(
            ", ",
            function
                .Differences.GroupBy(static found => found.Difference.Kind)
                .OrderBy(static kind => kind.Key)
                .Select(static kind => Quantity.Of(kind.Count(), KindWord(kind.Key)))
        );

    private static string KindWord(DifferenceKind kind) => kind.ToString().ToLowerInvariant();

    private void WriteDifferences(FunctionVerdict function, ImmutableArray<FoundDifference> all)
    {
        // The same in another scenario says nothing new.
        var found = all.DistinctBy(static f => (f.Difference.Kind, Short(f.Difference.One), Short(f.Difference.Other)));
        foreach (var (scenario, fiber, difference) in found)
        {
            terminal.Out.WriteLine(
                $"{function.Function.Name}: {KindWord(difference.Kind)}, in {scenario}, {fiber}, after "
                    + $"{Quantity.Of(difference.Path.Length, "step")} of both"
            );
            foreach (var step in difference.Path)
            {
                terminal.Out.WriteLine($"    {(step.One ?? step.Other)!.What}: {step.Result}");
                WritePlaces(step.One, step.Other);
            }

            terminal.Out.WriteLine($"  by hand: {difference.One?.What ?? "nothing"}");
            WritePlaces(difference.One, null);
            terminal.Out.WriteLine($"  in text: {difference.Other?.What ?? "nothing"}");
            WritePlaces(null, difference.Other);
            terminal.Out.WriteLine();
        }
    }

    private void WritePlaces(ComparedStep? hand, ComparedStep? text)
    {
        if (hand is not null)
        {
            terminal.Out.WriteLine($"      {Places(hand.Calls)}");
        }

        if (text is not null)
        {
            terminal.Out.WriteLine($"      {Places(text.Calls)}");
        }
    }

    /// <summary>Where a side is: the innermost routines by their C# names, or functions with file and line.</summary>
    public static string Places(ImmutableArray<RoutineCall> calls) =>
        calls.Any(static call => call.Place is not null)
            ? Innermost(calls.Where(static call => call.Place is not null), static call => $"{call.Name} {call.Place}")
            : Innermost(
                calls.Where(static call => call.Method is not null),
                static call => $"{call.Method!.DeclaringType?.Name}.{call.Method.Name}"
            );

    private static string Innermost(IEnumerable<RoutineCall> calls, Func<RoutineCall, string> place) =>
        string.Join(" > ", calls.TakeLast(MostPlaces).Select(place));

    private static string Short(ComparedStep? step) =>
        step is null ? "" : $"{step.Kind} {step.Order} {(step.Calls is [.., var last] ? last.Name + last.Place : "")}";

    private void WriteCounts(ConformanceReport report)
    {
        var counts = report.Counts;
        terminal.Out.WriteLine(
            $"{Quantity.Of(report.Functions.Length, "function")}: "
                + $"{report.Count(ConformanceKind.Same)} the same, "
                + $"{report.Count(ConformanceKind.SameButLoads)} but for loads, "
                + $"{report.Count(ConformanceKind.OtherForm)} in another form, "
                + $"{report.Functions.Count(f => f.Kind == ConformanceKind.Differs && !f.IsUnjustified)} differ and are argued for, "
                + $"{report.Functions.Count(f => f.IsUnjustified)} differ, "
                + $"{report.Count(ConformanceKind.Open)} open, "
                + $"{report.Count(ConformanceKind.NotCompared)} not compared"
        );
        terminal.Out.WriteLine(
            $"Compared {Quantity.Of(counts.Threads, "thread")} of {Quantity.Of(counts.Scenarios, "scenario")} step by step, in "
                + $"{Quantity.Of(counts.Pairs, "pair")} of local states. What a step finds is any value that it finds in "
                + $"{Quantity.Of(counts.States, "state")} of these scenarios (at most {report.Bounds.MaxStates:N0} of each, by "
                + "hand and from text); a count also one more or one less. Behind a difference the comparison goes on only "
                + "where one step more or less brings both together again. docs/conform.md says what that covers."
        );
        foreach (var line in report.LeftOut)
        {
            terminal.Out.WriteLine($"left out: {line}");
        }
    }
}
