using PgmapCheck.Model.Text;

namespace PgmapCheck.Reports;

/// <summary>The names that a verdict on text takes on trust: what they mean, and why some are ignored.</summary>
internal static class PrimitiveList
{
    public static void WriteTo(Terminal terminal) =>
        new PlainTable(
            ["group", "name", "how", "what it means"],
            [.. NamesWithMeaning.All.Select(name => new[] { name.Group, name.Name, name.How, name.Why })]
        ).WriteTo(terminal);
}
