namespace Interleave.Properties;

/// <summary>Puts together what cannot be told apart.</summary>
internal static class BranchClasses
{
    /// <summary>The number of each thing's class, in order of their first members.</summary>
    /// <param name="count">How many things.</param>
    /// <param name="tells">Whether two of them can be told apart; what lies between two that cannot joins them.</param>
    public static int[] Of(int count, Func<int, int, bool> tells)
    {
        var classes = Enumerable.Range(0, count).ToArray();
        for (var b = 1; b < count; b++)
        {
            for (var a = 0; a < b; a++)
            {
                if (classes[a] != classes[b] && !tells(a, b))
                {
                    var (kept, gone) = (Math.Min(classes[a], classes[b]), Math.Max(classes[a], classes[b]));
                    for (var i = 0; i < count; i++)
                    {
                        classes[i] = classes[i] == gone ? kept : classes[i];
                    }
                }
            }
        }

        var order = classes.Distinct().Order().ToList();
        return [.. classes.Select(found => order.IndexOf(found))];
    }
}
