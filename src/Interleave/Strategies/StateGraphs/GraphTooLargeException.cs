namespace Interleave.Strategies.StateGraphs;

/// <summary>A state graph is not built because a bound was met. The message says which.</summary>
public sealed class GraphTooLargeException(string message, long states) : Exception(message)
{
    /// <summary>How many states were known by then.</summary>
    public long States { get; } = states;
}
