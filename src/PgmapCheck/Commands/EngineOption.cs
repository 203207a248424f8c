using System.Collections.Immutable;
using System.CommandLine;
using Interleave.Memory;
using PgmapCheck.Results;

namespace PgmapCheck.Commands;

/// <summary>An option that means something to some engines, on some memories.</summary>
/// <param name="Option">The option.</param>
/// <param name="Engines">The engines.</param>
internal sealed record EngineOption(Option Option, ImmutableArray<Engine> Engines)
{
    /// <summary>The engines that run some schedules.</summary>
    public static ImmutableArray<Engine> Sampling { get; } = [Engine.Random, Engine.Pct, Engine.Pos, Engine.Threads];

    /// <summary>The engines that remember states.</summary>
    public static ImmutableArray<Engine> OfStates { get; } = [Engine.States, Engine.Bfs];

    /// <summary>The engines that end when they have seen everything.</summary>
    public static ImmutableArray<Engine> Exhaustive { get; } = [.. OfStates, Engine.Dpor, Engine.Optimal];

    /// <summary>The engines that take one step of a program after the other.</summary>
    public static ImmutableArray<Engine> Searches { get; } = [.. Exhaustive, Engine.Random, Engine.Pct, Engine.Pos];

    /// <summary>The memories that it means something on.</summary>
    public ImmutableArray<MemoryModel> Memories { get; init; } =
    [MemoryModel.Sequential, MemoryModel.Tso, MemoryModel.Weak, MemoryModel.LoadBuffering];

    /// <summary>Refuses options that were given and mean nothing.</summary>
    /// <exception cref="UsageException">One was.</exception>
    public static void RequireUses(ParseResult parsed, SearchPlan plan, IEnumerable<EngineOption> options)
    {
        foreach (var one in options.Where(one => parsed.GetResult(one.Option) is { Implicit: false }))
        {
            if (!one.Engines.Contains(plan.Engine))
            {
                throw new UsageException(
                    $"{one.Option.Name} needs --engine {Any(one.Engines.Select(Word))}: '{Word(plan.Engine)}' has no use "
                        + "for it"
                );
            }

            if (!one.Memories.Contains(plan.Options.Memory))
            {
                throw new UsageException(
                    $"{one.Option.Name} needs --memory {Any(one.Memories.Select(MemoryWords.Option))}: the search under "
                        + $"{MemoryWords.Short(plan.Options.Memory)} has no use for it"
                );
            }
        }
    }

    private static string Word(Engine engine) => engine.ToString().ToLowerInvariant();

    private static string Any(IEnumerable<string> words) =>
        words.ToArray() is [.. { Length: > 0 } others, var last]
            ? $"{string.Join(", ", others)} or {last}"
            : words.Single();
}
