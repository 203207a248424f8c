using System.Globalization;

namespace PgmapCheck.Figures;

/// <summary>The protocol as plain C#: what Coyote finds at each entry point, and how soon.</summary>
internal static class PlainTable
{
    /// <summary>Prints the table.</summary>
    /// <param name="writer">Where.</param>
    /// <param name="schedules">How many schedules at most.</param>
    /// <param name="name">Of which entry points: a part of their names.</param>
    public static void Print(TextWriter writer, int schedules, string name)
    {
        writer.WriteLine("| entry point | case | the search says | Coyote finds | schedules | seconds |");
        writer.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var entry in EntryPoint.All.Where(entry => entry.Name.Contains(name, StringComparison.Ordinal)))
        {
            var result = entry.Run(schedules);
            writer.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {entry.Name} | {entry.Subject.Name} | {(entry.IsViolated ? "violated" : "clean")}"
                        + $" | {Words(entry, result)} | {result.Iterations:N0} | {result.Elapsed.TotalSeconds:0.0} |"
                )
            );
            writer.Flush();
        }
    }

    private static string Words(EntryPoint entry, PlainResult result) =>
        result.Bug.Length == 0 ? "-"
        : result.Bug.StartsWith("Deadlock detected.", StringComparison.Ordinal) ? $"{entry.Mark.Bug}: deadlock"
        : $"{entry.Mark.Bug}: {result.Bug}";
}
