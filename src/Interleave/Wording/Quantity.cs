using System.Globalization;

namespace Interleave.Wording;

/// <summary>Amounts in words.</summary>
internal static class Quantity
{
    /// <summary>A number of bytes, rounded.</summary>
    public static string OfBytes(long bytes) =>
        bytes switch
        {
            < 1 << 10 => $"{bytes} B",
            < 1 << 20 => $"{bytes / 1024.0:0.0} KiB",
            < 1 << 30 => $"{bytes / 1048576.0:0.0} MiB",
            _ => $"{bytes / 1073741824.0:0.0} GiB",
        };

    /// <summary>A bound or a use of memory: in whole MiB, or in bytes if it is less than one.</summary>
    public static string OfMemory(long bytes) =>
        bytes >> 20 == 0 ? Of(bytes, "byte") : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20:N0} MiB");

    /// <summary>"1 step", "2 steps".</summary>
    public static string Of(long count, string noun) => Of(count, noun, noun + "s");

    /// <summary>"1 property", "2 properties".</summary>
    public static string Of(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
