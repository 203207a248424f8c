using Interleave.Memory;
using Interleave.Routines;
using Interleave.Violations;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>
/// A word as one place of the text accesses it, for whoever looks for data races. Before a write, a cell beside the
/// word says for a moment who is about to write; who comes to the word meanwhile, by an access that conflicts, could
/// have been there at once. So two accesses are found to race exactly if some execution comes to a state in which both
/// are next (the classic definition). Under a weak memory the cell's history is looked at like any other word's: who
/// may still find the announcement there does not come after the write.
/// </summary>
/// <param name="watch">What accesses were noted.</param>
/// <param name="word">The word.</param>
/// <param name="name">What traces call it.</param>
/// <param name="cell">Says who is about to write; null for a word that nobody can race on.</param>
/// <param name="site">The place.</param>
/// <param name="isMarked">Its plain accesses count as marked ones.</param>
internal sealed class WatchedWord(
    RaceWatch watch,
    GenericWord word,
    string name,
    Cell? cell,
    AccessSite site,
    bool isMarked
) : IImmutable
{
    private static readonly Update s_begin = static (int before, int access, out int found) =>
    {
        found = before;
        return access;
    };

    private static readonly Update s_end = static (int before, int access, out int found) =>
    {
        found = before;
        return before == access ? 0 : before;
    };

    /// <summary>Before the word is read.</summary>
    public async Routine Read(bool isPlain)
    {
        var access = new WordAccess(site, IsWrite: false, isPlain && !isMarked);
        watch.Note(word, access, name);
        if (cell is not null)
        {
            Compare(access, await cell.Load(MemoryOrder.Once));
        }
    }

    /// <summary>Before the word is written.</summary>
    public async Routine Write(bool isPlain)
    {
        var access = new WordAccess(site, IsWrite: true, isPlain && !isMarked);
        watch.Note(word, access, name);
        if (cell is null)
        {
            return;
        }

        Compare(access, await cell.Update(s_begin, watch.NumberOf(access), MemoryOrder.Relaxed));
        await cell.Update(s_end, watch.NumberOf(access), MemoryOrder.Relaxed);
    }

    private void Compare(WordAccess access, int found)
    {
        if (found == 0 || !(access.IsPlain || (found & 1) == 1))
        {
            return;
        }

        throw new ViolationException(
            new Violation(
                ViolationKind.Assertion,
                KernelRules.NoDataRaces,
                $"{name}: {watch.Numbered(found)?.ToString() ?? "a write"}, and at once {access}"
            )
        );
    }
}
