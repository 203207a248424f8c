using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests.Kernel;

public sealed class DaxEntryTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(16, true)]
    [InlineData(16 | DaxEntry.Locked, true)]
    [InlineData(16 | DaxEntry.Pmd, true)]
    [InlineData(16 | DaxEntry.Zero, false)]
    [InlineData(DaxEntry.Empty | DaxEntry.Locked, false)]
    public void An_entry_has_a_page_unless_it_is_a_hole_s_or_only_a_lock(int entry, bool hasPage) =>
        Assert.Equal(hasPage, DaxEntry.HasPage(entry));

    [Fact]
    public void One_thread_at_a_time_has_an_entry_locked()
    {
        var verdict = Booted.Check(linux =>
        {
            var file = File(linux, pages: 1, pagesPerEntry: 1);
            var holder = linux.Machine.Resource("entry");
            linux.StartTask("first", current => LockAndUnlock(linux, current, file, 0, holder));
            linux.StartTask("second", current => LockAndUnlock(linux, current, file, 0, holder));
            linux.Machine.Properties.Always("exclusion", s => s.Held(holder) > 1 ? "two have it" : null);
            linux.Machine.Properties.Sometimes(
                "one waits",
                s => linux.Tasks.Any(t => s[t.State] == TaskStruct.Uninterruptible)
            );
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void A_large_entry_is_one_lock_for_all_its_indices()
    {
        var verdict = Booted.Check(linux =>
        {
            var file = File(linux, pages: 2, pagesPerEntry: 2);
            var holder = linux.Machine.Resource("entry");
            linux.StartTask("first", current => LockAndUnlock(linux, current, file, 0, holder));
            linux.StartTask("second", current => LockAndUnlock(linux, current, file, 1, holder));
            linux.Machine.Properties.Always("exclusion", s => s.Held(holder) > 1 ? "two have it" : null);
        });

        Booted.AssertProved(verdict);
    }

    private static DaxFile File(Linux linux, int pages, int pagesPerEntry)
    {
        var pmem = new PmemDevice(linux, "pmem0", MemoryType.FsDax, new PgmapStart(pages, true, 0, true));
        return linux.Files.Add(new DaxFile(linux, "file", FileSystem.Xfs, [.. pmem.Pgmap.Pages], true, pagesPerEntry));
    }

    private static async Routine LockAndUnlock(
        Linux linux,
        TaskStruct current,
        DaxFile file,
        int index,
        Interleave.Memory.Resource holder
    )
    {
        var entry = await linux.Release.DaxEntries.Grab(current, file, index);
        linux.Machine.Hold(holder);
        await linux.Machine.Pass("works on the entry");
        linux.Machine.Drop(holder);
        await linux.Release.DaxEntries.Unlock(file, index, entry);
    }
}
