using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.JumpLabel;
using PgmapCheck.Model.Protocol.ManagedKey;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.StaticKey;

/// <summary>The second user of the key returns while the first is still switching it on.</summary>
internal static class SkeyGet2
{
    public static Bug Entry { get; } =
        new("SKEY-GET2", "the second user relies on the key before the first has switched it on")
        {
            Base = KnownReleases.V4_18,
            Fix = static r =>
                r with
                {
                    ManagedKey = new KeyCountsUsers(),
                    JumpLabel = r.JumpLabel is DecAndMutexLock ? new FetchAddUnless() : r.JumpLabel,
                },
            Releases = From("v4.18", "v5.7"),
            Symptoms =
            [
                .. Breaks(
                    KernelRules.KeyMatchesUsers,
                    "key-get-vs-get",
                    "key-toggle-vs-toggle",
                    "three-key-toggles",
                    "bind-vs-bind",
                    "bind-and-use-vs-bind"
                ),
                .. Breaks(KernelRules.NoWarnings, "three-key-toggles"),
            ],
            IntroducedBy = "e76384884344",
            FixedBy = "433e7d317754",
            FixSubject = "mm/memremap.c: convert devmap static branch to {inc,dec}",
            FixedIn = "v5.10",
            Evidence = "the fix's message describes the race of several callers that enable at the same time",
        };
}
