using System.Collections.Immutable;
using Spectre.Console;

namespace PgmapCheck;

/// <summary>A table without borders: it can be read, grepped and pasted.</summary>
/// <param name="Heads">What heads the columns.</param>
/// <param name="Rows">The cells.</param>
internal sealed record PlainTable(ImmutableArray<string> Heads, ImmutableArray<string[]> Rows)
{
    // A pipe has no width: long cells stay on one line there.
    private const int Unbounded = 4096;

    /// <summary>Prints it.</summary>
    public void WriteTo(Terminal terminal)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(text),
            }
        );
        console.Profile.Width = terminal.ScreenWidth ?? Unbounded;
        var table = new Table().Border(TableBorder.None);
        foreach (var head in Heads)
        {
            table.AddColumn(new TableColumn(new Text(head)).PadLeft(0).PadRight(2));
        }

        foreach (var row in Rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        console.Write(table);
        foreach (var line in text.ToString().TrimEnd().Split('\n'))
        {
            terminal.Out.WriteLine(line.TrimEnd());
        }
    }
}
