using Interleave.Programs;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties;

/// <summary>Blocks that truncate gave away, or that were never there, against pages that are still in use (commit
/// message of 5fac7408d828).</summary>
internal static class FreedBlocks
{
    /// <summary>A block that no file has and whose page somebody holds.</summary>
    public static string? FindBusy(Linux linux, StateView state)
    {
        foreach (var file in linux.Files)
        {
            for (var i = 0; i < file.Blocks.Length; i++)
            {
                if (state[file.Blocks[i]] == DaxFile.Allocated || IsElsewhere(linux, state, file, file.Pages[i]))
                {
                    continue;
                }

                if (file.Pages[i].Users(state) > 0)
                {
                    return $"{file.Blocks[i].Name} of {file.Name} is {What(state[file.Blocks[i]])} while a reference "
                        + $"to {file.Pages[i].Name} is held";
                }

                if (state.Held(file.Pages[i].Copied) > 0)
                {
                    return $"{file.Blocks[i].Name} of {file.Name} is {What(state[file.Blocks[i]])} while "
                        + $"{file.Pages[i].Name} is copied";
                }
            }
        }

        return null;
    }

    private static string What(int block) => block == DaxFile.Freed ? "freed" : "a hole";

    // A block that files share is free when the last of them has given it up.
    private static bool IsElsewhere(Linux linux, StateView state, DaxFile file, Page page)
    {
        foreach (var other in linux.Files)
        {
            if (
                other != file
                && other.Pages.IndexOf(page) is >= 0 and var i
                && state[other.Blocks[i]] == DaxFile.Allocated
            )
            {
                return true;
            }
        }

        return false;
    }
}
