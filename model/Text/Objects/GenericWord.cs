namespace PgmapCheck.Model.Text.Objects;

/// <summary>A word of a global variable.</summary>
/// <param name="Name">The variable.</param>
/// <param name="File">Where it is defined.</param>
/// <param name="Offset">Bytes from its beginning.</param>
/// <param name="Bytes">1, 2, 4 or 8; 0 for a lock.</param>
internal sealed record GenericWord(string Name, string File, long Offset, int Bytes)
{
    /// <summary>It is a lock, of whatever kind and size.</summary>
    public bool IsLock => Bytes == 0;

    /// <summary>They have a byte in common.</summary>
    public bool Meets(GenericWord other) =>
        (Name, File) == (other.Name, other.File)
        && Offset < other.Offset + other.Bytes
        && other.Offset < Offset + Bytes;

    /// <inheritdoc/>
    public override string ToString() => Offset == 0 ? Name : $"{Name}+{Offset}";
}
