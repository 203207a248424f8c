using System.Globalization;

namespace PgmapCheck.Commands;

/// <summary>Numbers, times and sizes as people write them.</summary>
internal static class Amounts
{
    private static readonly (string Unit, double Seconds)[] s_times =
    [
        ("ms", 0.001),
        ("s", 1),
        ("m", 60),
        ("h", 3600),
        ("", 1),
    ];

    private static readonly (string Unit, double Bytes)[] s_sizes =
    [
        ("KiB", 1L << 10),
        ("MiB", 1L << 20),
        ("GiB", 1L << 30),
        ("K", 1L << 10),
        ("M", 1L << 20),
        ("G", 1L << 30),
        ("kB", 1e3),
        ("MB", 1e6),
        ("GB", 1e9),
        ("B", 1),
        ("", 1),
    ];

    /// <summary>A whole number in a range; null if the text is none.</summary>
    public static long? Number(string text, long min, long max) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= min
        && number <= max
            ? number
            : null;

    /// <summary>A time of more than nothing; null if the text is none.</summary>
    public static TimeSpan? Time(string text) =>
        Scaled(text, s_times) is { } seconds and > 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>A number of bytes, at least one; null if the text is none.</summary>
    public static long? Bytes(string text) =>
        Scaled(text, s_sizes) is { } bytes and >= 1 and < 1e18 ? (long)bytes : null;

    private static double? Scaled(string text, (string Unit, double Factor)[] units)
    {
        foreach (var (unit, factor) in units)
        {
            if (
                text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(
                    text.AsSpan(0, text.Length - unit.Length),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var number
                )
            )
            {
                return number * factor;
            }
        }

        return null;
    }
}
