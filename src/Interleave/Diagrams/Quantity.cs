namespace Interleave.Diagrams;

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

    /// <summary>"1 step", "2 steps".</summary>
    public static string Of(long count, string noun) => Of(count, noun, noun + "s");

    /// <summary>"1 property", "2 properties".</summary>
    public static string Of(long count, string one, string many) => $"{count:N0} {(count == 1 ? one : many)}";
}
