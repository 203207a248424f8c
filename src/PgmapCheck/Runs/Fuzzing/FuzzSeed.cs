using System.Globalization;

namespace PgmapCheck.Runs.Fuzzing;

/// <summary>What FsCheck makes one test of: the state of its generator, and the size.</summary>
/// <param name="Seed">Any number.</param>
/// <param name="Gamma">An odd one.</param>
/// <param name="Size">From 1.</param>
internal readonly record struct FuzzSeed(ulong Seed, ulong Gamma, int Size)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null if it is nothing such.</summary>
    public static FuzzSeed? Parse(string text) =>
        text.Split(',') is [var seed, var gamma, var size]
        && ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out var s)
        && ulong.TryParse(gamma, NumberStyles.None, CultureInfo.InvariantCulture, out var g)
        && g % 2 == 1
        && int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        && n is > 0 and <= 100
            ? new FuzzSeed(s, g, n)
            : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seed},{Gamma},{Size}");
}
