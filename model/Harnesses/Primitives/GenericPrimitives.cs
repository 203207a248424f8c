using System.Collections.Frozen;
using System.Collections.Immutable;
using PgmapCheck.Model.Text.Primitives;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>Names with a meaning of their own where all objects are generic. What is not here is read from the
/// text.</summary>
internal static class GenericPrimitives
{
    /// <summary>All that are listed by name; of two with one name the later counts.</summary>
    public static ImmutableArray<Primitive> All { get; } =
    [
        .. Assertions.Group.All,
        .. Annotations.Group.All,
        .. Numbers.Group.All,
        .. Barriers.Group.All,
        .. GenericPerCpu.Group.All,
        .. GenericBits.Group.All,
        .. GenericStrings.Group.All,
        .. GenericStaticKeys.Group.All,
        .. GenericEnvironment.Group.All,
        .. GenericUserSpace.Group.All,
        .. GenericKcsan.Group.All,
        .. GenericAtomics.Group.All,
        .. GenericLocks.Group.All,
        .. AtomicContext.Group.All,
        .. GenericRcu.Group.All,
        .. GenericSrcu.Group.All,
        .. GenericWork.Group.All,
        .. GenericTimers.Group.All,
        .. GenericAllocation.Group.All,
        .. Scheduling.Group.All,
        .. HarnessCalls.Group.All,
    ];

    private static readonly FrozenDictionary<string, Primitive> s_byName = All.GroupBy(p => p.Name)
        .ToFrozenDictionary(g => g.Key, g => g.Last());

    /// <summary>Each name once.</summary>
    public static IEnumerable<Primitive> ByName => s_byName.Values;

    private static readonly FrozenDictionary<string, Primitive> s_failing =
        GenericAllocation.Failing.All.ToFrozenDictionary(p => p.Name);

    /// <summary>What a name means; null for a name that is read from the text.</summary>
    /// <param name="name">The name.</param>
    /// <param name="hasFaults">Allocations may fail.</param>
    public static Primitive? Find(string name, bool hasFaults) =>
        (hasFaults ? s_failing.GetValueOrDefault(name) : null)
        ?? s_byName.GetValueOrDefault(name)
        ?? Atomics.Find(name)
        ?? GenericAtomics.Find(name)
        ?? GenericEnvironment.Find(name)
        ?? (IsReadInstead(name) ? null : Annotations.Find(name));

    // Where the tool is configured out, its headers say what its functions return then, on which code may rely.
    private static bool IsReadInstead(string name) =>
        name.StartsWith("kasan_", StringComparison.Ordinal)
        || name.StartsWith("kmsan_", StringComparison.Ordinal)
        || name.StartsWith("kmemleak_", StringComparison.Ordinal)
        || name is "lockdep_pin_lock" or "lockdep_cookie" or "lockdep_init_map_type";
}
