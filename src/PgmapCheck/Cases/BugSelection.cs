using System.Collections.Immutable;

namespace PgmapCheck.Cases;

/// <summary>Which of the catalogue's bugs a command line asks to confirm.</summary>
/// <param name="Ids">Bugs; all if empty.</param>
internal sealed record BugSelection(ImmutableArray<string> Ids)
{
    /// <summary>The bugs, in the catalogue's order.</summary>
    /// <exception cref="UsageException">A name is unknown; the message says what there is.</exception>
    public ImmutableArray<BugEntry> In(Catalogue catalogue)
    {
        foreach (var id in Ids.Where(id => !catalogue.Bugs.Any(bug => IsSame(bug.Id, id))))
        {
            throw new UsageException(
                $"no bug is called '{id}'; {NameList.Of(id, catalogue.Bugs.Select(bug => bug.Id), "--bugs")}"
            );
        }

        return [.. catalogue.Bugs.Where(bug => Ids.IsEmpty || Ids.Any(id => IsSame(bug.Id, id)))];
    }

    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
