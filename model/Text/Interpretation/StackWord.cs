using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>A scalar in a thread's own memory.</summary>
/// <param name="Offset">Bytes from the beginning of its object.</param>
/// <param name="Bytes">1, 2, 4 or 8.</param>
/// <param name="Value">As stored: a number is cut to the width and extended by zeros.</param>
internal readonly record struct StackWord(long Offset, int Bytes, Value Value)
{
    /// <summary>The first byte behind it.</summary>
    public long End => Offset + Bytes;

    /// <summary>It has a byte of a range.</summary>
    public bool Meets(long offset, long bytes) => Offset < offset + bytes && offset < End;
}
