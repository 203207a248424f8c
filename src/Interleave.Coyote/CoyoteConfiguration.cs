using Microsoft.Coyote;

namespace Interleave.Coyote;

/// <summary>Coyote's strategies in the words of its configuration.</summary>
public static class CoyoteConfiguration
{
    /// <summary>The same configuration with a strategy.</summary>
    /// <param name="configuration">The configuration, which has none yet.</param>
    /// <param name="strategy">Who picks.</param>
    /// <param name="changes">How often priorities change or operations are put off, in strategies that do that.</param>
    public static Configuration With(this Configuration configuration, CoyoteStrategy strategy, uint changes) =>
        strategy switch
        {
            CoyoteStrategy.Random => configuration.WithRandomStrategy(),
            CoyoteStrategy.Probabilistic => configuration.WithProbabilisticStrategy(),
            CoyoteStrategy.Pct => configuration.WithPrioritizationStrategy(false, changes),
            CoyoteStrategy.FairPct => configuration.WithPrioritizationStrategy(true, changes),
            CoyoteStrategy.DelayBounding => configuration.WithDelayBoundingStrategy(false, changes),
            CoyoteStrategy.FairDelayBounding => configuration.WithDelayBoundingStrategy(true, changes),
            CoyoteStrategy.QLearning => configuration.WithQLearningStrategy(),
            _ => configuration,
        };
}
