using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Layouts;

/// <summary>The scan for busy pages unmaps private copies with the pages.</summary>
internal static class CowUnmap
{
    public static Bug Entry { get; } =
        new("COW-UNMAP", "looking for busy pages throws private copies of pages away")
        {
            Base = KnownReleases.V5_2,
            Fix = static r => r with { LayoutBusyPage = r.LayoutBusyPage with { KeepsPrivateCopies = true } },
            Releases = From("v4.18", "v5.2"),
            Symptoms = Breaks(KernelRules.PrivateCopiesStay, "private-copy-vs-punch-hole"),
            IntroducedBy = "5fac7408d828",
            FixedBy = "d75996dd022b",
            FixSubject = "dax: dax_layout_busy_page() should not unmap cow pages",
            FixedIn = "v5.3",
            Evidence = "the fix's message",
        };
}
