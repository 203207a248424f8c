namespace PgmapCheck.Model.Wording;

/// <summary>What somebody may have meant who has mistyped a name.</summary>
public static class Spelling
{
    /// <summary><c>, did you mean a?</c>, or nothing if no name is like it.</summary>
    public static string Suggest(string name, IEnumerable<string> known) =>
        Closest(name, known) is { } meant ? $", did you mean '{meant}'?" : "";

    /// <summary>The name that is most like it; null if none is.</summary>
    public static string? Closest(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        return known
            .Select(other => (Name: other, Distance: Distance(name, other)))
            .Where(entry => entry.Distance <= Math.Max(1, name.Length / 3))
            .OrderBy(entry => entry.Distance)
            .Select(entry => entry.Name)
            .FirstOrDefault();
    }

    /// <summary>How many letters differ, whatever their case (Levenshtein 1966).</summary>
    public static int Distance(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Length > MaxLength)
        {
            return int.MaxValue;
        }

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

    // No name is longer, and a file can have words of any length.
    private const int MaxLength = 200;
}
