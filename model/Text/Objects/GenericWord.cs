using Interleave.Routines;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>A word of memory without a class.</summary>
/// <param name="Block">The key of the memory.</param>
/// <param name="Offset">Bytes from its beginning.</param>
/// <param name="Bytes">1, 2, 4 or 8; 0 for a lock.</param>
internal sealed record GenericWord(string Block, long Offset, int Bytes) : IImmutable
{
    /// <summary>It is a lock, of whatever kind and size.</summary>
    public bool IsLock => Bytes == 0;

    /// <summary>The other one is a part of it.</summary>
    public bool Contains(GenericWord other) =>
        Block == other.Block && Offset <= other.Offset && other.Offset + other.Bytes <= Offset + Bytes;

    /// <summary>The smallest aligned word that has both in it; null if that is no word.</summary>
    public GenericWord? Around(GenericWord other)
    {
        var (first, end) = (Math.Min(Offset, other.Offset), Math.Max(Offset + Bytes, other.Offset + other.Bytes));
        for (var bytes = Math.Max(Bytes, other.Bytes); bytes is > 0 and <= 8; bytes *= 2)
        {
            if (((first / bytes) + 1) * bytes >= end)
            {
                return new GenericWord(Block, first / bytes * bytes, bytes);
            }
        }

        return null;
    }

    /// <summary>They have a byte in common.</summary>
    public bool Meets(GenericWord other) =>
        Block == other.Block && Offset < other.Offset + other.Bytes && other.Offset < Offset + Bytes;
}
