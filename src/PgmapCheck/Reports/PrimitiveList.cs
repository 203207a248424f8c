using System.Collections.Immutable;
using PgmapCheck.Model.Harnesses;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Reports;

/// <summary>The names that a verdict on text takes on trust: what they mean, and why some are ignored.</summary>
internal static class PrimitiveList
{
    public static void WriteTo(Terminal terminal)
    {
        terminal.Out.WriteLine("In scenarios of the protocol:");
        Table(NamesWithMeaning.All).WriteTo(terminal);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine("In harness files:");
        Table(HarnessNames.All).WriteTo(terminal);
    }

    private static PlainTable Table(ImmutableArray<NameWithMeaning> names) =>
        new(
            ["group", "name", "how", "what it means"],
            [.. names.Select(name => new[] { name.Group, name.Name, name.How, name.Why })]
        );
}
