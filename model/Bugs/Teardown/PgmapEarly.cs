using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DevicePages;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>The page map goes although processes have its private pages.</summary>
internal static class PgmapEarly
{
    public static Bug Entry { get; } =
        new("PGMAP-EARLY", "a page map goes although its private pages are mapped")
        {
            Base = KnownReleases.V5_19,
            Fix = static r => r with { DevicePages = new PrivateFreeAtZero() },
            Releases = From("v5.18", "v5.19"),
            Symptoms = Breaks(KernelRules.NoUseAfterFree, "private-zap-vs-unplug", "private-fault-vs-unplug"),
            IntroducedBy = "27674ef6c73f",
            FixedBy = "0dc45ca1ce18",
            FixSubject = "mm/memremap.c: take a pgmap reference on page allocation",
            FixedIn = "v6.1",
            Evidence = "the fix's message",
        };
}
