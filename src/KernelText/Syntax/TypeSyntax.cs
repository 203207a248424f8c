using System.Collections.Immutable;
using KernelText.Tokens;

namespace KernelText.Syntax;

/// <summary>Anything that was parsed.</summary>
/// <param name="At">The token that it is known by, for its place.</param>
internal abstract record Node(Token At);

/// <summary>What <c>__attribute__</c> says, as far as it changes layouts or control flow.</summary>
internal sealed record Attributes
{
    public static Attributes None { get; } = new();

    public bool IsPacked { get; init; }

    /// <summary>The largest alignment counts.</summary>
    public ImmutableArray<Expression> Alignments { get; init; } = [];

    /// <summary>Function that is called with the variable's address when its scope is left.</summary>
    public string? Cleanup { get; init; }

    /// <summary>Width that replaces that of the type: <c>mode(TI)</c> and the like.</summary>
    public string? Mode { get; init; }

    public Attributes With(Attributes other) =>
        ReferenceEquals(this, None) ? other
        : ReferenceEquals(other, None) ? this
        : new()
        {
            IsPacked = IsPacked || other.IsPacked,
            Alignments = Alignments.AddRange(other.Alignments),
            Cleanup = other.Cleanup ?? Cleanup,
            Mode = other.Mode ?? Mode,
        };
}

/// <summary>A type as written. Qualifiers other than volatile are left out.</summary>
internal abstract record TypeSyntax(Token At) : Node(At);

/// <summary>Keywords: <c>unsigned long</c>, sorted out.</summary>
internal sealed record BuiltInType(Token At, Types.CType Type) : TypeSyntax(At);

/// <summary>The name of a typedef.</summary>
internal sealed record NamedType(Token At, string Name) : TypeSyntax(At);

/// <summary>A struct or union: a definition, or, without members, a mention of its tag.</summary>
internal sealed record RecordSyntax(
    Token At,
    bool IsUnion,
    string? Tag,
    ImmutableArray<MemberSyntax> Members,
    Attributes Attributes
) : TypeSyntax(At)
{
    public bool IsDefinition => !Members.IsDefault;

    public string Name => Tag is null ? $"{Keyword} ({At.UsePlace.FileAndLine})" : $"{Keyword} {Tag}";

    private string Keyword => IsUnion ? "union" : "struct";

    public bool Equals(RecordSyntax? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>A member; an empty name is an anonymous record or a bit-field that only fills.</summary>
internal sealed record MemberSyntax(Token At, string Name, TypeSyntax Type, Expression? Bits, Attributes Attributes)
    : Node(At);

/// <summary>An enumeration: a definition, or a mention of its tag.</summary>
internal sealed record EnumSyntax(
    Token At,
    string? Tag,
    ImmutableArray<EnumeratorSyntax> Enumerators,
    Attributes Attributes
) : TypeSyntax(At)
{
    public bool IsDefinition => !Enumerators.IsDefault;

    public bool Equals(EnumSyntax? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

internal sealed record EnumeratorSyntax(Token At, string Name, Expression? Value) : Node(At);

/// <summary><c>typeof</c> of an expression or a type.</summary>
internal sealed record TypeofSyntax(Token At, Expression? Expression, TypeSyntax? Type) : TypeSyntax(At);

/// <summary><c>__auto_type</c>: that of the initialiser.</summary>
internal sealed record AutoType(Token At) : TypeSyntax(At);

internal sealed record PointerSyntax(Token At, TypeSyntax Target) : TypeSyntax(At);

internal sealed record ArraySyntax(Token At, TypeSyntax Element, Expression? Length) : TypeSyntax(At);

internal sealed record FunctionSyntax(
    Token At,
    TypeSyntax Result,
    ImmutableArray<ParameterSyntax> Parameters,
    bool IsVariadic
) : TypeSyntax(At);

internal sealed record ParameterSyntax(Token At, string Name, TypeSyntax Type) : Node(At);

internal sealed record VolatileSyntax(Token At, TypeSyntax Type) : TypeSyntax(At);
