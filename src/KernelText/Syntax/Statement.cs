using System.Collections.Immutable;
using KernelText.Tokens;

namespace KernelText.Syntax;

internal abstract record Statement(Token At) : Node(At);

/// <summary>Statements in braces.</summary>
/// <param name="At">Its <c>{</c>.</param>
/// <param name="Statements">In order.</param>
/// <param name="Labels">What <c>__label__</c> makes local to the block.</param>
/// <param name="End">Its <c>}</c>.</param>
internal sealed record Block(Token At, ImmutableArray<Statement> Statements, ImmutableArray<string> Labels, Token End)
    : Statement(At);

internal sealed record ExpressionStatement(Token At, Expression Expression) : Statement(At);

internal sealed record DeclarationStatement(Token At, ImmutableArray<Declaration> Declarations) : Statement(At);

internal sealed record IfStatement(Token At, Expression Condition, Statement Then, Statement? Else) : Statement(At);

internal sealed record WhileStatement(Token At, Expression Condition, Statement Body) : Statement(At);

internal sealed record DoStatement(Token At, Statement Body, Expression Condition) : Statement(At);

internal sealed record ForStatement(Token At, Statement? First, Expression? Condition, Expression? Step, Statement Body)
    : Statement(At);

internal sealed record SwitchStatement(Token At, Expression Value, Statement Body) : Statement(At);

/// <summary>A case; <c>default</c> without values. The statement behind it is the next one.</summary>
internal sealed record CaseLabel(Token At, Expression? Low, Expression? High) : Statement(At);

internal sealed record LabelStatement(Token At, string Name) : Statement(At);

internal sealed record GotoStatement(Token At, string Label) : Statement(At);

internal sealed record ComputedGoto(Token At, Expression Target) : Statement(At);

internal sealed record ReturnStatement(Token At, Expression? Value) : Statement(At);

internal sealed record BreakStatement(Token At) : Statement(At);

internal sealed record ContinueStatement(Token At) : Statement(At);

internal sealed record EmptyStatement(Token At) : Statement(At);

/// <summary>
/// Inline assembly. Without instructions it hides a value from the compiler or is a barrier for it, and nothing else:
/// its value, if it has one, is copied (<c>asm("" : "=r" (to) : "0" (from))</c>).
/// </summary>
internal sealed record AsmStatement(Token At, bool IsEmpty, Expression? To, Expression? From) : Statement(At);

/// <summary>How long a declared thing lives, and who sees it.</summary>
internal enum Storage
{
    Automatic,
    Static,
    Extern,
    Typedef,
}

/// <summary>One declarator of a declaration, or, with an empty name, the declaration of a record or an enumeration
/// alone.</summary>
internal sealed record Declaration(
    Token At,
    string Name,
    TypeSyntax Type,
    Storage Storage,
    bool IsInline,
    Attributes Attributes
) : Node(At)
{
    public Expression? Initializer { get; init; }

    /// <summary>The declaration's specifiers, which may define a record or an enumeration.</summary>
    public required TypeSyntax Base { get; init; }

    /// <summary>Of a function's definition, if it came out of a macro: all tokens of its body with the
    /// braces.</summary>
    public ImmutableArray<Token> Body { get; init; }

    /// <summary>Is the definition of a function, whose body <see cref="Body"/> or the chunk of text has.</summary>
    public bool HasBody { get; init; }
}
