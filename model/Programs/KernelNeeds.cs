using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Model.Programs;

/// <summary>What a kernel has to have for a program.</summary>
internal static class KernelNeeds
{
    /// <summary>Whether a kernel has everything that the program calls and declares.</summary>
    public static bool AreMetBy(Release release, RefcountProgram program) =>
        program.Threads.All(thread => thread.Calls.All(call => Operations.Of(call).IsIn(release)))
        && program.Pgmaps.All(pgmap =>
            HasType(release, pgmap.Type)
            && (
                pgmap is not { Type: MemoryType.Private, LacksPageFree: true }
                || release.Memremap.Has(TeardownDuties.OwnsReference)
            )
        )
        && program.Files.All(file =>
            Scenario.HasFsDaxPages(release)
            && HasFileSystem(release, file.FileSystem)
            && (!file.IsShared || release.DaxAssociation.SharesPages)
            && (!file.IsHuge || release.HugeEntries is not null)
        ) // later one folio has one count, which the model's pages do not
        && (release.Unpin.HasPins || program.Threads.All(thread => thread.Holds.All(h => h.Kind != HoldingKind.Pin)))
        && (
            Scenario.HasManagedKey(release)
            || program.Threads.All(thread => thread.Holds.All(h => h.Kind != HoldingKind.Key))
        );

    private static bool HasType(Release release, MemoryType type) =>
        type switch
        {
            MemoryType.Unmanaged => release.Config.ZoneDevice,
            MemoryType.Private => Scenario.HasPrivateMemory(release),
            MemoryType.Public => Scenario.HasDevicePages(release) && release.Hmm.OffersDevmem,
            MemoryType.P2PDma => Scenario.HasDevicePages(release) && release.P2PDma.HasMemory,
            _ => Scenario.HasDevicePages(release),
        };

    private static bool HasFileSystem(Release release, FileSystem fileSystem) =>
        fileSystem switch
        {
            FileSystem.Fuse => release.HasFuseDax,
            FileSystem.Ext2 => release.HasExt2Dax,
            _ => true,
        };
}
