using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;
using static PgmapCheck.Model.Protocol.Memremap.TeardownDuties;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>The reference is initialized before the callbacks are looked at, and not exited when one is
/// missing.</summary>
internal static class EnableGetLeak
{
    public static Bug Entry { get; } =
        new("ENABLEGET-LEAK", "a page map that is refused for a missing callback keeps its reference")
        {
            Base = KnownReleases.V5_7,
            Fix = static r => r with { Memremap = r.Memremap.With(ChecksOpsFirst) },
            Releases = From("v5.3", "v5.7"),
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "bind-without-page-free"),
            IntroducedBy = "24917f6b1041",
            FixedBy = "433e7d317754",
            FixSubject = "mm/memremap.c: convert devmap static branch to {inc,dec}",
            FixedIn = "v5.10",
            Evidence = "the code of v5.4 was read; no commit names it, it goes when taking the key can no longer fail",
        };
}
