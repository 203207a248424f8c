namespace KernelText.Tokens;

/// <summary>One string object for each name, so that a file of ten thousand tokens does not make as many
/// strings.</summary>
internal sealed class Names
{
    private const int Shards = 16;
    private readonly Dictionary<string, string>[] _pools = new Dictionary<string, string>[Shards];

    public Names()
    {
        for (var i = 0; i < Shards; i++)
            _pools[i] = new Dictionary<string, string>(StringComparer.Ordinal);
    }

    public static Names Shared { get; } = new();

    public string Of(ReadOnlySpan<char> name)
    {
        if (name.Length > 64)
            return name.ToString();
        var pool = _pools[(name[0] * 7 + name[^1] + name.Length) % Shards];
        lock (pool)
        {
            var lookup = pool.GetAlternateLookup<ReadOnlySpan<char>>();
            if (lookup.TryGetValue(name, out var known))
                return known;
            var made = name.ToString();
            // Names that only bad input has are not kept for ever.
            if (pool.Count < 1 << 16)
                pool[made] = made;
            return made;
        }
    }
}
