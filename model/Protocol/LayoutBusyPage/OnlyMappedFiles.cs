using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.LayoutBusyPage;

/// <summary>v4.18 to v6.14 (5fac7408d828): a file without mappings is taken to have no busy page.</summary>
public sealed class OnlyMappedFiles : LayoutBusyPageForm
{
    /// <inheritdoc/>
    protected override async Routine<bool> MaySkip(DaxFile file) => await file.Mapped.Load() == 0;
}
