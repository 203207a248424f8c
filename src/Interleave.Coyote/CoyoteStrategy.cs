namespace Interleave.Coyote;

/// <summary>Which of Coyote's strategies picks who goes next.</summary>
public enum CoyoteStrategy
{
    /// <summary>A die for each step.</summary>
    Random,

    /// <summary>Priorities that change now and then.</summary>
    Pct,

    /// <summary>The same, fair from some step on.</summary>
    FairPct,

    /// <summary>Prefers what led to states not seen before.</summary>
    QLearning,
}
