namespace Interleave.Search;

/// <summary>Says why a search is incomplete that ran out of memory.</summary>
internal static class MemoryShortage
{
    /// <summary>The reason.</summary>
    /// <param name="error">What was thrown, by the runtime or by a table that may not grow.</param>
    /// <param name="bytes">What the search held by then.</param>
    public static string Reason(OutOfMemoryException error, long bytes) =>
        error is InsufficientMemoryException ? error.Message : $"out of memory at {bytes >> 20:N0} MiB";
}
