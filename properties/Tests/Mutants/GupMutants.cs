using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests.Mutants;

/// <summary>Mistakes in taking a reference to a mapped page.</summary>
internal static class GupMutants
{
    public static ImmutableArray<Mutant> All { get; } =
    [
        new(
            "gup_fast does not look at the entry again",
            r => r with { GetUserPages = new TrustsTheEntry() },
            "gup-fast-vs-truncate",
            KernelRules.NoBusyBlockIsFreed
        ),
        new(
            "gup_fast backs off and keeps the page",
            r => r with { GetUserPages = new BacksOffWithThePage() },
            "gup-fast-vs-truncate",
            KernelRules.ReferencesAreReturned
        ),
        new(
            "gup_fast takes no reference to the page map",
            r => r with { GetUserPages = new DoesWithoutPagemap() },
            "gup-fast-vs-unplug",
            KernelRules.NoUseAfterFree
        ),
        new(
            "gup keeps its reference to the page map",
            r => r with { GetUserPages = new KeepsPagemap() },
            "gup-fast-vs-unplug",
            KernelRules.ReferencesAreReturned
        ),
        new(
            "gup gives its reference to the page map back twice",
            r => r with { GetUserPages = new PutsPagemapTwice() },
            "gup-fast-vs-unplug",
            Interleave.Violations.EngineRules.DropsOnlyHeld
        ),
        new(
            "gup_fast adds to a count of 0",
            r => r with { GetUserPages = new RevivesThePage() },
            "gup-fast-vs-unplug",
            KernelRules.CountsStayPositive
        ),
    ];

    private sealed record TrustsTheEntry : GetUserPagesForm
    {
        protected override async Routine<bool> Recheck(Linux linux, DaxFile file, int index, int references)
        {
            linux.Machine.Hold(file.Pages[index].UserReference);
            await linux.Machine.Pass("has the page");
            return true;
        }
    }

    private sealed record BacksOffWithThePage : GetUserPagesForm
    {
        protected override async Routine<bool> Recheck(Linux linux, DaxFile file, int index, int references)
        {
            if (await file.Ptes[index].Load() == 0)
            {
                return false;
            }

            linux.Machine.Hold(file.Pages[index].UserReference);
            return true;
        }
    }

    private sealed record DoesWithoutPagemap : GetUserPagesForm
    {
        public override async Routine<Page?> Fast(Linux linux, DaxFile file, int index, int references = 1) =>
            await file.Ptes[index].Load() != 0
            && await file.Pages[index].RefCount.IncNotZero()
            && await Recheck(linux, file, index, references)
                ? file.Pages[index]
                : null;
    }

    private sealed record KeepsPagemap : GetUserPagesForm
    {
        public override async Routine<Page?> Fast(Linux linux, DaxFile file, int index, int references = 1) =>
            await linux.Release.PagemapLookup.GetDevPagemap(linux, file.Pages[index]) is not null
            && await file.Pages[index].RefCount.IncNotZero()
            && await Recheck(linux, file, index, references)
                ? file.Pages[index]
                : null;
    }

    private sealed record PutsPagemapTwice : GetUserPagesForm
    {
        public override async Routine<Page?> Fast(Linux linux, DaxFile file, int index, int references = 1)
        {
            if (await linux.Release.PagemapLookup.GetDevPagemap(linux, file.Pages[index]) is { } pgmap)
            {
                await linux.Release.PagemapLookup.PutReference(linux, pgmap);
                await linux.Release.PagemapLookup.PutReference(linux, pgmap);
            }

            return null;
        }
    }

    // The page map's reference keeps the struct page there. It does not keep the count above 0.
    private sealed record RevivesThePage : GetUserPagesForm
    {
        public override async Routine<Page?> Fast(Linux linux, DaxFile file, int index, int references = 1) =>
            await file.Ptes[index].Load() != 0 && (await FollowPte(linux, file.Pages[index], null, references)).IsTaken
                ? file.Pages[index]
                : null;
    }
}
