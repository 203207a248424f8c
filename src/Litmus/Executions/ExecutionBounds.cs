namespace Litmus.Executions;

/// <summary>What keeps the enumeration of executions finite and its memory small.</summary>
internal static class ExecutionBounds
{
    /// <summary>The most events of one thread: dependencies are bits of a word.</summary>
    public const int EventsOfThread = 64;

    /// <summary>How often a loop is gone round, if going round it does something.</summary>
    public const int Rounds = 4;

    /// <summary>The most ways in which one thread may run.</summary>
    public const int RunsOfThread = 50_000;

    /// <summary>The most values of one cell.</summary>
    public const int ValuesOfCell = 256;

    /// <summary>The most histories of one cell in one choice of runs.</summary>
    public const int HistoriesOfCell = 1_000_000;
}

/// <summary>Says that a bound was met, so that a test has no verdict.</summary>
public sealed class BoundException : Exception
{
    internal BoundException(string bound)
        : base(bound) { }
}
