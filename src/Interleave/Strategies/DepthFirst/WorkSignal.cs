namespace Interleave.Strategies.DepthFirst;

/// <summary>What a <see cref="WorkPool"/> wants of who is at work.</summary>
internal enum WorkSignal
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Somebody has nothing to do, or soon will.</summary>
    Hungry,

    /// <summary>The search ends here.</summary>
    Stop,
}
