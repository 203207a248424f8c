namespace PgmapCheck.Cases;

/// <summary>What there is instead of a name that does not exist: all names if they are few, else those like
/// it.</summary>
internal static class NameList
{
    private const int MaxWidth = 120;
    private const int MaxLike = 5;

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
            .Select(other => (Name: other, Distance: Distance(name, other)))
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

    /// <summary>What somebody may have meant who has mistyped it; null if nothing is like it.</summary>
    public static string? Meant(string name, IEnumerable<string> known) =>
        known
            .Select(other => (Name: other, Distance: Distance(name, other)))
            .Where(entry => entry.Distance <= Math.Max(1, name.Length / 3))
            .OrderBy(entry => entry.Distance)
            .Select(entry => entry.Name)
            .FirstOrDefault();

    // Levenshtein's, whatever the case of letters.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
