using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxAssociation;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.DaxEntries;

/// <summary>Files that share a block change its page's association under locks of their own.</summary>
internal static class ShareRace
{
    public static Bug Entry { get; } =
        new("SHARE-RACE", "two files that share a page miscount themselves")
        {
            Base = KnownReleases.V6_15,
            Fix = static r => r with { DaxAssociation = new CountsSharers { LocksPage = true } },
            Releases = From("v6.15", "v6.17"),
            Symptoms =
            [
                .. Breaks(KernelRules.NoWarnings, "shared-fault-vs-shared-fault", "shared-fault-vs-truncate"),
                .. Breaks(KernelRules.AssociationsAreTrue, "shared-fault-vs-shared-fault", "shared-fault-vs-truncate"),
            ],
            Evidence =
                "found by this model; dax_associate_entry and dax_folio_put of v6.16 were read, no upstream report "
                + "known (docs/findings.md)",
        };
}
