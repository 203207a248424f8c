using Interleave.Execution;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Strategies.BreadthFirst;
using Interleave.Strategies.DepthFirst;
using Interleave.Strategies.Dpor;
using Interleave.Strategies.Livelocks;
using Interleave.Strategies.Sampling;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave;

/// <summary>Checks concurrent programs.</summary>
public static class Checker
{
    /// <summary>
    /// Explores every reachable state; where something is violated, looks for a shortest schedule that shows it.
    /// </summary>
    /// <param name="program">What to check.</param>
    /// <param name="options">How; null for <see cref="SearchOptions.Default"/>, with liveness and bounds.</param>
    /// <returns>The verdict of the depth-first search, with shortest counterexamples where they could be
    /// found.</returns>
    /// <exception cref="RoutineMisuseException">The program breaks a rule of the engine.</exception>
    public static Verdict Check(ConcurrentProgram program, SearchOptions? options = null) =>
        Decide(program, () => CheckOnce(program, options ?? SearchOptions.Default));

    /// <summary>Only the depth-first search: the proof without the search for short counterexamples.</summary>
    public static Verdict Prove(ConcurrentProgram program, SearchOptions? options = null) =>
        Decide(program, () => ProveOnce(program, options));

    /// <summary>Only liveness: whether every fair execution ends, by search of the full state graph.</summary>
    /// <param name="program">What to check.</param>
    /// <param name="options">How; a fairness, and neither symmetry nor sleep sets, which would hide cycles.</param>
    /// <returns>
    /// A verdict that speaks of <see cref="EngineRules.FairExecutionsEnd"/> alone; executions end at other violations.
    /// </returns>
    /// <exception cref="ArgumentException">The options ask for a reduction, or for no fairness.</exception>
    public static Verdict SearchForLivelock(ConcurrentProgram program, SearchOptions options) =>
        Decide(program, () => LivenessSearch.Search(program, options));

    /// <summary>Layer by layer: every counterexample is a shortest one.</summary>
    public static Verdict SearchBreadthFirst(ConcurrentProgram program, SearchOptions? options = null) =>
        Decide(program, () => BreadthFirst(program, options ?? new SearchOptions()));

    /// <summary>
    /// Every order of steps that do not commute, remembering no states: dynamic partial-order reduction with source
    /// sets (Abdulla et al., POPL 2014). For programs whose executions end.
    /// </summary>
    /// <param name="program">What to check.</param>
    /// <param name="options">How; bounds apply, <see cref="SearchBounds.MaxStates"/> to executions.</param>
    public static Verdict SearchPartialOrders(ConcurrentProgram program, SearchOptions? options = null) =>
        Decide(program, () => SourceDporSearch.Search(program, options ?? new SearchOptions()));

    /// <summary>
    /// The same with wakeup trees (Abdulla et al., J. ACM 64(4), 2017): no execution is begun that repeats another.
    /// </summary>
    /// <param name="program">What to check.</param>
    /// <param name="options">How; bounds apply, <see cref="SearchBounds.MaxStates"/> to executions.</param>
    public static Verdict SearchPartialOrdersOptimally(ConcurrentProgram program, SearchOptions? options = null) =>
        Decide(program, () => OptimalDporSearch.Search(program, options ?? new SearchOptions()));

    /// <summary>Random schedules; the verdict is never complete.</summary>
    /// <param name="program">What to check.</param>
    /// <param name="options">How; bounds apply.</param>
    /// <param name="seed">The same seed gives the same schedules.</param>
    /// <param name="runs">How many schedules, from 1 up.</param>
    public static Verdict SearchAtRandom(ConcurrentProgram program, SearchOptions options, ulong seed, long runs) =>
        Decide(
            program,
            () => RandomizedSearch.Search(program, options, new UniformPolicy(), "random walk", seed, runs)
        );

    /// <summary>
    /// Random schedules that hit a bug of a given depth with a stated probability (Burckhardt et al., ASPLOS 2010); the
    /// verdict is never complete, and its notes say what probability is left of having missed such a bug.
    /// </summary>
    /// <param name="program">What to check.</param>
    /// <param name="options">How; bounds apply.</param>
    /// <param name="depth">How many ordering constraints bring the bug about, from 1 up.</param>
    /// <param name="seed">The same seed gives the same schedules.</param>
    /// <param name="runs">How many schedules, from 1 up.</param>
    public static Verdict SearchByPriorities(
        ConcurrentProgram program,
        SearchOptions options,
        int depth,
        ulong seed,
        long runs
    ) =>
        Decide(
            program,
            () =>
                RandomizedSearch.Search(
                    program,
                    options,
                    new PrioritiesPolicy(depth),
                    "probabilistic concurrency testing",
                    seed,
                    runs
                )
        );

