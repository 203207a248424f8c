using System.Collections.Immutable;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>The bytes of one local in memory: scalars that do not overlap, in ascending order. Equal by
/// value.</summary>
internal sealed class StackBlock : IEquatable<StackBlock>
{
    private readonly ImmutableArray<StackWord> _words;

    private StackBlock(ImmutableArray<StackWord> words) => _words = words;

    /// <summary>All bytes are indeterminate.</summary>
    public static StackBlock Empty { get; } = new([]);

    /// <summary>Reads a scalar.</summary>
    public Value Load(StackObject from, long offset, int bytes, bool isSigned)
    {
        foreach (var word in _words)
        {
            if (word.Offset == offset && word.Bytes == bytes)
            {
                return Extend(word.Value, bytes, isSigned);
            }
        }

        var number = 0UL;
        for (var i = 0; i < bytes; i++)
        {
            number |= (ulong)ByteAt(from, offset + i) << (8 * i);
        }

        return Extend(Value.Of((long)number), bytes, isSigned);
    }

    /// <summary>Writes a scalar; what is left of others that it overlaps becomes bytes.</summary>
    public StackBlock Store(StackObject to, long offset, int bytes, Value value) =>
        new([
            .. Outside(to, offset, bytes)
                .Append(new StackWord(offset, bytes, Extend(value, bytes, isSigned: false)))
                .OrderBy(w => w.Offset),
        ]);

    /// <summary>Sets bytes to zero, in words of eight where they are aligned.</summary>
    public StackBlock Zero(StackObject at, long offset, long bytes)
    {
        var words = Outside(at, offset, bytes).ToList();
        for (var i = offset; i < offset + bytes; )
        {
            var size = i % 8 == 0 && i + 8 <= offset + bytes ? 8 : 1;
            words.Add(new StackWord(i, size, default));
            i += size;
        }

        return new([.. words.OrderBy(w => w.Offset)]);
    }

    /// <summary>The scalars that begin in a range.</summary>
    public IEnumerable<StackWord> Words(long offset, long bytes) =>
        _words.Where(w => w.Offset >= offset && w.Offset < offset + bytes);

    /// <inheritdoc/>
    public bool Equals(StackBlock? other) => other is not null && _words.AsSpan().SequenceEqual(other._words.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StackBlock);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var word in _words)
        {
            hash.Add(word);
        }

        return hash.ToHashCode();
    }

    private IEnumerable<StackWord> Outside(StackObject at, long offset, long bytes)
    {
        foreach (var word in _words)
        {
            if (!word.Meets(offset, bytes))
            {
                yield return word;
                continue;
            }

            for (var i = word.Offset; i < word.End; i++)
            {
                if (i < offset || i >= offset + bytes)
                {
                    yield return new StackWord(i, 1, Value.Of(ByteOf(at, word, i)));
                }
            }
        }
    }

    private byte ByteAt(StackObject from, long offset)
    {
        foreach (var word in _words)
        {
            if (word.Meets(offset, 1))
            {
                return ByteOf(from, word, offset);
            }
        }

        throw new MeaninglessException($"{from.Name}+{offset} is read and was never written");
    }

    private static byte ByteOf(StackObject of, StackWord word, long offset) =>
        word.Value.IsAddress
            ? throw new MeaninglessException($"a byte of the pointer {word.Value} in {of.Name}")
            : (byte)(word.Value.Number >> (int)(8 * (offset - word.Offset)));

    private static Value Extend(Value value, int bytes, bool isSigned) =>
        value.IsAddress
            ? bytes == 8
                ? value
                : throw new MeaninglessException($"a {bytes}-byte part of the pointer {value}")
            : Value.Of(new KernelText.Types.ScalarKind((byte)bytes, isSigned).Normalise(value.Number));
}
