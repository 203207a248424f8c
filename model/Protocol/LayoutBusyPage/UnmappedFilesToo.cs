using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.LayoutBusyPage;

/// <summary>v6.15 (cee91fa13a8e): a page can be held although nothing maps it any more.</summary>
public sealed class UnmappedFilesToo : LayoutBusyPageForm
{
    /// <inheritdoc/>
    protected override Routine<bool> MaySkip(DaxFile file) => Routine<bool>.Of(false);
}
