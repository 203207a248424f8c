using PgmapCheck.Model.Text;

namespace PgmapCheck.Properties.Tests.Text;

/// <summary>docs/kernel-text-functions.md: which functions of the protocol are read from which tree.</summary>
public sealed class FunctionTableTests
{
    private const string Head = """
        # Functions that are read from kernel text

        Where they are in Debian's trees, as all scenarios of v6.1 run on them. *Primitive* is a name with a meaning of its own
        (`pgmapcheck list --primitives`), *by hand* a function whose part of the model is written in C#, or which no scenario calls.
        Written by the tests of properties/Tests/Text with `UPDATE_GOLDEN=1`, and compared with this file by them.
        """;

    /// <summary>UPDATE_GOLDEN=1 writes the file anew. Lines are compared where the trees are the recorded
    /// ones.</summary>
    [KernelTreeFact]
    public void The_table_of_functions_is_the_recorded_one()
    {
        var path = Path.GetFullPath(SourceFolder.File("../../docs/kernel-text-functions.md"));
        var actual = Table(TextRun.On("linux-6.1"), TextRun.On("linux-6.12"));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        var recorded = File.ReadAllText(path);
        var isSame = Versions(recorded).SequenceEqual(Versions(actual));
        Assert.Equal(isSame ? recorded : WithoutLines(recorded), isSame ? actual : WithoutLines(actual));
    }

    /// <summary>Of 112 functions, of which two are not in 6.12 any more.</summary>
    [KernelTreeTheory]
    [InlineData("linux-6.1", 0)]
    [InlineData("linux-6.12", 1)]
    public void At_least_a_hundred_of_the_core_functions_are_read(string tree, int column) =>
        Assert.InRange(CoreFunctions().Count(f => Place(TextRun.On(tree), f[column]).Contains(':')), 100, 112);

    private static string Table(TextRun old, TextRun later)
    {
        var core = CoreFunctions().ToArray();
        string[] lines =
        [
            Head,
            "",
            "## The core of the protocol",
            "",
            $"| function | {old.Version} | {later.Version} |",
            "| --- | --- | --- |",
            .. core.Select(f => $"| {Names(f)} | {Place(old, f[0])} | {Place(later, f[1])} |"),
            "",
            "## All others that run",
            "",
            $"| function | {old.Version} | {later.Version} |",
            "| --- | --- | --- |",
            .. old
                .Code.Use.Functions.Concat(later.Code.Use.Functions)
                .Select(f => f.Name)
                .Except(core.SelectMany(f => f))
                .Order(StringComparer.Ordinal)
                .Select(f => $"| `{f}` | {Place(old, f)} | {Place(later, f)} |"),
        ];
        return string.Concat(lines.Select(line => line + "\n"));
    }

    // The names in 6.1 and in 6.12; "-" for none.
    private static IEnumerable<string[]> CoreFunctions() =>
        File.ReadLines(SourceFolder.File("Text/core-functions.txt"))
            .Select(line => line.Split(' '))
            .Select(names => names.Length == 1 ? [names[0], names[0]] : names);

    private static string Names(string[] names) =>
        names[0] == names[1] || names[1] == "-" ? $"`{names[0]}`" : $"`{names[0]}`, `{names[1]}`";

    private static string Place(TextRun run, string name) =>
        run.Code.Use.Functions.FirstOrDefault(f => f.Name == name) is { } function ? function.Place.FileAndLine
        : NamesWithMeaning.All.Any(n => n.Name == name) ? "primitive"
        : name == "-" ? "-"
        : name == "___wait_var_event" ? "include/linux/wait_bit.h: a macro, expanded where it is used"
        : run.Code.Has(name) ? "by hand"
        : "-";

    private static IEnumerable<string> Versions(string table) =>
        table.Split('\n').Where(line => line.StartsWith("| function |", StringComparison.Ordinal));

    private static string WithoutLines(string table) =>
        string.Join(
            '\n',
            table
                .Split('\n')
                .Where(l => !l.StartsWith("| function |", StringComparison.Ordinal))
                .Select(l => System.Text.RegularExpressions.Regex.Replace(l, @":\d+ \|", ": |"))
        );
}
