using System.Collections.Frozen;
using System.Collections.Immutable;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Every name that has a meaning of its own: what a user of verdicts on text has to trust.</summary>
internal static class PrimitiveTable
{
    /// <summary>All that are listed by name; atomics beyond the usual ones are understood by the parts of
    /// theirs.</summary>
    public static ImmutableArray<Primitive> All { get; } =
    [
        .. Assertions.Group.All,
        .. Annotations.Group.All,
        .. Numbers.Group.All,
        .. Barriers.Group.All,
        .. Locks.Group.All,
        .. ReadCopyUpdate.Group.All,
        .. PerCpu.Group.All,
        .. StaticBranches.Group.All,
        .. Waiting.Group.All,
        .. Lists.Group.All,
        .. XArrays.Group.All,
        .. Pages.Group.All,
        .. PageMaps.Group.All,
        .. Hotplug.Group.All,
        .. Allocation.Group.All,
        .. Files.Group.All,
        .. PageTables.Group.All,
        .. Faults.Group.All,
        .. Migration.Group.All,
        .. Pools.Group.All,
    ];

    private static readonly FrozenDictionary<string, Primitive> s_byName = All.ToFrozenDictionary(p => p.Name);

    /// <summary>What scenarios of the protocol take on trust.</summary>
    public static IPrimitives Protocol { get; } = new OfProtocol();

    private sealed class OfProtocol : IPrimitives
    {
        public bool IsOfProtocol => true;

        public Primitive? Find(string name) =>
            s_byName.GetValueOrDefault(name) ?? Atomics.Find(name) ?? Annotations.Find(name);
    }
}

/// <summary>The names that have a meaning of their own in one kind of program.</summary>
internal interface IPrimitives
{
    /// <summary>Some global variables are objects of the model.</summary>
    bool IsOfProtocol { get; }

    /// <summary>What a name means; null for a name that is read from the text.</summary>
    Primitive? Find(string name);
}
