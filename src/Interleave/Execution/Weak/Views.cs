using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Interleave.Routines;

namespace Interleave.Execution.Weak;

/// <summary>Views: for each column, that is a cell whose history can matter, a timestamp in its history. A byte for
/// each, sixteen at a time.</summary>
internal static class Views
{
    /// <summary>The byte of a mask where it lets everything through; as a timestamp, one that no history has.</summary>
    public const byte All = byte.MaxValue;

    /// <summary>How many bytes a view of so many columns takes.</summary>
    public static int WidthOf(int columns) => (columns + 15) & ~15;

    /// <summary>The newer of both, timestamp by timestamp.</summary>
    public static void Join(Span<byte> view, ReadOnlySpan<byte> other)
    {
        var to = Vectors(view);
        var from = Vectors(other);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = Vector128.Max(to[i], from[i]);
        }
    }

    /// <summary>The older of both where the mask has bits.</summary>
    public static void Meet(Span<byte> view, ReadOnlySpan<byte> other, ReadOnlySpan<byte> mask)
    {
        var to = Vectors(view);
        var from = Vectors(other);
        var where = Vectors(mask);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = Vector128.Min(to[i], from[i] | ~where[i]);
        }
    }

    /// <summary>Keeps what a mask lets through.</summary>
    public static void Keep(Span<byte> view, ReadOnlySpan<byte> mask)
    {
        var to = Vectors(view);
        var where = Vectors(mask);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] &= where[i];
        }
    }

    /// <summary>Forgets the timestamps that are not newer than those known.</summary>
    public static void KeepNews(Span<byte> view, ReadOnlySpan<byte> known)
    {
        var to = Vectors(view);
        var from = Vectors(known);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] &= Vector128.GreaterThan(to[i], from[i]);
        }
    }

    /// <summary>Counts timestamps from newer messages on; what is older becomes the oldest.</summary>
    public static void Lower(Span<byte> view, ReadOnlySpan<byte> by)
    {
        var to = Vectors(view);
        var from = Vectors(by);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = Vector128.Max(to[i], from[i]) - from[i];
        }
    }

    /// <summary>True if nothing in one view is newer than in another.</summary>
    public static bool IsCovered(ReadOnlySpan<byte> view, ReadOnlySpan<byte> by)
    {
        var small = Vectors(view);
        var large = Vectors(by);
        for (var i = 0; i < small.Length; i++)
        {
            if (Vector128.Max(small[i], large[i]) != large[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True if a view says nothing.</summary>
    public static bool IsEmpty(ReadOnlySpan<byte> view)
    {
        foreach (var vector in Vectors(view))
        {
            if (vector != Vector128<byte>.Zero)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A hash of what a view says.</summary>
    public static ulong Hash(ReadOnlySpan<byte> view, ulong seed)
    {
        var hash = StableHash.Mix(seed);
        var words = MemoryMarshal.Cast<byte, ulong>(view);
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] != 0)
            {
                hash = StableHash.Mix((hash ^ words[i]) + ((ulong)(i + 1) * 0x9E3779B97F4A7C15UL));
            }
        }

        return hash;
    }

    private static Span<Vector128<byte>> Vectors(Span<byte> view) => MemoryMarshal.Cast<byte, Vector128<byte>>(view);

    private static ReadOnlySpan<Vector128<byte>> Vectors(ReadOnlySpan<byte> view) =>
        MemoryMarshal.Cast<byte, Vector128<byte>>(view);
}
