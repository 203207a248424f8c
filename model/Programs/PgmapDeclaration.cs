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
