using System.Globalization;

namespace Interleave.Tests.RandomPrograms;

/// <summary>How many random programs a test takes.</summary>
internal static class Sample
{
    private static readonly int s_times = int.TryParse(
        Environment.GetEnvironmentVariable("RANDOM_TIMES"),
        NumberStyles.None,
        CultureInfo.InvariantCulture,
        out var times
    )
        ? times
        : 1;

    /// <summary>So many; <c>RANDOM_TIMES=10</c> means ten times as many (<c>bench/random-programs.sh</c>).</summary>
    public static int Of(int few) => few * s_times;
}
