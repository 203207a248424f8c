using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests.Mutants;

/// <summary>Mistakes with the entries of DAX files, and with the counts of pages that they map.</summary>
internal static class DaxEntryMutants
{
    public static ImmutableArray<Mutant> All { get; } =
    [
        new(
            "unlocking an entry wakes nobody",
            r => r with { DaxEntries = new UnlocksSilently { WakesAllWhenDeleted = true } },
            "memory-failure-vs-fsync",
            KernelRules.EntryWaitersAreWoken
        )
        {
            Release = Fixed(KnownReleases.V5_10),
        },
        new(
            "an entry is looked at before it is waited for",
            r => r with { DaxEntries = new LocksWhatIsLocked() },
            "fault-vs-fsync",
            KernelRules.EntryWaitersAreWoken
        ),
        new(
            "fsync does not wait for an entry that is locked",
            r => r with { DaxEntries = r.DaxEntries with { PassesOverLocked = true } },
            "fsync-vs-fsync",
            KernelRules.WritesAreFlushed
        ),
        new(
            "a fault replaces a private copy",
            r => r with { Mappings = new OverwritesCopies() },
            "private-copy-vs-fault",
            KernelRules.PrivateCopiesStay
        ),
        new(
            "an entry goes and its page stays in the file",
            r => r with { DaxAssociation = new NeverLeaves() },
            "put-page-vs-truncate",
            KernelRules.AssociationsAreTrue
        ),
        new(
            "a mapping takes no reference",
            r => r with { Mappings = new MapsForNothing() },
            "fault-vs-put-vs-truncate",
            KernelRules.CountsCoverReferences
        )
        {
            Release = Fixed(KnownReleases.V6_15),
        },
        new(
            "the last mapping is put and nobody is told",
            r => r with { Mappings = new DropsSilently() },
            "put-page-vs-truncate",
            KernelRules.PageFreeOncePerIdle
        )
        {
            Release = Fixed(KnownReleases.V6_15),
        },
    ];

    private static Release Fixed(Release release) => FixedForms.Of(release)!;

    private sealed record UnlocksSilently : DaxEntriesForm
    {
        public override async Routine Unlock(DaxFile file, int index, int entry)
        {
            await file.PagesLock.Acquire();
            await file.Entries[index].Store(entry);
            await file.PagesLock.Release();
        }
    }

    // As if prepare_to_wait came after the i_pages lock was dropped.
    private sealed record LocksWhatIsLocked : DaxEntriesForm
    {
        public override async Routine<int> Grab(TaskStruct current, DaxFile file, int index)
        {
            await file.PagesLock.Acquire();
            var entry = await file.Entries[index].Update(s_grab, 0);
            while (DaxEntry.IsLocked(entry))
            {
                await file.PagesLock.Release();
                await current.WaitKey.Store(file.EntryKey(index));
                await file.EntryQueue.PrepareToWaitExclusive(current);
                await current.Schedule();
                await file.EntryQueue.FinishWait(current);
                await file.PagesLock.Acquire();
                entry = await file.Entries[index].Update(s_grab, 0);
            }

            await file.PagesLock.Release();
            return entry;
        }

        private static readonly Update s_grab = static (int entry, int _, out int old) =>
        {
            old = entry;
            return entry | DaxEntry.Locked;
        };
    }

    private sealed class OverwritesCopies : MappingsForm
    {
        public override async Routine<bool> Insert(Linux linux, DaxFile file, int index)
        {
            await file.PageTableLock.Acquire();
            await file.Ptes[index].Store(DaxFile.FilePage);
            await file.PageTableLock.Release();
            return true;
        }
    }

    private sealed record NeverLeaves : DaxAssociationForm
    {
        protected override async Routine Disassociate(Linux linux, DaxFile file, Page page) =>
            await page.Mapping.Load();
    }

    private sealed class MapsForNothing : CountedMappings
    {
        public override async Routine<bool> Insert(Linux linux, DaxFile file, int index)
        {
            await file.PageTableLock.Acquire();
            await file.Ptes[index].Store(DaxFile.FilePage);
            await file.Pages[index].MapCount.Add(1);
            await file.PageTableLock.Release();
            return true;
        }
    }

    private sealed class DropsSilently : CountedMappings
    {
        protected override async Routine PutMapping(Linux linux, Page page) => await page.SubReturn();
    }
}
