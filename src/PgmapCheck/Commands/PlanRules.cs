using Interleave.Memory;
using Interleave.Search;
using PgmapCheck.Results;

namespace PgmapCheck.Commands;

/// <summary>Which options go together: every command that searches asks here, before it does.</summary>
internal static class PlanRules
{
    /// <summary>The plan, if it is one that can be searched.</summary>
    /// <exception cref="UsageException">It is not; the message names the options that do not go together.</exception>
    public static SearchPlan Validated(this SearchPlan plan) =>
        Broken(plan) is { } why ? throw new UsageException(why) : plan;

    private static string? Broken(SearchPlan plan)
    {
        var (options, engine) = (plan.Options, plan.Engine.ToString().ToLowerInvariant());
        var memory = options.Memory == MemoryModel.LoadBuffering ? "weak" : MemoryWords.Option(options.Memory);
        var isSequential = options.Memory == MemoryModel.Sequential;
        return plan switch
        {
            { Engine: not (Engine.States or Engine.Bfs) } when !isSequential =>
                $"--memory {memory} needs --engine states or bfs: '{engine}' has only --memory sc",
            { Options.Liveness: not Liveness.Off } when !isSequential =>
                $"--liveness needs --memory sc: it is not decided under {memory}",
            // The others look at states and schedules one by one, and cannot tell that an execution goes on for ever.
            { Options.Liveness: not Liveness.Off, Engine: not Engine.States } =>
                $"--liveness needs --engine states: '{engine}' cannot decide it",
            { Options.Coverage: true, Engine: Engine.Threads } =>
                "--coverage needs a search: --engine threads keeps no states to read it from",
            { Options.Part: null } => null,
            // What goes on for ever, and what was never reached, can only be told from all states together.
            { Engine: not Engine.States } => "--split needs --engine states",
            { Options.Liveness: not Liveness.Off } => "--split cannot decide liveness: use it with --liveness off",
            _ when !isSequential => "--split needs --memory sc",
            { Options.Coverage: true } => "--split cannot tell coverage: use it without --coverage",
            _ => null,
        };
    }
}
