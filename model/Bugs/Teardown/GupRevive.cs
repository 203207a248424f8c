using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Protocol.ManagedPut;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>The slow path takes a page without looking at its count, which unbind has put to 0.</summary>
internal static class GupRevive
{
    public static Bug Entry { get; } =
        new("GUP-REVIVE", "get_user_pages takes a page that unbind has already put to 0")
        {
            Base = KnownReleases.V5_10,
            Fix = static r =>
                r with
                {
                    GetUserPages = r.GetUserPages with { Grab = new OnlyLivePages() },
                    ManagedPut = new HoldsPagemap(),
                },
            Releases = [.. From("v4.14", "v5.10")],
            Symptoms =
            [
                .. Breaks(KernelRules.CountsStayPositive, "gup-slow-vs-unplug", "gup-two-pages-vs-unplug"),
                .. Breaks(KernelRules.NoWarnings, "gup-slow-vs-unplug", "gup-two-pages-vs-unplug"),
            ],
            IntroducedBy = "e76384884344",
            Evidence = "found by this model, no upstream report known (docs/findings.md)",
        };
}
