using System.Globalization;
using KernelText.Tokens;

namespace KernelText.Trees;

/// <summary>A kernel's version, as the first lines of its Makefile say it.</summary>
/// <param name="Major">VERSION.</param>
/// <param name="Minor">PATCHLEVEL.</param>
/// <param name="Sub">SUBLEVEL.</param>
public readonly record struct KernelVersion(int Major, int Minor, int Sub = 0) : IComparable<KernelVersion>
{
    /// <inheritdoc/>
    public int CompareTo(KernelVersion other) => (Major, Minor, Sub).CompareTo((other.Major, other.Minor, other.Sub));

    /// <summary>Is older.</summary>
    public static bool operator <(KernelVersion a, KernelVersion b) => a.CompareTo(b) < 0;

    /// <summary>Is newer.</summary>
    public static bool operator >(KernelVersion a, KernelVersion b) => a.CompareTo(b) > 0;

    /// <summary>Is not newer.</summary>
    public static bool operator <=(KernelVersion a, KernelVersion b) => a.CompareTo(b) <= 0;

    /// <summary>Is not older.</summary>
    public static bool operator >=(KernelVersion a, KernelVersion b) => a.CompareTo(b) >= 0;

    /// <summary><c>v6.1.192</c>; without a last number where it is 0.</summary>
    public override string ToString() => Sub == 0 ? $"v{Major}.{Minor}" : $"v{Major}.{Minor}.{Sub}";

    internal static KernelVersion Of(SourceTree tree)
    {
        var makefile =
            tree.Find("Makefile")
            ?? throw new KernelTextException(
                default,
                $"{tree.Name} is not a kernel tree: it has no Makefile at its top"
            );
        var values = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in makefile.Text.Split('\n', 40).Take(39))
        {
            if (
                line.Split('=', 2) is [var name, var value]
                && int.TryParse(
                    value,
                    NumberStyles.None | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture,
                    out var number
                )
            )
                values[name.Trim()] = number;
        }
        return values.TryGetValue("VERSION", out var major) && values.TryGetValue("PATCHLEVEL", out var minor)
            ? new(major, minor, values.GetValueOrDefault("SUBLEVEL"))
            : throw new KernelTextException(
                default,
                $"{tree.Name} is not a kernel tree: its Makefile has no VERSION and PATCHLEVEL"
            );
    }
}
