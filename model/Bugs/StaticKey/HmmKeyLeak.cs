using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Hmm;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;
using static PgmapCheck.Model.Protocol.Memremap.TeardownDuties;

namespace PgmapCheck.Model.Bugs.StaticKey;

/// <summary>HMM takes the key when memory is added and never gives it back.</summary>
internal static class HmmKeyLeak
{
    public static Bug Entry { get; } =
        new("HMM-KEYLEAK", "HMM takes the key and never gives it back")
        {
            Base = KnownReleases.V5_2,
            Fix = static r => r with { Memremap = r.Memremap.With(Kill | Wait | Key), Hmm = new ThroughMemremap() },
            Releases = From("v4.18", "v5.2"),
            Symptoms = Breaks(
                KernelRules.KeyMatchesUsers,
                "hmm-add-remove",
                "hmm-add-resource-remove",
                "hmm-add-with-failures",
                "private-zap-vs-unplug",
                "private-fault-vs-unplug"
            ),
            IntroducedBy = "e76384884344",
            FixedBy = "f6a55e1a3fe6",
            FixSubject = "memremap: lift the devmap_enable manipulation into devm_memremap_pages",
            FixedIn = "v5.3",
            Evidence = "the fix's message says that hmm never called dev_pagemap_put_ops",
        };
}
