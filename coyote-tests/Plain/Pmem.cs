using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Memremap;

namespace PgmapCheck.Plain;

/// <summary>A device of persistent memory.</summary>
/// <param name="linux">The kernel.</param>
/// <param name="pgmap">Its page map.</param>
/// <param name="canFail">True if one registration of a device action may fail.</param>
public sealed class Pmem(Linux linux, Pgmap pgmap, bool canFail = false)
{
    /// <summary>Its page map.</summary>
    public Pgmap Pgmap => pgmap;

    /// <summary>Its driver.</summary>
    public PmemDriver Driver { get; } = new(linux.Key, linux.Memremap, new Device(canFail), pgmap);
}
