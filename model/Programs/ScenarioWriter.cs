using System.Globalization;
using System.Text;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Programs;

/// <summary>Programs as the text of scenario files (docs/scenarios.md).</summary>
public static class ScenarioWriter
{
    /// <summary>The text; <see cref="ScenarioReader"/> makes the same program of it.</summary>
    public static string Write(RefcountProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var text = new StringBuilder();
        Line(text, $"scenario {program.Name}", program.Summary.Length == 0 ? "" : Quote(program.Summary));
        foreach (var pgmap in program.Pgmaps)
        {
            Line(
                text,
                $"pgmap {pgmap.Name} {ScenarioWords.Of(ScenarioWords.Types, pgmap.Type)}",
                pgmap.Pages == 1 ? "" : $"pages={pgmap.Pages.ToString(CultureInfo.InvariantCulture)}",
                pgmap.IsBound ? "" : "unbound",
                pgmap.CanFail ? "failing" : "",
                pgmap.LacksPageFree ? "no-page-free" : "",
                pgmap.Over is { } other ? $"over {other}" : ""
            );
        }

        foreach (var file in program.Files)
        {
            var pages = new Argument(file.Pgmap, file.First, file.Count == 1 ? null : file.First + file.Count - 1);
            Line(
                text,
                $"file {file.Name} on {pages} {ScenarioWords.Of(ScenarioWords.FileSystems, file.FileSystem)}",
                file.IsMapped ? "" : "unmapped",
                file.IsHuge ? "huge" : "",
                file.IsSparse ? "sparse" : "",
                file.IsShared ? "shared" : ""
            );
        }

        foreach (var page in program.OrdinaryPages)
        {
            Line(text, $"page {page}");
        }

        foreach (var process in program.Processes)
        {
            Line(
                text,
                $"process {process.Name} on {process.Pgmap} in {ScenarioWords.Of(ScenarioWords.Starts, process.Start)}"
            );
        }

        Line(text, program.HasFullCounts ? "faults full-counts" : "");
        Line(text, program.HasOneWaitQueue ? "one-wait-queue" : "");
        foreach (var thread in program.Threads)
        {
            Line(
                text,
                $"thread {Quote(thread.Name)}",
                thread.Holds.IsEmpty ? "" : "holds " + string.Join(", ", thread.Holds.Select(Write))
            );
            foreach (var call in thread.Calls)
            {
                Line(text, $"  {call}");
            }
        }

        foreach (var expectation in program.Expects)
        {
            Line(text, $"expect {expectation}");
        }

        return text.ToString();
    }

    private static string Write(Holding holding) =>
        holding.Kind switch
        {
            HoldingKind.Key => "key",
            HoldingKind.Pin => $"pin {holding.Of}",
            _ => holding.Of.ToString(),
        };

    private static void Line(StringBuilder text, params string[] parts)
    {
        if (parts[0].Length > 0)
        {
            text.AppendJoin(' ', parts.Where(part => part.Length > 0)).Append('\n');
        }
    }

    /// <summary>A text as scenario files have it.</summary>
    internal static string Quote(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}

/// <summary>The words of scenario files for the values of enumerations: one table for reader and writer.</summary>
internal static class ScenarioWords
{
    public static (string Word, MemoryType Value)[] Types { get; } =
    [
        ("fsdax", MemoryType.FsDax),
        ("unmanaged", MemoryType.Unmanaged),
        ("private", MemoryType.Private),
        ("public", MemoryType.Public),
        ("p2pdma", MemoryType.P2PDma),
    ];

    public static (string Word, FileSystem Value)[] FileSystems { get; } =
    [("xfs", FileSystem.Xfs), ("ext4", FileSystem.Ext4), ("ext2", FileSystem.Ext2), ("fuse", FileSystem.Fuse)];

    public static (string Word, ProcessStart Value)[] Starts { get; } =
    [("ram", ProcessStart.Ram), ("device", ProcessStart.Device), ("nowhere", ProcessStart.Nowhere)];

    public static string Of<T>((string Word, T Value)[] words, T value) =>
        words.Single(word => EqualityComparer<T>.Default.Equals(word.Value, value)).Word;
}