    /// <summary>
    /// Random schedules, drawn so that the order of independent steps counts for less (Yuan et al., CAV 2018); the
    /// verdict is never complete.
    /// </summary>
    /// <param name="program">What to check.</param>
    /// <param name="options">How; bounds apply.</param>
    /// <param name="seed">The same seed gives the same schedules.</param>
    /// <param name="runs">How many schedules, from 1 up.</param>
    public static Verdict SampleOrders(ConcurrentProgram program, SearchOptions options, ulong seed, long runs) =>
        Decide(
            program,
            () =>
                RandomizedSearch.Search(
                    program,
                    options,
                    new PartialOrderPolicy(),
                    "partial-order sampling",
                    seed,
                    runs
                )
        );

    /// <summary>Every distinct final state, and every violation, of a program small enough to tell all its states
    /// apart.</summary>
    /// <param name="program">What to search.</param>
    /// <param name="bounds">Where to stop; the verdict tells whether it did.</param>
    /// <returns>The verdict, in which <c>Always</c> properties end nothing, and the states in words.</returns>
    public static (Verdict Verdict, IReadOnlySet<string> FinalStates) ListFinalStates(
        ConcurrentProgram program,
        SearchBounds? bounds = null
    ) => MachineGrowsException.UntilItFits(() => FinalStateSearch.Search(program, bounds ?? SearchBounds.None));

    /// <summary>Makes ready to follow schedules that another process has found: with load buffering a search has to
    /// find out first which steps can be taken early.</summary>
    internal static void Prepare(ConcurrentProgram program, MemoryModel memory)
    {
        if (!EarlyPrograms.AreKnown(program, memory))
        {
            Check(program, SearchOptions.Default with { Memory = memory, Liveness = Liveness.Off });
        }
    }

    // What a routine cannot say is no violation, but it leaves the verdict open.
    private static Verdict Decide(ConcurrentProgram program, Func<Verdict> search)
    {
        var verdict = MachineGrowsException.UntilItFits(search) with { Program = program };
        var unknown = verdict.Counterexamples.Where(c => c.Violation.Kind == ViolationKind.Unknown).ToList();
        return unknown.Count == 0
            ? verdict
            : verdict with
            {
                Counterexamples = [.. verdict.Counterexamples.Except(unknown)],
                Incomplete = unknown[0].Violation.Explanation,
                Unknown = [.. unknown],
            };
    }

    private static Verdict CheckOnce(ConcurrentProgram program, SearchOptions options)
    {
        if (options.Memory != MemoryModel.Sequential)
        {
            return ProveRelaxed(program, options);
        }

        var proof = StateSpaceSearch.Search(program, options, out var execution);
        if (!proof.Counterexamples.IsEmpty)
        {
            var shortest = BreadthFirstSearch.Search(program, options, proof.Counterexamples.Length, execution);
            proof = proof with
            {
                Counterexamples =
                [
                    .. proof.Counterexamples.Select(found =>
                        shortest.Counterexamples.FirstOrDefault(s => SameProperty(s, found)) ?? found
                    ),
                ],
            };
        }

        return TerminationCheck.Decide(program, options, proof, execution.Locals);
    }

    private static Verdict ProveOnce(ConcurrentProgram program, SearchOptions? options)
    {
        options ??= new SearchOptions();
        if (options.Memory != MemoryModel.Sequential)
        {
            return ProveRelaxed(program, options);
        }

        var proof = StateSpaceSearch.Search(program, options, out var execution);
        return TerminationCheck.Decide(program, options, proof, execution.Locals);
    }

    private static Verdict BreadthFirst(ConcurrentProgram program, SearchOptions options) =>
        options.Memory == MemoryModel.LoadBuffering
            ? LoadBufferingSearch.Search(program, options, static (p, o) => BreadthFirstSearch.Search(p, o))
            : BreadthFirstSearch.Search(program, options);

    private static Verdict ProveRelaxed(ConcurrentProgram program, SearchOptions options) =>
        options.Memory == MemoryModel.LoadBuffering
            ? LoadBufferingSearch.Search(program, options, ProveOnViews)
            : ProveOnViews(program, options);

    private static Verdict ProveOnViews(ConcurrentProgram program, SearchOptions options) =>
        OptionRules.MayPassOverStates(options) && options.Liveness == Liveness.Off
            ? RelaxedMemorySearch.Search(program, options)
            : BreadthFirstSearch.Search(program, options);

    private static bool SameProperty(Counterexample a, Counterexample b) =>
        (a.Violation.Kind, a.Violation.Property) == (b.Violation.Kind, b.Violation.Property);
}
