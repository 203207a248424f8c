namespace Interleave.Coyote;

/// <summary>Which of Coyote's strategies picks who goes next: all that its tool has.</summary>
public enum CoyoteStrategy
{
    /// <summary>A die for each step.</summary>
    Random,

    /// <summary>Goes on with the same operation, and leaves it with a small probability.</summary>
    Probabilistic,

    /// <summary>Priorities that change now and then.</summary>
    Pct,

    /// <summary>The same, fair from some step on.</summary>
    FairPct,

    /// <summary>A fixed order of operations, from which a few are now and then put off.</summary>
    DelayBounding,

    /// <summary>The same, fair from some step on.</summary>
    FairDelayBounding,

    /// <summary>Prefers what led to states not seen before.</summary>
    QLearning,

    /// <summary>What Coyote's tool does unless told otherwise: all of these in turn, one for each schedule.</summary>
    Portfolio,
}
