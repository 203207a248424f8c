using System.Threading;
using Interleave.Search;

namespace Interleave.Hosts.Threads;

/// <summary>
/// What one thread does between two steps of one execution: mostly nothing, at random a pause or a turn for another
/// thread, so that the gap in which a race happens is wide now and then. How restless a thread is differs from
/// execution to execution.
/// </summary>
internal sealed class Delays
{
    private const int LongestPause = 128; // turns of an empty loop, a few hundred nanoseconds

    private readonly uint _yieldsIn256;
    private readonly uint _pausesIn256;
    private readonly RandomSource _random;

    public Delays(ulong seed)
    {
        _random = new RandomSource(seed);
        _yieldsIn256 = Below(4) switch
        {
            0 => 0,
            1 => 16,
            2 => 64,
            _ => 128,
        };
        _pausesIn256 = Below(2) * 48;
    }

    /// <summary>To be called before each step.</summary>
    public void Pause()
    {
        var die = Below(256);
        if (die < _yieldsIn256)
        {
            Thread.Yield();
        }
        else if (die - _yieldsIn256 < _pausesIn256)
        {
            Thread.SpinWait((int)Below(LongestPause));
        }
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    public uint Below(uint bound) => _random.Below(bound);
}
