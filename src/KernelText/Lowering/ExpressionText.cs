using KernelText.Syntax;
using KernelText.Tokens;

namespace KernelText.Lowering;

/// <summary>Expressions as short C, for people.</summary>
internal static class ExpressionText
{
    private const int Longest = 120;

    public static string Of(Expression expression) => Cut(Text(expression, 0));

    public static string Of(IEnumerable<Token> tokens)
    {
        var text = new System.Text.StringBuilder();
        foreach (var token in tokens)
        {
            if (text.Length > 0 && token.HasSpace)
                text.Append(' ');
            text.Append(token.Text);
            if (text.Length > Longest)
                break;
        }
        return Cut(text.ToString());
    }

    private static string Cut(string text) => text.Length <= Longest ? text : text[..(Longest - 3)] + "...";

    private static string Text(Expression expression, int depth)
    {
        if (depth > 12)
            return "...";
        depth++;
        return expression switch
        {
            MemberExpression m => $"{Inner(m.Operand, depth)}{(m.IsArrow ? "->" : ".")}{m.Member}",
            IndexExpression i => $"{Inner(i.Operand, depth)}[{Text(i.Index, depth)}]",
            UnaryExpression u => u.Operator + Inner(u.Operand, depth),
            PostfixExpression p => Inner(p.Operand, depth) + p.Operator,
            BinaryExpression b => $"{Inner(b.Left, depth)} {b.Operator} {Inner(b.Right, depth)}",
            AssignmentExpression a => $"{Inner(a.Left, depth)} {a.Operator}= {Inner(a.Right, depth)}",
            ConditionalExpression c =>
                $"{Inner(c.Condition, depth)} ? {(c.Then is null ? "" : Inner(c.Then, depth))} : {Inner(c.Else, depth)}",
            CallExpression c =>
                $"{Inner(c.Function, depth)}({string.Join(", ", c.Arguments.Select(a => Text(a.Value, depth)))})",
            CastExpression c => Inner(c.Operand, depth),
            CompoundLiteral => "{...}",
            StatementExpression => "({...})",
            OffsetofBase => "0",
            OffsetofExpression o => $"offsetof({Text(o.Member, depth)})",
            SizeofExpression => "sizeof",
            StringExpression => "\"...\"",
            GenericExpression or ChooseExpression or TypesCompatible or TypeArgument or RawArgument => "...",
            _ => expression.At.Text,
        };
    }

    private static string Inner(Expression expression, int depth) =>
        expression is BinaryExpression or ConditionalExpression or AssignmentExpression
            ? $"({Text(expression, depth)})"
            : Text(expression, depth);
}
