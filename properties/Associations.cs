using Interleave.Programs;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties;

/// <summary>Which files pages say they belong to, against the files that have entries for them (fs/dax.c,
/// dax_associate_entry).</summary>
internal static class Associations
{
    /// <summary>
    /// At rest, a page that names another file than the one with its entry, or miscounts those that share it; or an
    /// entry for a block that is freed.
    /// </summary>
    public static string? FindStale(Linux linux, StateView state) =>
        FindStalePage(linux, state) ?? FindStaleEntry(linux, state);

    private static string? FindStalePage(Linux linux, StateView state)
    {
        foreach (var page in linux.Pages)
        {
            if (page.Pgmap is not { Type: MemoryType.FsDax } || !state.IsAlive(page.Memory))
            {
                continue;
            }

            var files = linux.Files.Where(file => HasEntryFor(linux, file, page, state)).ToArray();
            var mapping = state[page.Mapping];
            var share = state[page.Share];
            // Where there is a file, the word of the share count is the page's index.
            var isRight = mapping is 0 or Page.SharedMapping
                ? share == files.Length
                : files.Length == 1 && files[0].Number == mapping;
            if (!isRight)
            {
                return $"{page.Name}->mapping is {page.Mapping.Format(mapping)}, its share count {share}, and "
                    + $"{files.Length} files have an entry for it";
            }
        }

        return null;
    }

    // The block may be another file's by now, and the entry would still find its page.
    private static string? FindStaleEntry(Linux linux, StateView state)
    {
        foreach (var file in linux.Files)
        {
            for (var i = 0; i < file.Blocks.Length; i++)
            {
                var entry = file.Entries[file.HeadOf(i)];
                if (state[file.Blocks[i]] == DaxFile.Freed && DaxEntry.HasPage(state[entry]))
                {
                    return $"{entry.Name} of {file.Name} is {entry.Format(state[entry])}, and {file.Blocks[i].Name} "
                        + "is freed";
                }
            }
        }

        return null;
    }

    private static bool HasEntryFor(Linux linux, DaxFile file, Page page, StateView state)
    {
        for (var i = 0; i < file.Entries.Length; i++)
        {
            var entry = state[file.Entries[file.HeadOf(i)]];
            if (
                DaxEntry.HasPage(entry)
                && file.Pages[i] == page
                && (i == file.HeadOf(i) || !linux.Code.AssociatesFolios)
            )
            {
                return true;
            }
        }

        return false;
    }
}
