using System.Collections.Immutable;

namespace KernelText.Types;

/// <summary>Which bits of a word a bit-field has.</summary>
/// <param name="First">From the least significant bit of the word at the member's offset.</param>
/// <param name="Width">1 to 64.</param>
/// <param name="Word">How many bytes the word has; 0 if it is of the declared type.</param>
public readonly record struct BitRange(int First, int Width, int Word = 0);

/// <summary>A member and where it lies.</summary>
/// <param name="Name">Empty for an anonymous struct or union.</param>
/// <param name="Type">Its type; of a bit-field, the declared one; its word is read and written as a whole.</param>
/// <param name="Offset">Bytes from the beginning of the record; of a bit-field, that of its word.</param>
/// <param name="Bits">Only of a bit-field.</param>
public sealed record Member(string Name, CType Type, int Offset, BitRange? Bits = null);

/// <summary>Where the members of a record lie, by the x86-64 ABI.</summary>
/// <param name="Size">Bytes, a multiple of the alignment.</param>
/// <param name="Alignment">Bytes.</param>
/// <param name="Members">In the text's order.</param>
public sealed record RecordLayout(int Size, int Alignment, ImmutableArray<Member> Members)
{
    /// <summary>The kind of the one scalar that fills the whole record; null if there is not exactly one.</summary>
    public ScalarKind? OnlyScalar
    {
        get
        {
            var withSize = Members.Where(m => m.Type.Size != 0).ToArray();
            return withSize is [{ Bits: null, Offset: 0 } only] && only.Type.Size == Size && only.Type.IsScalar
                ? only.Type.Kind
                : null;
        }
    }

    /// <summary>A member by name, with its offset from the beginning of this record, also through anonymous
    /// members.</summary>
    /// <returns>Null if there is none of that name.</returns>
    public Member? Find(string name)
    {
        foreach (var member in Members)
        {
            if (member.Name == name && name.Length > 0)
                return member;
            if (member.Name.Length > 0 || member.Type is not RecordType { Layout: { } inner })
                continue;
            if (inner.Find(name) is { } found)
                return found with { Offset = member.Offset + found.Offset };
        }
        return null;
    }

    /// <summary>
    /// How a person would name the bytes at an offset: <c>_refcount.counter</c>, <c>pgmap</c>, <c>slots[3].next</c>. Of
    /// members of a union that lie there, the first is taken. For printing only.
    /// </summary>
    /// <param name="offset">0 up to the size.</param>
    public string PathAt(int offset)
    {
        foreach (var member in Members)
        {
            var size = member.Type.Size ?? 0;
            if (offset < member.Offset || offset >= member.Offset + size)
                continue;
            var inner = Path(member.Type, offset - member.Offset);
            return member.Name.Length == 0 ? inner.TrimStart('.') : member.Name + inner;
        }
        return $"+{offset}";
    }

    private static string Path(CType type, int offset) =>
        type switch
        {
            RecordType { Layout: { OnlyScalar: null } layout } => "." + layout.PathAt(offset),
            ArrayType { Element: { Size: > 0 and var size } element } =>
                $"[{offset / size}]{Path(element, (int)(offset % size))}",
            _ => offset == 0 ? "" : $"+{offset}",
        };
}
