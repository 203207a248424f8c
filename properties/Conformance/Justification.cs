using System.Collections.Immutable;
using Interleave.Comparison;
using KernelText.Trees;

namespace PgmapCheck.Properties.Conformance;

/// <summary>Why differences of one function are harmless: a line of <c>justified.txt</c>.</summary>
/// <param name="Function">The function, as the model has it.</param>
/// <param name="Versions">The trees that it is about, <c>6.1</c>, or <c>5.10..6.12</c> for all between.</param>
/// <param name="Kinds">The kinds of differences that it is about.</param>
/// <param name="Why">Why, and for which properties.</param>
internal sealed record Justification(string Function, string Versions, ImmutableArray<DifferenceKind> Kinds, string Why)
{
    private const string Separator = " -- ";

    /// <summary>Those that the project has reviewed.</summary>
    public static ImmutableArray<Justification> Known { get; } = ReadKnown();

    /// <summary>Reads a file of them: blank lines and those that begin with # say nothing.</summary>
    /// <exception cref="FormatException">A line is none; the message says which and what was expected.</exception>
    public static ImmutableArray<Justification> Parse(string text) =>
        [
            .. text.Split('\n')
                .Select(static (line, i) => (Line: line.Trim(), Number: i + 1))
                .Where(static found => found.Line.Length > 0 && found.Line[0] != '#')
                .Select(static found => Parse(found.Line, found.Number)),
        ];

    /// <summary>Whether it is about a tree.</summary>
    public bool IsAbout(KernelVersion tree)
    {
        var version = new KernelVersion(tree.Major, tree.Minor);
        return Versions
            .Split(',')
            .Select(static range => range.Split(".."))
            .Any(range => VersionOf(range[0]) <= version && version <= VersionOf(range[^1]));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Function} {Versions} {string.Join(',', Kinds.Select(static kind => kind.ToString().ToLowerInvariant()))}";

    private static Justification Parse(string line, int number)
    {
        var parts = line.Split(Separator, 2);
        return
            parts is [var about, { Length: > 0 } why]
            && about.Split(' ') is [var function, var versions, var kinds]
            && versions
                .Split(',')
                .All(static range => range.Split("..") is { Length: <= 2 } ends && ends.All(IsVersion))
            && kinds.Split(',').All(static kind => Enum.TryParse<DifferenceKind>(kind, true, out _))
            ? new(
                function,
                versions,
                [.. kinds.Split(',').Select(static k => Enum.Parse<DifferenceKind>(k, true))],
                why
            )
            : throw new FormatException(
                $"line {number}: expected 'FUNCTION VERSIONS KINDS -- WHY', as 'put_page 6.1..6.12 step,order -- ...'"
            );
    }

    private static bool IsVersion(string text) =>
        text.Split('.') is [var major, var minor] && int.TryParse(major, out _) && int.TryParse(minor, out _);

    private static KernelVersion VersionOf(string text) =>
        text.Split('.') is [var major, var minor] ? new(int.Parse(major, null), int.Parse(minor, null)) : default;

    private static ImmutableArray<Justification> ReadKnown()
    {
        using var reader = new StreamReader(typeof(Justification).Assembly.GetManifestResourceStream("justified.txt")!);
        return Parse(reader.ReadToEnd());
    }
}
