using System.Collections.Immutable;
using KernelText.Tokens;

namespace KernelText.Preprocessing;

/// <summary>Which options a kernel is configured with. Everything that is not named is off.</summary>
/// <param name="Name">Where it comes from, for reports.</param>
/// <param name="Values">By name, with <c>CONFIG_</c>: <c>y</c>, <c>m</c>, a number, or a string in quotes.</param>
public sealed record Configuration(string Name, ImmutableSortedDictionary<string, string> Values)
{
    private const int LargestFile = 4 << 20;

    /// <summary>x86-64 with all that the protocol of persistent and private device memory needs: see
    /// <see cref="Values"/> for the list.</summary>
    public static Configuration Default { get; } = new("default options", DefaultOptions.All);

    /// <summary>Reads a <c>.config</c>.</summary>
    /// <exception cref="KernelTextException">It cannot be read, or a line is none of a .config.</exception>
    public static Configuration Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new KernelTextException(default, $"no such file: {path}");
        if (file.Length > LargestFile)
            throw new KernelTextException(new(path, 0), "expected a .config, found a file of more than 4 MiB");
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads the text of a <c>.config</c>.</summary>
    /// <param name="text">All of it.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="KernelTextException">A line is none of a .config.</exception>
    public static Configuration Parse(string text, string name)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (
                equals <= 7
                || !line.StartsWith("CONFIG_", StringComparison.Ordinal)
                || !line.AsSpan(0, equals).ToString().All(Lexer.IsName)
                || equals + 1 == line.Length
            )
                throw new KernelTextException(new(name, i + 1), "expected CONFIG_NAME=VALUE or a comment");
            values[line[..equals]] = line[(equals + 1)..];
        }
        return values.Count > 0
            ? new(name, values.ToImmutable())
            : throw new KernelTextException(new(name, 0), "expected lines CONFIG_NAME=VALUE, found none");
    }

    /// <summary>The same with another value of one option; <c>n</c> is off.</summary>
    public Configuration With(string option, string value) =>
        this with
        {
            Name = $"{Name}, {option}={value}",
            Values = value == "n" ? Values.Remove(option) : Values.SetItem(option, value),
        };

    /// <summary>Built in.</summary>
    public bool IsBuiltIn(string option) => Values.TryGetValue(option, out var value) && value == "y";

    /// <summary>A module.</summary>
    public bool IsModule(string option) => Values.TryGetValue(option, out var value) && value == "m";

    /// <summary>
    /// What the preprocessor sees for a name: 1 for an option that is built in, or for <c>NAME_MODULE</c> of one that
    /// is a module; a number or a string as it is; null if it is not defined.
    /// </summary>
    internal string? Macro(string name)
    {
        if (Values.TryGetValue(name, out var value))
            return value switch
            {
                "y" => "1",
                "m" or "n" => null,
                _ => value,
            };
        return name.EndsWith("_MODULE", StringComparison.Ordinal) && IsModule(name[..^7]) ? "1" : null;
    }
}
