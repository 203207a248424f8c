using System.Collections.Immutable;
using PgmapCheck.Model.Kernel;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs;

/// <summary><c>devmap_managed_key</c> is off with users, or on without.</summary>
internal static class StaticKeyBugs
{
    public static ImmutableArray<Bug> All { get; } =
    [
        new("SKEY-GET2", "the second user relies on the key before the first has switched it on")
        {
            Releases = From("v4.18", "v5.3"),
            Symptoms =
            [
                .. Breaks(
                    KernelRules.KeyMatchesUsers, "key-get-vs-get", "key-toggle-vs-toggle", "three-key-toggles",
                    "bind-vs-bind", "bind-and-use-vs-bind"),
                .. Breaks(KernelRules.NoWarnings, "three-key-toggles"),
            ],
            IntroducedBy = "e76384884344",
            FixedBy = "433e7d317754",
            FixSubject = "mm/memremap.c: convert devmap static branch to {inc,dec}",
            Evidence = "the fix's message describes the race of several callers that enable at the same time",
        },
        new("SKEY-PUTGET", "the last user switches the key off after a new one has come")
        {
            Releases = From("v4.18", "v5.3"),
            Symptoms = Breaks(KernelRules.KeyMatchesUsers, "key-put-vs-get", "unbind-vs-bind"),
            IntroducedBy = "e76384884344",
            FixedBy = "433e7d317754",
            FixSubject = "mm/memremap.c: convert devmap static branch to {inc,dec}",
            Evidence = "derived from the same pair of steps; the fix's message does not spell it out",
        },
        new("HMM-KEYLEAK", "HMM takes the key and never gives it back")
        {
            Releases = From("v4.18", "v5.2"),
            Symptoms = Breaks(
                KernelRules.KeyMatchesUsers, "hmm-add-remove", "hmm-add-resource-remove", "hmm-add-with-failures"),
            IntroducedBy = "e76384884344",
            FixedBy = "f6a55e1a3fe6",
            FixSubject = "memremap: lift the devmap_enable manipulation into devm_memremap_pages",
            Evidence = "the fix's message says that hmm never called dev_pagemap_put_ops",
        },
    ];
}
