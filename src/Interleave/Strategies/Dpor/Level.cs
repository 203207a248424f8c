namespace Interleave.Strategies.Dpor;

/// <summary>A state of the execution at hand, and the step that is being explored from it.</summary>
internal struct Level
{
    /// <summary>What need not be explored from here.</summary>
    public SleepSet Sleep;

    /// <summary>Fibers that have violated something.</summary>
    public uint Stopped;

    /// <summary>True if something was violated before.</summary>
    public bool HasFailed;

    /// <summary>Whose step is being explored; -1 before the first.</summary>
    public int Fiber;

    /// <summary>Which way it goes.</summary>
    public int Choice;
}
