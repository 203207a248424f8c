using System.Globalization;
using PgmapCheck.Model.Text.Objects;

namespace PgmapCheck.Model.Text.Values;

/// <summary>
/// What a C register or a word of memory holds: a number of 64 bits, or an address, which is an object and an offset.
/// Bits that the kernel keeps in the low end of a pointer are part of the offset.
/// </summary>
/// <param name="Number">The number; of an address the offset in bytes.</param>
/// <param name="Object">What the address points into; null for a number.</param>
internal readonly record struct Value(long Number, MemoryObject? Object = null)
{
    /// <summary>A number.</summary>
    public static Value Of(long number) => new(number);

    /// <summary>0 or 1.</summary>
    public static Value Of(bool condition) => new(condition ? 1 : 0);

    /// <summary>The address of an object, or of a place in it; NULL for null.</summary>
    public static Value To(MemoryObject? target, long offset = 0) => new(target is null ? 0 : offset, target);

    /// <summary>It points into an object.</summary>
    public bool IsAddress => Object is not null;

    /// <summary>What C takes it for in a condition.</summary>
    public bool IsTrue => Object is not null || Number != 0;

    /// <summary><c>-3</c>, <c>&amp;page</c>, <c>&amp;page._refcount</c>.</summary>
    public override string ToString() =>
        Object is null ? Number.ToString(CultureInfo.InvariantCulture) : Object.Describe(Number);
}
