using Interleave.Memory;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>What an atomic read-modify-write does to the word, and what it gives back.</summary>
internal enum AtomicResult
{
    /// <summary>Nothing: the void forms.</summary>
    None,

    /// <summary>The new value: <c>_return</c>.</summary>
    New,

    /// <summary>The old value: <c>fetch_</c>.</summary>
    Old,

    /// <summary>Whether the new value is 0: <c>_and_test</c>.</summary>
    IsZero,

    /// <summary>Whether the new value is negative: <c>add_negative</c>.</summary>
    IsNegative,
}

/// <summary>
/// The name of an atomic operation, taken apart (Documentation/atomic_t.txt): a prefix for the width, the operation,
/// and a suffix for the ordering. Forms that return a value are full barriers, those that do not order nothing.
/// </summary>
/// <param name="Bytes">Of the word.</param>
/// <param name="Operation">Without prefix and suffix: <c>fetch_add</c>.</param>
/// <param name="Suffix">The ordering that the name asks for; null without one.</param>
internal readonly record struct AtomicName(int Bytes, string Operation, MemoryOrder? Suffix)
{
    private static readonly (string Prefix, int Bytes)[] s_prefixes =
    [
        ("atomic_long_", 8),
        ("atomic64_", 8),
        ("atomic_", 4),
    ];

    private static readonly (string Suffix, MemoryOrder Order)[] s_suffixes =
    [
        ("_relaxed", MemoryOrder.Relaxed),
        ("_acquire", MemoryOrder.Acquire),
        ("_release", MemoryOrder.Release),
    ];

    /// <summary>Takes a name apart; null for one that does not begin like an atomic operation.</summary>
    public static AtomicName? Of(string name)
    {
        foreach (var layer in (ReadOnlySpan<string>)["raw_", "arch_"])
        {
            name = name.StartsWith(layer, StringComparison.Ordinal) ? name[layer.Length..] : name;
        }

        foreach (var (prefix, bytes) in s_prefixes)
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            var operation = name[prefix.Length..];
            foreach (var (suffix, order) in s_suffixes)
            {
                if (operation.EndsWith(suffix, StringComparison.Ordinal))
                {
                    return new(bytes, operation[..^suffix.Length], order);
                }
            }

            return new(bytes, operation, null);
        }

        return null;
    }

    /// <summary>The ordering of a form that returns a value.</summary>
    public MemoryOrder WithResult => Suffix ?? MemoryOrder.Full;
}
