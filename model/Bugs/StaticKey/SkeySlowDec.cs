using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.JumpLabel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.StaticKey;

/// <summary>The decrement that refuses to go from 1 to 0 goes from 0 to -1.</summary>
internal static class SkeySlowDec
{
    public static Bug Entry { get; } =
        new("SKEY-SLOWDEC", "one put too many makes the count of the key negative")
        {
            Base = KnownReleases.V6_1,
            Fix = static r => r with { JumpLabel = new DecrementUnderLock() },
            Releases = From("v5.10", "v6.1"),
            HiddenIn = From("v4.18", "v5.7"),
            Symptoms = Breaks(KernelRules.KeyMatchesUsers, "key-put-vs-extra-put"),
            IntroducedBy = "4c5ea0a9cd02",
            FixedBy = "83ab38ef0a0b",
            FixSubject = "jump_label: Fix concurrency issues in static_key_slow_dec()",
            FixedIn = "v6.11",
            Evidence = "the fix's message; it takes a driver that gives the key back without having taken it",
        };
}
