using System.Runtime.InteropServices;

namespace Interleave.Execution.Weak;

/// <summary>Views of the same length, one after the other in one array.</summary>
/// <param name="count">How many there are.</param>
/// <param name="width">How many bytes each takes; a multiple of the vector's.</param>
internal sealed class NumberedViews(int count, int width)
{
    private const int ViewsOfMask = 32;

    private readonly byte[] _bytes = new byte[count * width];

    /// <summary>How many bytes a view takes.</summary>
    public int Width => width;

    /// <summary>A view, by its number.</summary>
    public Span<byte> this[int number] => From(number, 1);

    /// <summary>Some views, one after the other.</summary>
    public Span<byte> From(int first, int views) => _bytes.AsSpan(first * width, views * width);

    /// <summary>Copies some views to other numbers; both ranges may overlap.</summary>
    public void Copy(int from, int to, int views) =>
        Array.Copy(_bytes, from * width, _bytes, to * width, views * width);

    /// <summary>Adds views to a state vector. Most say nothing: for each so many of them a word that tells which do,
    /// and those.</summary>
    public void Save(ReadOnlySpan<int> numbers, List<int> to)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            if (i % ViewsOfMask == 0)
            {
                to.Add(MaskOf(numbers[i..Math.Min(i + ViewsOfMask, numbers.Length)]));
            }

            if (!Views.IsEmpty(this[numbers[i]]))
            {
                to.AddRange(MemoryMarshal.Cast<byte, int>(this[numbers[i]]));
            }
        }
    }

    /// <summary>Takes views from a state vector.</summary>
    public void Restore(ReadOnlySpan<int> numbers, ReadOnlySpan<int> from)
    {
        var (words, mask) = (width / sizeof(int), 0);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (i % ViewsOfMask == 0)
            {
                mask = from[0];
                from = from[1..];
            }

            if ((mask >> i & 1) == 0)
            {
                this[numbers[i]].Clear();
            }
            else
            {
                from[..words].CopyTo(MemoryMarshal.Cast<byte, int>(this[numbers[i]]));
                from = from[words..];
            }
        }
    }

    private int MaskOf(ReadOnlySpan<int> numbers)
    {
        var mask = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            mask |= Views.IsEmpty(this[numbers[i]]) ? 0 : 1 << i;
        }

        return mask;
    }
}
