using PgmapCheck.Model.Wording;

namespace PgmapCheck.Cases;

/// <summary>What there is instead of a name that does not exist: all names if they are few, else those like
/// it.</summary>
internal static class NameList
{
    private const int MaxWidth = 120;
    private const int MaxLike = 5;

    /// <summary>The first few of some names: <c>a, b, c and 5 more</c>.</summary>
    public static string Some(IReadOnlyCollection<string> names, int most = 3) =>
        string.Join(", ", names.Take(most)) + (names.Count > most ? $" and {names.Count - most} more" : "");

    /// <summary>The end of a message: <c>there are: a, b</c>, or <c>did you mean a? 'pgmapcheck list --bugs' has all
    /// 40</c>.</summary>
    /// <param name="name">What was asked for.</param>
    /// <param name="known">What there is.</param>
    /// <param name="list">The option of <c>list</c> that shows all.</param>
    public static string Of(string name, IEnumerable<string> known, string list)
    {
        var names = known.ToArray();
        var all = string.Join(", ", names);
        if (all.Length <= MaxWidth)
        {
            return $"there are: {all}";
        }

        var like = names
            .Select(other => (Name: other, Distance: Spelling.Distance(name, other)))
            .Where(entry =>
                entry.Distance <= Math.Max(1, name.Length / 3)
                || (name.Length > 2 && entry.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
            )
            .OrderBy(entry => entry.Distance)
            .Take(MaxLike)
            .Select(entry => entry.Name)
            .ToArray();
        return (like.Length == 0 ? "" : $"did you mean {string.Join(", ", like)}? ")
            + $"'pgmapcheck list {list}' shows all {names.Length}";
    }
}
