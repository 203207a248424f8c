using System.Collections.Immutable;
using KernelText.Tokens;

namespace KernelText.Syntax;

/// <summary>An expression, or what can stand as an argument or an initialiser.</summary>
internal abstract record Expression(Token At) : Node(At);

internal sealed record NameExpression(Token At) : Expression(At)
{
    public string Name => At.Text;
}

internal sealed record NumberExpression(Token At, IntegerLiteral Literal) : Expression(At);

internal sealed record CharacterExpression(Token At, long Value) : Expression(At);

/// <summary>Adjacent string literals, as one.</summary>
internal sealed record StringExpression(Token At, ImmutableArray<byte> Bytes) : Expression(At);

/// <summary>Prefix operators: + - ! ~ * &amp; ++ --</summary>
internal sealed record UnaryExpression(Token At, string Operator, Expression Operand) : Expression(At);

/// <summary><c>x++</c>, <c>x--</c></summary>
internal sealed record PostfixExpression(Token At, string Operator, Expression Operand) : Expression(At);

/// <summary>Infix operators, the comma too.</summary>
internal sealed record BinaryExpression(Token At, string Operator, Expression Left, Expression Right) : Expression(At);

/// <summary><c>=</c>, and <c>+=</c> with its operator <c>+</c>.</summary>
internal sealed record AssignmentExpression(Token At, string? Operator, Expression Left, Expression Right)
    : Expression(At);

/// <summary><c>a ? b : c</c>, and <c>a ?: c</c> without a second operand.</summary>
internal sealed record ConditionalExpression(Token At, Expression Condition, Expression? Then, Expression Else)
    : Expression(At);

internal sealed record CallExpression(Token At, Expression Function, ImmutableArray<Argument> Arguments)
    : Expression(At);

/// <summary>An argument with its tokens, which a macro that is kept may want as they are.</summary>
internal sealed record Argument(Expression Value, ImmutableArray<Token> Tokens);

internal sealed record MemberExpression(Token At, Expression Operand, string Member, bool IsArrow) : Expression(At);

internal sealed record IndexExpression(Token At, Expression Operand, Expression Index) : Expression(At);

internal sealed record CastExpression(Token At, TypeSyntax Type, Expression Operand) : Expression(At);

internal sealed record CompoundLiteral(Token At, TypeSyntax Type, InitializerList Value) : Expression(At);

internal sealed record SizeofExpression(Token At, Expression? Operand, TypeSyntax? Type, bool IsAlignment)
    : Expression(At);

internal sealed record StatementExpression(Token At, Block Body) : Expression(At);

internal sealed record OffsetofExpression(Token At, TypeSyntax Type, Expression Member) : Expression(At);

internal sealed record TypesCompatible(Token At, TypeSyntax Left, TypeSyntax Right) : Expression(At);

internal sealed record ChooseExpression(Token At, Expression Condition, Expression Then, Expression Else)
    : Expression(At);

/// <summary><c>_Generic</c>: an association without a type is the default.</summary>
internal sealed record GenericExpression(
    Token At,
    Expression Control,
    ImmutableArray<(TypeSyntax? Type, Expression Value)> Associations
) : Expression(At);

internal sealed record LabelAddress(Token At, string Label) : Expression(At);

/// <summary><c>va_arg</c> and other built-ins that are parsed and have no meaning.</summary>
internal sealed record UnknownExpression(Token At, string Name) : Expression(At);

/// <summary>A type where an argument is expected, as some macros take.</summary>
internal sealed record TypeArgument(Token At, TypeSyntax Type) : Expression(At);

/// <summary>An argument that is neither an expression nor a type.</summary>
internal sealed record RawArgument(Token At) : Expression(At);

/// <summary>What stands in place of the object that a member designator in offsetof begins with.</summary>
internal sealed record OffsetofBase(Token At) : Expression(At);

internal sealed record InitializerList(Token At, ImmutableArray<InitializerItem> Items) : Expression(At);

/// <summary>One initialiser, for the element after the previous one if it has no designators.</summary>
internal sealed record InitializerItem(ImmutableArray<Designator> Designators, Expression Value);

/// <summary><c>.member</c>, <c>[first]</c> or <c>[first ... last]</c>.</summary>
internal sealed record Designator(Token At, string? Member, Expression? First, Expression? Last) : Node(At);
