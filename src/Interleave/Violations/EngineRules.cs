using System.Collections.Immutable;

namespace Interleave.Violations;

/// <summary>The names of the properties that every program has, because the engine itself checks them.</summary>
public static class EngineRules
{
    /// <summary>A cell is touched only while its <see cref="Memory.Lifetime"/> lasts.</summary>
    public const string NoUseAfterFree = "nothing is used after it was freed";

    /// <summary>A lifetime ends once for each beginning.</summary>
    public const string NoDoubleFree = "nothing is freed twice";

    /// <summary>A lock is dropped by the fiber that took it, before the fiber returns.</summary>
    public const string LocksAreReleased = "locks are released by their holder";

    /// <summary>A fiber drops only what it holds.</summary>
    public const string DropsOnlyHeld = "a fiber drops only what it holds";

    /// <summary>An exception ends an execution as a violation.</summary>
    public const string NoException = "no routine throws";

    /// <summary>A fiber that cannot run is woken sooner or later, unless the program says otherwise.</summary>
    public const string NoBlockedFiber = "no fiber is blocked for ever";

    /// <summary>All fibers but daemons return, if every fiber that can run gets its turn sooner or later.</summary>
    public const string FairExecutionsEnd = "every fair execution ends";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } =
    [NoUseAfterFree, NoDoubleFree, LocksAreReleased, DropsOnlyHeld, NoException, NoBlockedFiber, FairExecutionsEnd];
}
