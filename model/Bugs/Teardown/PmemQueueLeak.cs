using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;
using static PgmapCheck.Model.Protocol.Memremap.TeardownDuties;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>The queue is cleaned up by a page map that a failed probe has not set up.</summary>
internal static class PmemQueueLeak
{
    public static Bug Entry { get; } =
        new("PMEM-QUEUE-LEAK", "a failed setup_pagemap_fsdax leaves the queue behind")
        {
            Base = KnownReleases.V5_2,
            Fix = static r => r with { Memremap = r.Memremap.With(Key | KillsOnConflict) },
            Releases = ["v5.2"],
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "bind-with-failures", "bind-over-another"),
            IntroducedBy = "50f44ee7248a",
            FixedBy = "f6a55e1a3fe6",
            FixSubject = "memremap: lift the devmap_enable manipulation into devm_memremap_pages",
            FixedIn = "v5.3",
            Evidence = "found by this model; the patch mails of both commits show the early return (docs/findings.md)",
        };
}
