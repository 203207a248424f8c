using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;

namespace PgmapCheck.Plain.Puts;

/// <summary>v4.14 to v4.17: the same for HMM's memory only.</summary>
/// <param name="key">The key.</param>
public sealed class PutsPrivatePages(ManagedKey key) : TellsDriverAtOne(key)
{
    /// <inheritdoc/>
    protected override bool IsManaged(MemoryType type) => type is MemoryType.Private;
}
