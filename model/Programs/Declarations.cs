using System.Collections.Immutable;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Programs;

/// <summary>A page map of a program, and the device that has it.</summary>
/// <param name="Name">What the program calls it.</param>
/// <param name="Type">FS_DAX and unmanaged ones belong to a pmem device, private and public ones to a GPU, P2PDMA ones
/// to a PCI device.</param>
public sealed record PgmapDeclaration(string Name, MemoryType Type)
{
    /// <summary>How many pages it has, from 1.</summary>
    public int Pages { get; init; } = 1;

    /// <summary>True if its driver is bound when the program starts.</summary>
    public bool IsBound { get; init; } = true;

    /// <summary>
    /// The faults to inject: each allocation and registration while it is bound may fail; of peer-to-peer memory, each
    /// mapping.
    /// </summary>
    public bool CanFail { get; init; }

    /// <summary>True if its driver sets no <c>page_free</c>, as virtio-fs does; private memory is then
    /// refused.</summary>
    public bool LacksPageFree { get; init; }

    /// <summary>Another page map, declared before, whose addresses it wants too; null if its range is its
    /// own.</summary>
    public string? Over { get; init; }

    /// <summary>True if its driver may find that it cannot be bound, so that nobody can count on it.</summary>
    public bool MayBeRefused =>
        Type != MemoryType.P2PDma && (CanFail || Over is not null || (LacksPageFree && !IsBound));
}

/// <summary>A DAX file of a program.</summary>
/// <param name="Name">What the program calls it.</param>
/// <param name="Pgmap">The page map that its pages are of.</param>
/// <param name="First">Its first page there, from 0.</param>
/// <param name="Count">How many pages it has, from 1.</param>
public sealed record FileDeclaration(string Name, string Pgmap, int First, int Count)
{
    /// <summary>Whose code handles it.</summary>
    public FileSystem FileSystem { get; init; } = FileSystem.Xfs;

    /// <summary>True if a process has it mapped, and has touched every page, when the program starts.</summary>
    public bool IsMapped { get; init; } = true;

    /// <summary>True if one entry stands for all its pages.</summary>
    public bool IsHuge { get; init; }

    /// <summary>True if it has no blocks at first: reading maps the zero page, writing allocates.</summary>
    public bool IsSparse { get; init; }

    /// <summary>True if other files have its blocks too (reflink).</summary>
    public bool IsShared { get; init; }
}

/// <summary>A process whose anonymous memory, one page of it, may be on a device.</summary>
/// <param name="Name">What the program calls it.</param>
/// <param name="Pgmap">The private page map that it may be in.</param>
/// <param name="Start">Where it is at first.</param>
public sealed record ProcessDeclaration(string Name, string Pgmap, ProcessStart Start);

/// <summary>Where a process's memory is when a program starts.</summary>
public enum ProcessStart
{
    /// <summary>In ordinary memory.</summary>
    Ram,

    /// <summary>In the device's.</summary>
    Device,

    /// <summary>Nowhere: it has not been touched.</summary>
    Nowhere,
}

/// <summary>A thread of a program.</summary>
/// <param name="Name">What traces call it.</param>
/// <param name="Holds">What it holds at first.</param>
/// <param name="Calls">What it does, in this order.</param>
public sealed record ThreadDeclaration(string Name, ImmutableArray<Holding> Holds, ImmutableArray<Call> Calls);

/// <summary>Something that a thread holds when the program starts.</summary>
/// <param name="Kind">A reference to a page, a pin of one, or a use of the static key.</param>
/// <param name="Of">The page; nothing for the key.</param>
public readonly record struct Holding(HoldingKind Kind, Argument Of);

/// <summary>What a thread can hold, and has to give back.</summary>
public enum HoldingKind
{
    /// <summary>A reference to a page.</summary>
    Reference,

    /// <summary>A pin of a page.</summary>
    Pin,

    /// <summary>A reference to a page map.</summary>
    Pgmap,

    /// <summary>A use of the static key.</summary>
    Key,
}
