using System.Threading;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Violations;

namespace Interleave.Search;

/// <summary>How a program is searched.</summary>
public sealed record SearchOptions
{
    private readonly Reductions _wanted = Reductions.All;

    /// <summary>
    /// What <see cref="Checker.Check"/> does unless it is told: it decides also that every strongly fair execution
    /// ends, and it gives up after a million states or half of the memory that the process may have. The bounds are
    /// there because a program with a counter that only grows has no last state.
    /// </summary>
    public static SearchOptions Default { get; } =
        new()
        {
            Liveness = Liveness.Strong,
            Bounds = new SearchBounds
            {
                MaxStates = 1_000_000,
                MaxBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2,
            },
        };

    /// <summary>What may be left out; all of it by default. The switches below are its parts.</summary>
    public Reductions Reductions
    {
        get => OptionRules.Consistent(_wanted);
        init => _wanted = value;
    }

    /// <summary>Merge states that differ only by a permutation of fibers in equal local states. On by
    /// default.</summary>
    public bool Symmetry
    {
        get => Wants(Reductions.Symmetry);
        init => _wanted = With(Reductions.Symmetry, value);
    }

    /// <summary>Skip steps whose order cannot matter (Godefroid, LNCS 1032, chapter 5). On by default.</summary>
    public bool SleepSets
    {
        get => Wants(Reductions.SleepSets);
        init => _wanted = With(Reductions.SleepSets, value);
    }

    /// <summary>
    /// With sleep sets: steps on one cell commute, too, where they lead to the same state in either order, such as two
    /// increments whose results nobody looks at. On by default.
    /// </summary>
    public bool ConditionalIndependence
    {
        get => Wants(Reductions.ConditionalIndependence);
        init => _wanted = With(Reductions.ConditionalIndependence, value);
    }

    /// <summary>
    /// With symmetry: leave out of a local state the callers that will only return, so that a fiber that has called its
    /// way into another role is equal to one that began there. On by default.
    /// </summary>
    public bool TailCallElimination
    {
        get => Wants(Reductions.TailCallElimination);
        init => _wanted = With(Reductions.TailCallElimination, value);
    }

    /// <summary>Leave out of a local state the locals that its routine will not read again. On by default.</summary>
    public bool DropsDeadLocals
    {
        get => Wants(Reductions.DeadLocals);
        init => _wanted = With(Reductions.DeadLocals, value);
    }

    /// <summary>
    /// Take a step at once, and alone, if no other fiber can do anything before it that conflicts with it, no property
    /// sees it and it leads towards the end of its fiber: it is a persistent set (Godefroid, LNCS 1032, chapter 4).
    /// What fibers can still do is read off the steps met so far, and it is refined where it met too few. On
    /// by default, with depth-first search for states; a search with a bound on depth, with coverage, of a part or one
    /// that is kept does without.
    /// </summary>
    public bool PersistentSets
    {
        get => Wants(Reductions.PersistentSets);
        init => _wanted = With(Reductions.PersistentSets, value);
    }

    /// <summary>
    /// With persistent sets: what others can do only with a lock does not come before a step of the fiber that holds
    /// it, so that what the lock guards is touched in one step (Lipton, Comm. ACM 18(12), 1975). What a lock guards is
    /// found out, not declared. On by default.
    /// </summary>
    public bool LiptonReduction
    {
        get => Wants(Reductions.LiptonReduction);
        init => _wanted = With(Reductions.LiptonReduction, value);
    }

    /// <summary>How many states there have to be for persistent sets to be looked for: with fewer, that takes longer
    /// than it saves.</summary>
    public long PersistentSetsAfter { get; init; } = 2_000;

    /// <summary>64 or 128: how many bits tell two states apart.</summary>
    public int FingerprintBits { get; init; } = 64;

    /// <summary>
    /// Run every n-th transition's code again and compare (0: never). Finds routines whose behaviour depends on
    /// anything outside the engine's memory.
    /// </summary>
    public int AuditEvery { get; init; }

    /// <summary>
    /// Whether <see cref="Checker.Check"/> and <see cref="Checker.Prove"/> also decide that every fair execution ends,
    /// once all states are known. The other strategies look at states and schedules only.
    /// </summary>
    public Liveness Liveness { get; init; }

