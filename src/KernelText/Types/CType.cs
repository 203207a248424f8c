using System.Collections.Immutable;

namespace KernelText.Types;

/// <summary>A C type of x86-64, without qualifiers. Equal types are equal objects or compare equal.</summary>
public abstract record CType
{
    /// <summary>How a value of the type is held in a register; <see cref="ScalarKind.None"/> for what is not a
    /// scalar.</summary>
    public virtual ScalarKind Kind => ScalarKind.None;

    /// <summary>Bytes, or null where the text does not say (see <see cref="RecordType.WhyUnknown"/>).</summary>
    public abstract long? Size { get; }

    /// <summary>Alignment in bytes; 1 where it is not known.</summary>
    public abstract int Alignment { get; }

    /// <summary>Fits into a register.</summary>
    public bool IsScalar => Kind.Bytes > 0;
}

/// <summary><c>void</c>: no value; one byte as the target of a pointer, as gcc counts it.</summary>
public sealed record VoidType : CType
{
    /// <summary>The only one.</summary>
    public static VoidType Instance { get; } = new();

    /// <inheritdoc/>
    public override long? Size => 1;

    /// <inheritdoc/>
    public override int Alignment => 1;

    /// <inheritdoc/>
    public override string ToString() => "void";
}

/// <summary>An integer, <c>_Bool</c>, or an enumeration.</summary>
/// <param name="Name">As C writes it: <c>unsigned long</c>, <c>enum memory_type</c>. Types of other names differ, as C
/// has it.</param>
/// <param name="IntegerKind">Its width and sign.</param>
/// <param name="Rank">C's conversion rank: 0 for _Bool up to 5 for long long.</param>
public sealed record IntegerType(string Name, ScalarKind IntegerKind, int Rank) : CType
{
    /// <summary><c>_Bool</c>.</summary>
    public static IntegerType Bool { get; } = new("_Bool", ScalarKind.Boolean, 0);

    /// <summary><c>char</c>, which is signed on x86-64. (The kernel compiles with -funsigned-char since
    /// v6.2.)</summary>
    public static IntegerType Char { get; } = new("char", new(1, true), 1);

    /// <summary><c>signed char</c>.</summary>
    public static IntegerType SignedChar { get; } = new("signed char", new(1, true), 1);

    /// <summary><c>unsigned char</c>.</summary>
    public static IntegerType UnsignedChar { get; } = new("unsigned char", new(1, false), 1);

    /// <summary><c>short</c>.</summary>
    public static IntegerType Short { get; } = new("short", new(2, true), 2);

    /// <summary><c>unsigned short</c>.</summary>
    public static IntegerType UnsignedShort { get; } = new("unsigned short", new(2, false), 2);

    /// <summary><c>int</c>.</summary>
    public static IntegerType Int { get; } = new("int", ScalarKind.Int, 3);

    /// <summary><c>unsigned int</c>.</summary>
    public static IntegerType UnsignedInt { get; } = new("unsigned int", ScalarKind.UnsignedInt, 3);

    /// <summary><c>long</c>.</summary>
    public static IntegerType Long { get; } = new("long", ScalarKind.Long, 4);

    /// <summary><c>unsigned long</c>.</summary>
    public static IntegerType UnsignedLong { get; } = new("unsigned long", ScalarKind.UnsignedLong, 4);

    /// <summary><c>long long</c>.</summary>
    public static IntegerType LongLong { get; } = new("long long", ScalarKind.Long, 5);

    /// <summary><c>unsigned long long</c>.</summary>
    public static IntegerType UnsignedLongLong { get; } = new("unsigned long long", ScalarKind.UnsignedLong, 5);

    /// <inheritdoc/>
    public override ScalarKind Kind => IntegerKind;

    /// <inheritdoc/>
    public override long? Size => IntegerKind.Bytes;

    /// <inheritdoc/>
    public override int Alignment => IntegerKind.Bytes;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>An address of something.</summary>
/// <param name="Target">What is there.</param>
public sealed record PointerType(CType Target) : CType
{
    /// <summary>The target is volatile: accesses through the pointer happen once, as those of
    /// <c>READ_ONCE</c>.</summary>
    public bool IsTargetVolatile { get; init; }

    /// <summary><c>void *</c>.</summary>
    public static PointerType ToVoid { get; } = new(VoidType.Instance);

    /// <inheritdoc/>
    public override ScalarKind Kind => ScalarKind.Pointer;

    /// <inheritdoc/>
    public override long? Size => 8;

    /// <inheritdoc/>
    public override int Alignment => 8;

    /// <inheritdoc/>
    public override string ToString() => Target is PointerType ? $"{Target}*" : $"{Target} *";
}

/// <summary>Elements one after the other.</summary>
/// <param name="Element">What each is.</param>
/// <param name="Length">Number of elements; null for <c>[]</c>, whose size is 0, as of a flexible array member.</param>
public sealed record ArrayType(CType Element, long? Length) : CType
{
    /// <inheritdoc/>
    public override long? Size =>
        Length is null ? 0
        : Element.Size is { } one && one * (decimal)Length <= int.MaxValue ? one * Length
        : null;

    /// <inheritdoc/>
    public override int Alignment => Element.Alignment;

    /// <inheritdoc/>
    public override string ToString() => $"{Element}[{Length}]";
}

/// <summary>A function; only ever the target of a pointer, or what a name of a function has.</summary>
/// <param name="Result">What it returns.</param>
/// <param name="Parameters">In order.</param>
/// <param name="IsVariadic">Has <c>...</c>, or no prototype.</param>
public sealed record FunctionType(CType Result, ImmutableArray<CType> Parameters, bool IsVariadic) : CType
{
    /// <inheritdoc/>
    public override long? Size => 1;

    /// <inheritdoc/>
    public override int Alignment => 1;

    /// <summary>Equal by result and parameters.</summary>
    public bool Equals(FunctionType? other) =>
        other is not null
        && Result.Equals(other.Result)
        && IsVariadic == other.IsVariadic
        && Parameters.SequenceEqual(other.Parameters);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Parameters.Length, IsVariadic);

    /// <inheritdoc/>
    public override string ToString() => $"{Result} ({string.Join(", ", Parameters)}{(IsVariadic ? ", ..." : "")})";
}

/// <summary>A type that the text does not define, or that is outside of what is read (floating point). Its use is an
/// error.</summary>
/// <param name="Name">As the text has it.</param>
public sealed record UnknownType(string Name) : CType
{
    /// <inheritdoc/>
    public override long? Size => null;

    /// <inheritdoc/>
    public override int Alignment => 1;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
