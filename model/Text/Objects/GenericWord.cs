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

    /// <summary>They have a byte in common.</summary>
    public bool Meets(GenericWord other) =>
        Block == other.Block && Offset < other.Offset + other.Bytes && other.Offset < Offset + Bytes;
}
