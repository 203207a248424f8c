using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Programs;

/// <summary>What a program says that will come of it.</summary>
/// <param name="Property">A property that it violates; null if it violates none.</param>
/// <param name="On">On which kernels; all of them if empty.</param>
public sealed record Expectation(string? Property, ImmutableArray<KernelRange> On)
{
    /// <summary>True if it says something about a kernel.</summary>
    public bool IsAbout(Release release) => On.IsEmpty || On.Any(range => range.Has(release));

    /// <inheritdoc/>
    public override string ToString() =>
        (Property is null ? "clean" : $"violated {ScenarioWriter.Quote(Property)}")
        + (On.IsEmpty ? "" : $" on {string.Join(", ", On)}");
}

/// <summary>Kernels in a scenario file: <c>v4.18..v5.2</c>, <c>v5.3..</c>, <c>..v4.14</c>, or one by its
/// name.</summary>
/// <remarks>
/// A range has the releases in it and their unusual configurations, but not their fixed forms: what is expected of a
/// kernel is not expected of what has its bugs fixed.
/// </remarks>
public sealed partial record KernelRange
{
    private readonly string _text;
    private readonly (int, int)? _first;
    private readonly (int, int)? _last;

    private KernelRange(string text, (int, int)? first, (int, int)? last) =>
        (_text, _first, _last) = (text, first, last);

    /// <summary>All kernels that there are, with their fixed forms.</summary>
    public static ImmutableArray<Release> Kernels { get; } = [.. KnownReleases.All, .. FixedForms.All];

    /// <summary>Reads one; null if the text is none.</summary>
    public static KernelRange? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var match = Range().Match(text);
        return !match.Success ? new KernelRange(text, null, null)
            : match.Groups["first"].Length + match.Groups["last"].Length == 0 ? null
            : new KernelRange(text, VersionOf(match.Groups["first"].Value), VersionOf(match.Groups["last"].Value));
    }

    /// <summary>True if a kernel is one of these.</summary>
    public bool Has(Release release)
    {
        ArgumentNullException.ThrowIfNull(release);
        if ((_first, _last) is (null, null))
        {
            return release.Name == _text;
        }

        return !release.Name.Contains('+', StringComparison.Ordinal)
            && VersionOf(release.Name) is { } version
            && (_first is not { } first || version.CompareTo(first) >= 0)
            && (_last is not { } last || version.CompareTo(last) <= 0);
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static (int, int)? VersionOf(string name) =>
        Version().Match(name) is { Success: true } match
            ? (Number(match.Groups[1].Value), Number(match.Groups[2].Value))
            : null;

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<first>(v\d{1,4}\.\d{1,4})?)\.\.(?<last>(v\d{1,4}\.\d{1,4})?)$")]
    private static partial Regex Range();

    [GeneratedRegex(@"^v(\d{1,4})\.(\d{1,4})")]
    private static partial Regex Version();
}
