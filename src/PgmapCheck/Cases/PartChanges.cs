using PgmapCheck.Model.Releases;

namespace PgmapCheck.Cases;

/// <summary>In which parts two kernels differ.</summary>
internal static class PartChanges
{
    /// <summary><c>ReleasePages: OnlyLast -> EveryDevicePage</c>, part by part; null if no part differs.</summary>
    public static string? Between(Release before, Release after)
    {
        string[] changes =
        [
            .. typeof(Release)
                .GetProperties()
                .Where(static part =>
                    part.GetIndexParameters().Length == 0
                    && part.Name is not (nameof(Release.Name) or nameof(Release.Title))
                )
                .Select(part => (part.Name, Before: part.GetValue(before), After: part.GetValue(after)))
                .Where(static part => !Equals(part.Before, part.After))
                .Select(static part => $"{part.Name}: {Words(part.Before)} -> {Words(part.After)}"),
        ];
        return changes.Length == 0 ? null : string.Join("; ", changes);
    }

    // A form is known by its type, and a record by what it says, too.
    private static string Words(object? part) =>
        part switch
        {
            null => "none",
            bool or string or Enum => $"{part}",
            _ when $"{part}" is var text
                    && text.StartsWith(part.GetType().Name, StringComparison.Ordinal)
                    && text.Length <= 80 => text,
            _ => part.GetType().Name,
        };
}
