using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Protocol.StaticKeys;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;
using static PgmapCheck.Model.Protocol.Teardown.TeardownDuties;

namespace PgmapCheck.Model.Bugs;

/// <summary>The static key: users that come and go, and what switches it.</summary>
internal static class StaticKeysBugs
{
    /// <summary>HMM takes the key when memory is added and never gives it back.</summary>
    public static Bug HmmKeyLeak { get; } =
        new("HMM-KEYLEAK", "HMM takes the key and never gives it back")
        {
            Base = KnownReleases.V5_2,
            Fix = static r =>
                r with
                {
                    Memremap = r.Memremap.With(Kill | Wait | Key | KeyLast), // else KEY-ACTION-LEAK
                    Hmm = new ThroughMemremap(),
                },
            Releases = From("v4.18", "v5.2"),
            Symptoms = Breaks(
                KernelRules.KeyMatchesUsers,
                "hmm-add-remove",
                "hmm-add-resource-remove",
                "hmm-add-with-failures",
                "private-zap-vs-unplug",
                "private-fault-vs-unplug"
            ),
            IntroducedBy = "e76384884344",
            FixedBy = "f6a55e1a3fe6",
            FixSubject = "memremap: lift the devmap_enable manipulation into devm_memremap_pages",
            FixedIn = "v5.3",
            Evidence = "the fix's message says that hmm never called dev_pagemap_put_ops",
        };

    /// <summary>The count says 1 before any instruction is patched, and the second user looks only at the
    /// count.</summary>
    public static Bug SkeyFastInc { get; } =
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

    /// <summary>The second user of the key returns while the first is still switching it on.</summary>
    public static Bug SkeyGet2 { get; } =
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

    /// <summary>What unmanaged page maps have not taken they give back, too.</summary>
    public static Bug SkeyPutAny { get; } =
        new("SKEY-PUTANY", "an unmanaged page map that goes gives back the key of others")
        {
            Base = KnownReleases.V5_7,
            Fix = static r => r with { Memremap = r.Memremap.Without(KeyOfAnyType) },
            Releases = ["v5.7"],
            Symptoms =
            [
                .. Breaks(
                    KernelRules.KeyMatchesUsers,
                    "device-dax-put-vs-unplug",
                    "device-dax-failure-vs-unplug",
                    "device-dax-bind-twice",
                    "device-dax-unplug-vs-put",
                    "device-dax-replug-vs-bind",
                    "p2p-alloc-vs-unbind"
                ),
                .. Breaks(KernelRules.NoWarnings, "device-dax-replug-vs-bind"),
            ],
            IntroducedBy = "6f42193fd86e",
            FixedBy = "46b1ee38b2ba",
            FixSubject = "mm/mremap_pages: fix static key devmap_managed_key updates",
            FixedIn = "v5.10",
            Evidence =
                "mm/memremap.c of v5.4 was read, and the mails of the fix, which tell of a negative count and name the commit "
                + "that brought it",
        };

    /// <summary>The last user switches the key off after a new one has counted itself.</summary>
    public static Bug SkeyPutGet { get; } =
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

    /// <summary>The decrement that refuses to go from 1 to 0 goes from 0 to -1.</summary>
    public static Bug SkeySlowDec { get; } =
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

    /// <summary>The fix of SKEY-SLOWDEC refuses twice when the count goes to 2 and back in between; that user never
    /// leaves.</summary>
    public static Bug SkeySlowDec2 { get; } =
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
