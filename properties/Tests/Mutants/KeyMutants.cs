using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.StaticKeys;

namespace PgmapCheck.Properties.Tests.Mutants;

/// <summary>Mistakes in switching the static key.</summary>
internal static class KeyMutants
{
    public static ImmutableArray<Mutant> All { get; } =
    [
        new(
            "whoever leaves switches the key off",
            r => r with { ManagedKey = new SwitchesOffForAll() },
            "key-toggle-vs-toggle",
            KernelRules.KeyMatchesUsers
        ),
        new(
            "nobody gives the key back",
            r => r with { ManagedKey = new NeverGivesBack() },
            "hmm-add-remove",
            KernelRules.KeyMatchesUsers
        ),
        new(
            "the key is given back twice",
            r => r with { ManagedKey = new GivesBackTwice() },
            "hmm-add-remove",
            KernelRules.NoWarnings
        ),
        new(
            "static_key_slow_inc of v4.6 counts before it patches",
            r => r with { ManagedKey = new CountsFirst() },
            "key-get-vs-get",
            KernelRules.KeyMatchesUsers
        ),
    ];

    private abstract class Counting : ManagedKeyForm
    {
        public override int EnabledFor(int users) => users;

        public override int DevmapEnableFor(int users) => 0;

        protected override async Routine Enable(Linux linux) =>
            await linux.JumpLabel.SlowInc(linux, linux.DevmapManagedKey);

        protected override async Routine Disable(Linux linux) =>
            await linux.JumpLabel.SlowDec(linux, linux.DevmapManagedKey);

        protected static async Routine Patch(Linux linux, int text)
        {
            for (var site = 0; site < linux.DevmapManagedKey.Sites.Length; site++)
            {
                await linux.DevmapManagedKey.Sites[site].Store(text);
            }
        }
    }

    private sealed class SwitchesOffForAll : Counting
    {
        protected override async Routine Disable(Linux linux)
        {
            await linux.JumpLabelMutex.Acquire();
            await linux.DevmapManagedKey.Enabled.Set(0);
            await Patch(linux, 0);
            await linux.JumpLabelMutex.Release();
        }
    }

    private sealed class NeverGivesBack : Counting
    {
        protected override async Routine Disable(Linux linux) => await linux.Machine.Pass("forgets the key");
    }

    private sealed class GivesBackTwice : Counting
    {
        protected override async Routine Disable(Linux linux)
        {
            await base.Disable(linux);
            await base.Disable(linux);
        }
    }

    // 4c5ea0a9cd02 ("locking/static_key: Fix concurrent static_key_slow_inc()") put an end to it.
    private sealed class CountsFirst : Counting
    {
        protected override async Routine Enable(Linux linux)
        {
            if (await linux.DevmapManagedKey.Enabled.IncReturn() == 1)
            {
                await linux.JumpLabelMutex.Acquire();
                await Patch(linux, 1);
                await linux.JumpLabelMutex.Release();
            }
        }
    }
}
