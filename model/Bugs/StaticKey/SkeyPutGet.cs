using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.JumpLabel;
using PgmapCheck.Model.Protocol.ManagedKey;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.StaticKey;

/// <summary>The last user switches the key off after a new one has counted itself.</summary>
internal static class SkeyPutGet
{
    public static Bug Entry { get; } =
        new("SKEY-PUTGET", "the last user switches the key off after a new one has come")
        {
            Base = KnownReleases.V4_18,
            Fix = static r =>
                r with
                {
                    ManagedKey = new KeyCountsUsers(),
                    JumpLabel = r.JumpLabel is DecAndMutexLock ? new FetchAddUnless() : r.JumpLabel,
                },
            Releases = From("v4.18", "v5.7"),
            Symptoms = Breaks(KernelRules.KeyMatchesUsers, "key-put-vs-get", "key-put-vs-toggle", "unbind-vs-bind"),
            IntroducedBy = "e76384884344",
            FixedBy = "433e7d317754",
            FixSubject = "mm/memremap.c: convert devmap static branch to {inc,dec}",
            FixedIn = "v5.10",
            Evidence = "derived from the same pair of steps; the fix's message does not spell it out",
        };
}
