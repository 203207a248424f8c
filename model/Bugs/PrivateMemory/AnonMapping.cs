using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DevicePages;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.PrivateMemory;

/// <summary>A private page keeps the mapping of the process that had it before, and is taken for one that is
/// mapped.</summary>
internal static class AnonMapping
{
    public static Bug Entry { get; } =
        new("ANON-MAPPING", "a private page that is handed out again keeps its former owner's mapping")
        {
            Base = KnownReleases.V5_2,
            Fix = static r => r with { DevicePages = new CountedFromOne(clearsMapping: true) },
            Releases = From("v4.18", "v5.2"),
            Symptoms = Breaks(KernelRules.MappingsAreCurrent, "private-zap-vs-insert"),
            IntroducedBy = "b7a523109fb5",
            FixedBy = "7ab0ad0e74f8",
            FixSubject = "mm/hmm: fix ZONE_DEVICE anon page mapping reuse",
            FixedIn = "v5.3",
            Evidence =
                "the patch mail describes the insertion into an empty page table entry; Dan Williams lists the three "
                + "commits",
        };
}
