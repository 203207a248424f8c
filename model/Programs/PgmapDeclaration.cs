using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Programs;

/// <summary>A page map of a program, and the device that has it.</summary>
/// <param name="Name">What the program calls it.</param>
/// <param name="Type">FS_DAX and unmanaged ones belong to a pmem device, private and public ones to a GPU, P2PDMA ones to a PCI device.</param>
public sealed record PgmapDeclaration(string Name, MemoryType Type)
{
    /// <summary>How many pages it has, from 1.</summary>
    public int Pages { get; init; } = 1;

    /// <summary>True if its driver is bound when the program starts.</summary>
    public bool IsBound { get; init; } = true;

    /// <summary>True if each allocation and registration while it is bound may fail: the faults to inject.</summary>
    public bool CanFail { get; init; }

    /// <summary>True if its driver sets no <c>page_free</c>, as virtio-fs does.</summary>
    public bool LacksPageFree { get; init; }
}
