using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using static PgmapCheck.Model.Programs.ArgumentKind;

namespace PgmapCheck.Model.Programs;

/// <summary>References to pages: dropping them, and taking them as get_user_pages does.</summary>
internal static class PageOperations
{
    public static ImmutableArray<Operation> All { get; } =
    [
        new("put_page", [ArgumentKind.Page], "ends an I/O and drops a reference", PutPage)
        {
            IsIn = Operations.Anywhere,
            Drops = HoldingKind.Reference,
        },
        new("folio_put", [ArgumentKind.Page], "the same with folio_put", FolioPut)
        {
            IsIn = static r => r.HasFolios,
            Drops = HoldingKind.Reference,
        },
        new("release_pages", [Pages], "ends an I/O and drops a reference to each page", ReleasePages)
        {
            IsIn = Operations.Anywhere,
            Drops = HoldingKind.Reference,
        },
        new("kvm_release_pfn_clean", [ArgumentKind.Page], "a virtual machine drops its reference", KvmRelease)
        {
            IsIn = Scenario.HasDevicePages,
            Drops = HoldingKind.Reference,
        },
        new(
            "get_page",
            [ArgumentKind.Page],
            "one reference more to a page that the thread holds, as get_user_pages takes it",
            GetPage
        )
        {
            IsIn = Operations.Anywhere,
            Needs = HoldingKind.Reference,
            Takes = HoldingKind.Reference,
        },
        new(
            "get_user_pages",
            [FileRange],
            "takes references to pages of a mapped file, and faults where it must",
            GetUserPages
        )
        {
            IsIn = Scenario.HasFsDaxPages,
            Takes = HoldingKind.Reference,
            Use = Use.Fault,
            Sleeps = true,
        },
        new(
            "get_user_pages_fast",
            [FilePage],
            "the same for one page, without locks; may find nothing",
            static async c => await c.Linux.Release.GetUserPages.Fast(c.Linux, c.File!, c.First)
        )
        {
            IsIn = Scenario.HasFsDaxPages,
            Takes = HoldingKind.Reference,
            Use = Use.Walk,
        },
        new(
            "__gup_device_huge",
            [FileRange],
            "the same for pages under one huge entry: all or none",
            static async c => await c.Linux.Release.HugeEntries!.Fast(c.Linux, c.File!, c.First, c.Pages.Length)
        )
        {
            IsIn = static r => Scenario.HasFsDaxPages(r) && r.HugeEntries is not null,
            Takes = HoldingKind.Reference,
            Use = Use.Walk,
        },
        new(
            "pin_user_pages",
            [FilePage],
            "pins a page of a mapped file, and faults where it must",
            static async c =>
                await c.Linux.Release.GetUserPages.Slow(c.Linux, c.Current!, c.File!, c.First, Kernel.Page.PinBias)
        )
        {
            IsIn = HasPins,
            Takes = HoldingKind.Pin,
            Use = Use.Fault,
            Sleeps = true,
        },
        new(
            "pin_user_pages_fast",
            [FilePage],
            "the same without locks; may find nothing",
            static async c => await c.Linux.Release.GetUserPages.Fast(c.Linux, c.File!, c.First, Kernel.Page.PinBias)
        )
        {
            IsIn = HasPins,
            Takes = HoldingKind.Pin,
            Use = Use.Walk,
        },
        new("unpin_user_page", [ArgumentKind.Page], "ends an I/O and drops a pin", Unpin)
        {
            IsIn = HasPins,
            Drops = HoldingKind.Pin,
        },
    ];

    private static bool HasPins(Release release) => Scenario.HasFsDaxPages(release) && release.Unpin.HasPins;

    private static async Routine PutPage(BootedCall c)
    {
        if (c.Holds(c.Page.UserReference))
        {
            await c.Linux.Machine.Pass($"I/O to {c.Page.Name}");
            c.Linux.Machine.Drop(c.Page.UserReference);
            await c.Linux.Release.PutPage.Put(c.Linux, c.Page);
        }
    }

    private static async Routine FolioPut(BootedCall c)
    {
        if (c.Holds(c.Page.UserReference))
        {
            await c.Linux.Machine.Pass($"I/O to {c.Page.Name}");
            c.Linux.Machine.Drop(c.Page.UserReference);
            await c.Linux.Release.PutPage.PutFolio(c.Linux, c.Page);
        }
    }

    private static async Routine ReleasePages(BootedCall c)
    {
        if (HeldOf(c) is { Length: > 0 } held)
        {
            await c.Linux.Machine.Pass($"I/O to {held[0].Name}");
            for (var i = 0; i < held.Length; i++)
            {
                c.Linux.Machine.Drop(held[i].UserReference);
            }

            await c.Linux.Release.ReleasePages.Release(c.Linux, held);
        }
    }

    private static ImmutableArray<Page> HeldOf(BootedCall c)
    {
        var held = ImmutableArray.CreateBuilder<Page>();
        foreach (var page in c.Pages)
        {
            if (c.Linux.Machine.Holds(page.UserReference) > held.Count(p => p == page))
            {
                held.Add(page);
            }
        }

        return held.ToImmutable();
    }

    private static async Routine KvmRelease(BootedCall c)
    {
        if (c.Holds(c.Page.UserReference))
        {
            await c.Linux.Release.Kvm.ReleasePfnClean(c.Linux, c.Page);
        }
    }

    private static async Routine GetPage(BootedCall c)
    {
        if (c.Holds(c.Page.UserReference) && await c.Linux.Release.GetUserPages.Grab.Take(c.Linux, c.Page, 1))
        {
            c.Page.Hold(1);
        }
    }

    private static async Routine GetUserPages(BootedCall c) =>
        await c.Linux.Release.GetUserPages.SlowMany(c.Linux, c.Current!, c.File!, c.First, c.Last - c.First + 1);

    private static async Routine Unpin(BootedCall c)
    {
        if (c.Holds(c.Page.PinReference))
        {
            await c.Linux.Machine.Pass($"I/O to {c.Page.Name}");
            c.Linux.Machine.Drop(c.Page.PinReference);
            await c.Linux.Release.Unpin.Unpin(c.Linux, c.Page);
        }
    }
}
