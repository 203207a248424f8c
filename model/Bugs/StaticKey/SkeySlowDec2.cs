using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.JumpLabel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.StaticKey;

/// <summary>The fix of SKEY-SLOWDEC refuses twice when the count goes to 2 and back in between; that user never
/// leaves.</summary>
internal static class SkeySlowDec2
{
    public static Bug Entry { get; } =
        new("SKEY-SLOWDEC2", "a decrement is lost between two others")
        {
            Base = KnownReleases.V6_1,
            Break = static r => r with { JumpLabel = new TryDecrement() },
            Fix = static r => r with { JumpLabel = new DecrementUnderLock() },
            Symptoms = Breaks(KernelRules.NoWarnings, "key-put-vs-toggle"),
            IntroducedBy = "83ab38ef0a0b",
            FixedBy = "1d7f856c2ca4",
            FixSubject = "jump_label: Fix static_key_slow_dec() yet again",
            FixedIn = "v6.12",
            Evidence = "the fix's message; the kernel warns in the step in which it loses the decrement",
        };
}
