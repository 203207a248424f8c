namespace Interleave.Programs;

/// <summary>A set of small numbers that is added to in every state, and seldom grows.</summary>
internal sealed class BitSet
{
    private ulong[] _words = [0, 0];

    /// <summary>How many numbers there are.</summary>
    public int Count { get; private set; }

    public bool Contains(int number) => number >> 6 < _words.Length && (_words[number >> 6] >> (number & 63) & 1) != 0;

    public void Add(int number)
    {
        if (Contains(number))
        {
            return;
        }

        if (number >> 6 >= _words.Length)
        {
            Array.Resize(ref _words, (number >> 6) + 1);
        }

        _words[number >> 6] |= 1UL << (number & 63);
        Count++;
    }

    public void UnionWith(IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
        {
            Add(number);
        }
    }

    /// <summary>The numbers, in order.</summary>
    public IEnumerable<int> All => Enumerable.Range(0, _words.Length * 64).Where(Contains);
}
