using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.JumpLabel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.StaticKey;

/// <summary>The count says 1 before any instruction is patched, and the second user looks only at the count.</summary>
internal static class SkeyFastInc
{
    public static Bug Entry { get; } =
        new("SKEY-FASTINC", "the second user returns before the first has switched the key on")
        {
            Base = KnownReleases.V5_10,
            Break = static r => r with { JumpLabel = new CountsBeforePatching() },
            Fix = static r => r with { JumpLabel = KnownReleases.V5_10.JumpLabel },
            Symptoms = Breaks(KernelRules.KeyMatchesUsers, "key-get-vs-get"),
            IntroducedBy = "706249c222f6",
            FixedBy = "4c5ea0a9cd02",
            FixSubject = "locking/static_key: Fix concurrent static_key_slow_inc()",
            FixedIn = "v4.7",
            Evidence =
                "the fix's message; the static keys of v4.3 to v4.6, put under a key that is counted as since v5.10",
        };
}
