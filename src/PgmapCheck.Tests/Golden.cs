using System.Reflection;
using System.Text;

namespace PgmapCheck.Tests;

/// <summary>Texts that were looked at once and must not change unseen. UPDATE_GOLDEN=1 writes them anew.</summary>
internal static class Golden
{
    private static readonly string s_folder = typeof(Golden)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "GoldenFolder")
        .Value!;

    /// <summary>Compares a text with the file of this name.</summary>
    public static void Match(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(s_folder, name + ".txt");
        var actual = string.Concat(lines.Select(line => line + "\n"));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        var expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (actual != expected)
        {
            Assert.Fail($"{name}.txt differs (UPDATE_GOLDEN=1 accepts the new text):\n{Difference(expected, actual)}");
        }
    }

    /// <summary>The path of a file that is given relative to this project's directory.</summary>
    public static string InSource(string path) => Path.Combine(Path.GetDirectoryName(s_folder)!, path);

    // Both texts whole, with a mark on lines that are only in one: short enough here, and nothing is hidden.
    private static string Difference(string expected, string actual)
    {
        var (old, now) = (expected.Split('\n'), actual.Split('\n'));
        var text = new StringBuilder();
        foreach (var line in old.Where(line => !now.Contains(line)))
        {
            text.Append("- ").AppendLine(line);
        }

        foreach (var line in now)
        {
            text.Append(old.Contains(line) ? "  " : "+ ").AppendLine(line);
        }

        return text.ToString();
    }
}
