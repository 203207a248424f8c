using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxAssociation;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.DaxEntries;

/// <summary>The entry of a hole stands for the shared zero page, which belongs to no file.</summary>
internal static class ZeroEntry
{
    public static Bug Entry { get; } =
        new("ZERO-ENTRY", "replacing the entry of a hole takes the shared zero page apart")
        {
            Base = KnownReleases.V6_15,
            Break = static r => r with { DaxAssociation = new CountsSharers { TouchesZeroPage = true } },
            Fix = static r => r with { DaxAssociation = new CountsSharers() },
            Symptoms = Breaks(KernelRules.NoWarnings, "read-hole-vs-write"),
            IntroducedBy = "38607c62b34b",
            FixedBy = "98c183a4fccf",
            FixSubject = "fs/dax: don't disassociate zero page entries",
            FixedIn = "v6.15",
            Evidence =
                "the fix's message; only the series before it had it. That even v6.16 computes the page of such an "
                + "entry before it looks at the kind was read",
        };
}
