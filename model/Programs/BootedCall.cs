using System.Collections.Immutable;
using Interleave.Memory;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.P2PDma;

namespace PgmapCheck.Model.Programs;

/// <summary>A call whose arguments are the things of a booted kernel.</summary>
public sealed class BootedCall
{
    /// <summary>The kernel.</summary>
    public required Linux Linux { get; init; }

    /// <summary>What is called.</summary>
    public required Operation Operation { get; init; }

    /// <summary>The calling thread; null if it never sleeps.</summary>
    public required TaskStruct? Current { get; init; }

    /// <summary>The pages of its argument.</summary>
    public ImmutableArray<Page> Pages { get; init; } = [];

    /// <summary>The first of them.</summary>
    public Page Page => Pages[0];

    /// <summary>Its file; null if it has none.</summary>
    public DaxFile? File { get; init; }

    /// <summary>The first index in the file.</summary>
    public int First { get; init; }

    /// <summary>The last one.</summary>
    public int Last { get; init; }

    /// <summary>Its device; null if it has none.</summary>
    public BootedDevice? Device { get; init; }

    /// <summary>Its process; null if it has none.</summary>
    public AddressSpace? Process { get; init; }

    /// <summary>Its signal, 1 once given; null if it has none.</summary>
    public Cell? Signal { get; init; }

    /// <summary>Noted while the thread has a private copy of its page; null if it needs none.</summary>
    public Resource? Copy { get; init; }

    /// <summary>Where it maps peer-to-peer memory; null if it does not.</summary>
    public P2PMapping? Mapping { get; init; }

    /// <summary>True if the thread holds what it is about to drop: what it asked for may not have been to be
    /// had.</summary>
    public bool Holds(Resource resource) => Linux.Machine.Holds(resource) > 0;
}
