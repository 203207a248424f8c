using System.Runtime.InteropServices;

namespace Interleave.Routines;

/// <summary>
/// The identity of a local state: everything its future depends on, as a list of words. Two local states are the same
/// exactly when their keys are equal; no hash decides that.
/// </summary>
internal sealed class LocalKey : IEquatable<LocalKey>
{
    private readonly List<long> _words = [];

    public LocalKey(Handles handles) => Handles = handles;

    public Handles Handles { get; }

    public void Add(long word) => _words.Add(word);

    /// <summary>Makes room for a word that is known later.</summary>
    public int Reserve()
    {
        _words.Add(0);
        return _words.Count - 1;
    }

    public void Set(int index, long word) => _words[index] = word;

    /// <summary>The bytes that the words of a key that is kept take.</summary>
    public int Bytes => sizeof(long) * _words.Count;

    /// <summary>Gives back room for more words: it is kept, and gets none.</summary>
    public void Trim() => _words.TrimExcess();

    /// <summary>Two independent 64-bit fingerprints, for the fingerprint of a whole state.</summary>
    public (ulong First, ulong Second) Fingerprints()
    {
        var first = 0x243F6A8885A308D3UL;
        var second = 0x13198A2E03707344UL;
        foreach (var word in _words)
        {
            first = StableHash.Mix(first ^ ((ulong)word * 0x9E3779B97F4A7C15UL));
            second = StableHash.Mix(second + ((ulong)word ^ 0xA4093822299F31D0UL));
        }

        return (first, second);
    }

    public bool Equals(LocalKey? other) =>
        other is not null && CollectionsMarshal.AsSpan(_words).SequenceEqual(CollectionsMarshal.AsSpan(other._words));

    public override bool Equals(object? obj) => Equals(obj as LocalKey);

    public override int GetHashCode()
    {
        var hash = 17UL;
        foreach (var word in _words)
        {
            hash = StableHash.Mix(hash ^ (ulong)word);
        }

        return (int)hash;
    }
}
