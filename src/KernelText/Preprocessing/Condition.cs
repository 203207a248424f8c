using KernelText.Tokens;

namespace KernelText.Preprocessing;

/// <summary>The value of a <c>#if</c>.</summary>
/// <param name="tokens">Of the condition.</param>
/// <param name="place">Of the directive.</param>
/// <param name="isDefined">Of a name.</param>
/// <param name="expander">Of macros as they are at the directive.</param>
internal sealed class Condition(List<Token> tokens, Place place, Func<string, bool> isDefined, MacroExpander expander)
{
    private static readonly string[][] s_levels =
    [
        ["||"],
        ["&&"],
        ["|"],
        ["^"],
        ["&"],
        ["==", "!="],
        ["<", ">", "<=", ">="],
        ["<<", ">>"],
        ["+", "-"],
        ["*", "/", "%"],
    ];

    private List<Token> _tokens = [];
    private int _at;
    private int _depth;

    private string Text => _at < _tokens.Count ? _tokens[_at].Text : "";

    /// <summary>Whether it holds. A name that is no macro is 0.</summary>
    /// <exception cref="KernelTextException">It is not well-formed.</exception>
    public bool Holds()
    {
        _tokens = expander.Expand(WithoutDefined());
        var value = Ternary();
        return _at == _tokens.Count
            ? value != 0
            : throw new KernelTextException(place, $"expected an operator in the condition, found '{Text}'");
    }

    private List<Token> WithoutDefined()
    {
        var result = new List<Token>(tokens.Count);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!tokens[i].Is("defined"))
            {
                result.Add(tokens[i]);
                continue;
            }
            var inParentheses = i + 3 < tokens.Count && tokens[i + 1].Is("(");
            var name = i + (inParentheses ? 2 : 1);
            if (name >= tokens.Count || tokens[name].Kind != TokenKind.Identifier)
                throw new KernelTextException(place, "expected a name behind 'defined'");
            result.Add(tokens[i] with { Kind = TokenKind.Number, Text = isDefined(tokens[name].Text) ? "1" : "0" });
            i = inParentheses ? name + 1 : name;
        }
        return result;
    }

    private long Ternary()
    {
        var condition = Binary(0);
        if (Text != "?")
            return condition;
        _at++;
        var then = Ternary();
        Expect(":");
        var otherwise = Ternary();
        return condition != 0 ? then : otherwise;
    }

    private void Expect(string text)
    {
        if (Text != text)
            throw new KernelTextException(place, $"expected '{text}' in the condition");
        _at++;
    }

    private long Binary(int level)
    {
        if (level == s_levels.Length)
            return Unary();
        var left = Binary(level + 1);
        while (_at < _tokens.Count && _tokens[_at].Kind == TokenKind.Punctuator && s_levels[level].Contains(Text))
        {
            var text = _tokens[_at++].Text;
            left = Calculate(text, left, Binary(level + 1));
        }
        return left;
    }

    private static long Calculate(string text, long a, long b) =>
        text switch
        {
            "||" => a != 0 || b != 0 ? 1 : 0,
            "&&" => a != 0 && b != 0 ? 1 : 0,
            "|" => a | b,
            "^" => a ^ b,
            "&" => a & b,
            "==" => a == b ? 1 : 0,
            "!=" => a != b ? 1 : 0,
            "<" => a < b ? 1 : 0,
            ">" => a > b ? 1 : 0,
            "<=" => a <= b ? 1 : 0,
            ">=" => a >= b ? 1 : 0,
            "<<" => a << (int)b,
            ">>" => a >> (int)b,
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            // Of 0 and of the one overflow: undefined in C, and in a branch that is not taken no fault.
            "/" => b is 0 or -1 ? -a * -b : a / b,
            _ => b is 0 or -1 ? 0 : a % b,
        };

    private long Unary()
    {
        if (_at >= _tokens.Count)
            throw new KernelTextException(place, "expected a value in the condition, found its end");
        if (++_depth > 256)
            throw new KernelTextException(place, "expected a condition that is nested less deeply");
        var token = _tokens[_at++];
        var value = token.Kind switch
        {
            TokenKind.Number => Number(token),
            TokenKind.Character => Literals.Character(token.Text) ?? 0,
            TokenKind.Identifier => Name(token),
            _ => token.Text switch
            {
                "!" => Unary() == 0 ? 1 : 0,
                "-" => -Unary(),
                "+" => Unary(),
                "~" => ~Unary(),
                "(" => Parenthesised(),
                _ => throw new KernelTextException(place, $"expected a value in the condition, found '{token.Text}'"),
            },
        };
        _depth--;
        return value;
    }

    private long Number(Token token) =>
        Literals.Integer(token.Text) is { } literal
            ? unchecked((long)literal.Value)
            : throw new KernelTextException(place, $"expected an integer in the condition, found '{token.Text}'");

    private long Parenthesised()
    {
        var value = Ternary();
        Expect(")");
        return value;
    }

    // __has_attribute(x) and its like are true of gcc's attributes; any other call of no macro is 0.
    private long Name(Token token)
    {
        if (Text != "(")
            return token.Text == "true" ? 1 : 0;
        for (var depth = 0; _at < _tokens.Count; _at++)
        {
            depth +=
                Text == "(" ? 1
                : Text == ")" ? -1
                : 0;
            if (depth != 0)
                continue;
            _at++;
            return token.Text == "__has_attribute" ? 1 : 0;
        }
        throw new KernelTextException(place, "expected ')' in the condition");
    }
}
