using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Threading;

namespace Interleave.Visited;

/// <summary>What is where in a line of 64 bytes, and how a fingerprint is found from a line on.</summary>
/// <remarks>
/// A line has five slots of a fingerprint and a set of fibers (three if fingerprints are 128 bits wide; eight and four
/// without sets): first all fingerprints, then all sets, so that each word is aligned and can be exchanged at once.
/// Slots are filled in order and never emptied; a full line is continued in the next one.
/// </remarks>
internal readonly unsafe struct LineLayout(int fingerprintBits, bool hasSets)
{
    /// <summary>How long a line is.</summary>
    public const int Bytes = 64;

    private readonly bool _wide = fingerprintBits > 64;
    private readonly int _slots = hasSets
        ? fingerprintBits > 64
            ? 3
            : 5
        : fingerprintBits > 64
            ? 4
            : 8;
    private readonly int _setsAt =
        !hasSets ? 0
        : fingerprintBits > 64 ? 48
        : 40;

    /// <summary>How many states a line has room for.</summary>
    public int Slots => _slots;

    public bool HasSets => _setsAt != 0;

    /// <summary>Makes fingerprints that can be kept.</summary>
    public static void Normalize(ref ulong first, ref ulong second)
    {
        first = first == 0 ? 1 : first; // 0 marks an empty slot
        second = second == 0 ? 1 : second; // and a second half that is not written yet
    }

    public static bool IsFree(byte* line, int slot) => ((ulong*)line)[slot] == 0;

    public static ulong First(byte* line, int slot) => ((ulong*)line)[slot];

    /// <summary>The second fingerprint; 0 if there is none.</summary>
    public ulong Second(byte* line, int slot) => _wide ? ((ulong*)line)[slot + _slots] : 0;

    /// <summary>The fibers explored; only if there are sets.</summary>
    public ref uint Explored(byte* line, int slot) => ref ((uint*)(line + _setsAt))[slot];

    /// <summary>Writes a state's fingerprints to a free slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(byte* line, int slot, ulong first, ulong second)
    {
        ((ulong*)line)[slot] = first;
        if (_wide)
        {
            ((ulong*)line)[slot + _slots] = second;
        }
    }

    /// <summary>Finds the slot that has a state, or the free one that it would go to.</summary>
    /// <param name="segment">Where to look.</param>
    /// <param name="line">The line in it to look into first.</param>
    /// <param name="first">As <see cref="Normalize"/> made it.</param>
    /// <param name="second">As <see cref="Normalize"/> made it.</param>
    /// <param name="slot">Which slot of the line it is.</param>
    /// <returns>The line.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Find(ref TableSegment segment, byte* line, ulong first, ulong second, out int slot)
    {
        while (true)
        {
            slot = FirstCandidate(line, first, 0);
            while (_wide && slot < _slots && ((ulong*)line)[slot] != 0 && WaitForSecond(line, slot) != second)
            {
                slot = FirstCandidate(line, first, slot + 1);
            }

            if (slot < _slots)
            {
                return line;
            }

            line = line + Bytes == segment.End ? segment.Start : line + Bytes;
        }
    }

    /// <summary>The same, and takes the free slot if the state has none; threads may do so at once.</summary>
    public byte* FindOrTake(
        ref TableSegment segment,
        byte* home,
        ulong first,
        ulong second,
        out int slot,
        out bool isNew
    )
    {
        while (true)
        {
            var line = Find(ref segment, home, first, second, out slot);
            isNew =
                Volatile.Read(ref ((ulong*)line)[slot]) == 0
                && Interlocked.CompareExchange(ref ((ulong*)line)[slot], first, 0) == 0;
            if (isNew && _wide)
            {
                Volatile.Write(ref ((ulong*)line)[slot + _slots], second);
            }

            if (isNew || (((ulong*)line)[slot] == first && (!_wide || WaitForSecond(line, slot) == second)))
            {
                return line;
            }
        }
    }

    // The first slot of a line, from a given one on, that is free or has the fingerprint; else one that there is not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FirstCandidate(byte* line, ulong first, int from)
    {
        var words = (ulong*)line;
        if (Vector256.IsHardwareAccelerated && _slots > 4)
        {
            // Which slot it is cannot be predicted, so that a loop over them would cost more than all of them at once.
            var four = Vector256.Load(words);
            var found = (
                Vector256.Equals(four, Vector256.Create(first)) | Vector256.Equals(four, Vector256<ulong>.Zero)
            ).ExtractMostSignificantBits();
            if (found != 0)
            {
                return BitOperations.TrailingZeroCount(found);
            }

            from = 4;
        }

        while (from < _slots && words[from] != 0 && words[from] != first)
        {
            from++;
        }

        return from;
    }

    // Who took the slot writes the second half at once.
    private ulong WaitForSecond(byte* line, int slot)
    {
        ulong second;
        for (var wait = default(SpinWait); (second = Volatile.Read(ref ((ulong*)line)[slot + _slots])) == 0; )
        {
            wait.SpinOnce();
        }

        return second;
    }
}
