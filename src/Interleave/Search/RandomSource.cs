using Interleave.Routines;

namespace Interleave.Search;

/// <summary>Random numbers from a seed, the same in every process (SplitMix64).</summary>
internal sealed class RandomSource(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong Next() => StableHash.Mix(_state += 0x9E3779B97F4A7C15UL);

    /// <summary>A number from 0 to <paramref name="bound"/> - 1; the bias of the multiply-high reduction is below
    /// 2^-32.</summary>
    public uint Below(uint bound) => (uint)(((Next() >> 32) * bound) >> 32);
}
