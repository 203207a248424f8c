using System.Runtime.CompilerServices;

namespace Interleave.Routines;

/// <summary>Hash functions that give the same result in every process: nothing here may depend on addresses or
/// seeds.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a over the characters, finished with <see cref="Mix"/>.</summary>
    public static long Of(string text)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 0x100000001B3UL;
        }

        return (long)Mix(hash);
    }

    /// <summary>A bijective 64-bit mix (the finalizer of SplitMix64, Steele, Lea and Flood, OOPSLA 2014).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
