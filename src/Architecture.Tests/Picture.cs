namespace Architecture.Tests;

/// <summary>The layers as ARCHITECTURE.md draws them.</summary>
internal static class Picture
{
    /// <summary>
    /// The block behind <c>&lt;!-- layers of NAME --&gt;</c>: one layer a line, the highest first, two blanks before
    /// what it is for.
    /// </summary>
    public static LayerTable Of(string assembly)
    {
        var lines = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "ARCHITECTURE.md"))
            .SkipWhile(line => line.Trim() != $"<!-- layers of {assembly} -->")
            .SkipWhile(line => !line.StartsWith("```", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("```", StringComparison.Ordinal));
        return LayerTable.Parse(lines.Select(line => line.Split("  ")[0]).Reverse());
    }
}
