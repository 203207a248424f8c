using Interleave.Memory;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DevicePages;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.PrivateMemory;

/// <summary>The count of a private page is reset after its driver has it back, and may have handed it out
/// again.</summary>
internal static class DpZeroRef
{
    public static Bug Entry { get; } =
        new("DP-ZEROREF", "a free private page's count is reset when its next user may have it")
        {
            Base = KnownReleases.V5_19,
            Fix = static r =>
                r with
                {
                    DevicePages =
                        r.DevicePages as PrivateFreeAtZero ?? new PrivateFreeAtZero { CountsForPagemap = false },
                },
            Releases = From("v5.18", "v5.19"),
            Symptoms = Breaks(
                KernelRules.CountsCoverReferences,
                "private-reuse-vs-put",
                "private-zap-vs-insert",
                "private-zap-vs-migrate",
                "private-insert-vs-insert"
            ),
            SymptomsUnder = [(MemoryModel.Tso, "private-insert-vs-insert", KernelRules.CountsStayPositive)],
            IntroducedBy = "27674ef6c73f",
            FixedBy = "ef233450898f",
            FixSubject = "mm: free device private pages have zero refcount",
            FixedIn = "v6.1",
            Evidence =
                "found by this model in code that was read; the fix's message speaks of pages that cannot be told "
                + "from free ones"
                + " (docs/findings.md)",
        };
}