    /// <summary>
    /// Check <c>Always</c> properties, and go no further where one does not hold. On by default; off, a search lists
    /// every final state that can be reached, as an engine sees them that cannot look at the states in between.
    /// </summary>
    public bool ChecksEveryState { get; init; } = true;

    /// <summary>Whether the verdict says what was reached: <see cref="Verdict.Coverage"/>. It is read off afterwards; a
    /// new state costs a little, a step nothing.</summary>
    public bool Coverage { get; init; }

    /// <summary>
    /// What order accesses to memory have. Anything but <see cref="MemoryModel.Sequential"/> is searched breadth first,
    /// with persistent sets, under <see cref="MemoryModel.Tso"/> with sleep sets, too, and for safety only.
    /// </summary>
    public MemoryModel Memory { get; init; }

    /// <summary>Where to stop.</summary>
    public SearchBounds Bounds { get; init; } = SearchBounds.None;

    /// <summary>
    /// How many threads <see cref="Checker.Check"/> and <see cref="Checker.Prove"/> search with, from 1 up, once there
    /// are many states. They are one by default: whoever has processors to spare says so. With a bound on depth it is
    /// always one.
    /// </summary>
    public int Workers { get; init; } = 1;

    /// <summary>How many states there have to be for other threads to join: with fewer, starting them takes longer than
    /// it saves.</summary>
    public long ShareAfter { get; init; } = 20_000;

    /// <summary>
    /// Where all threads of this search but its first come from, if it is one of several at a time: it goes on with one
    /// as long as there is none to spare. Null if <see cref="Workers"/> are its own.
    /// </summary>
    public SpareThreads? Spare { get; init; }

    /// <summary>
    /// A directory for files that hold the visited states of <see cref="Checker.Check"/> and
    /// <see cref="Checker.Prove"/> when there are many, so that the system can keep what is not used out of memory;
    /// null for memory alone. What lies in files does not count for <see cref="SearchBounds.MaxBytes"/>, and nothing is
    /// left of them afterwards.
    /// </summary>
    public string? SpillDirectory { get; init; }

    /// <summary>
    /// The part of all schedules that <see cref="Checker.Check"/> and <see cref="Checker.Prove"/> look at; null for all
    /// of them. Parts are searched without sleep sets, because what a violation cuts short in one part may be what
    /// another relies on, and cannot decide liveness.
    /// </summary>
    public PartOptions? Part { get; init; }

    /// <summary>
    /// Where <see cref="Checker.Check"/> and <see cref="Checker.Prove"/> keep the search for states, to go on with it
    /// in another process; null for nowhere.
    /// </summary>
    public CheckpointOptions? Checkpoint { get; init; }

    /// <summary>Receives the state of the search a few times a second.</summary>
    public IProgress<SearchProgress>? Progress { get; init; }

    /// <summary>Stops the search; the verdict is then incomplete.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>How many random walks have to teach nothing before persistent sets are looked for.</summary>
    internal int BarrenWalks { get; init; } = 100;

    /// <summary>On weaker memories: a pass begins that relies on there being no more than so many edges between local
    /// states. As long as no more are met, what it finds is true, whatever comes of the pass.</summary>
    internal Action<int>? OnReliance { get; init; }

    /// <summary>For tests: sees every final state and every violation.</summary>
    internal Action<ProgramState, Violation?>? OnEnd { get; init; }

    /// <summary>For tests: what was seen so far does not count, because the search is refined, and starts
    /// again.</summary>
    internal Action? OnRestart { get; init; }

    /// <summary>The rules that it follows: tests break some, to show that they would notice.</summary>
    internal SearchRules Rules { get; init; } = SearchRules.Sound;

    // A switch keeps its place while what it rests on is off.
    private static Reductions Own(Reductions reduction) =>
        reduction switch
        {
            Reductions.ConditionalIndependence => reduction & ~Reductions.SleepSets,
            Reductions.LiptonReduction => reduction & ~Reductions.PersistentSets,
            Reductions.TailCallElimination => reduction & ~Reductions.Symmetry,
            _ => reduction,
        };

    private bool Wants(Reductions reduction) => (_wanted & Own(reduction)) != 0;

    private Reductions With(Reductions reduction, bool isOn) =>
        isOn ? _wanted | Own(reduction) : _wanted & ~Own(reduction);
}
