using System.Collections.Immutable;
using KernelText.Syntax;
using KernelText.Tokens;

namespace KernelText.Parsing;

internal sealed partial class Parser
{
    private const int LongestChain = 600;

    private static readonly Dictionary<string, int> s_levels = new(StringComparer.Ordinal)
    {
        ["||"] = 1,
        ["&&"] = 2,
        ["|"] = 3,
        ["^"] = 4,
        ["&"] = 5,
        ["=="] = 6,
        ["!="] = 6,
        ["<"] = 7,
        [">"] = 7,
        ["<="] = 7,
        [">="] = 7,
        ["<<"] = 8,
        [">>"] = 8,
        ["+"] = 9,
        ["-"] = 9,
        ["*"] = 10,
        ["/"] = 10,
        ["%"] = 10,
    };

    private Expression CommaExpression()
    {
        var left = AssignmentExpression();
        for (var n = 0; Is(","); n++)
        {
            Limit(n);
            left = new BinaryExpression(Take(), ",", left, AssignmentExpression());
        }
        return left;
    }

    private void Limit(int count)
    {
        if (count > LongestChain)
            throw new KernelTextException(Current.UsePlace, $"expected at most {LongestChain} operators in a row");
    }

    private Expression AssignmentExpression()
    {
        Enter();
        var left = ConditionalExpression();
        if (
            Current.Kind == TokenKind.Punctuator
            && Current.Text is "=" or "+=" or "-=" or "*=" or "/=" or "%=" or "&=" or "|=" or "^=" or "<<=" or ">>="
        )
        {
            var at = Take();
            left = new AssignmentExpression(
                at,
                at.Text.Length == 1 ? null : at.Text[..^1],
                left,
                AssignmentExpression()
            );
        }
        _depth--;
        return left;
    }

    private Expression ConditionalExpression()
    {
        var condition = Binary(0);
        if (!Is("?"))
            return condition;
        Enter();
        var at = Take();
        var then = Is(":") ? null : CommaExpression();
        Expect(":");
        var result = new ConditionalExpression(at, condition, then, ConditionalExpression());
        _depth--;
        return result;
    }

    private Expression Binary(int above)
    {
        var left = Unary();
        for (
            var n = 0;
            Current.Kind == TokenKind.Punctuator && s_levels.TryGetValue(Current.Text, out var level) && level > above;
            n++
        )
        {
            Limit(n);
            var at = Take();
            left = new BinaryExpression(at, at.Text, left, Binary(level));
        }
        return left;
    }

    private Expression Unary()
    {
        Enter();
        var result = UnaryHere();
        _depth--;
        return result;
    }

    private Expression UnaryHere()
    {
        var token = Current;
        if (token.Kind == TokenKind.Punctuator)
        {
            switch (token.Text)
            {
                case "+" or "-" or "!" or "~" or "*" or "&" or "++" or "--":
                    _at++;
                    return new UnaryExpression(token, token.Text, Unary());
                case "&&":
                    _at++;
                    return new LabelAddress(token, ExpectName().Text);
                case "(" when IsCast():
                {
                    _at++;
                    var type = TypeName();
                    Expect(")");
                    return Is("{")
                        ? Postfix(new CompoundLiteral(token, type, (InitializerList)Initializer()))
                        : new CastExpression(token, type, Unary());
                }
            }
        }
        else if (token.Kind == TokenKind.Identifier)
        {
            switch (token.Text)
            {
                case "sizeof" or "_Alignof" or "__alignof__" or "__alignof":
                    _at++;
                    return Sizeof(token, token.Text != "sizeof");
                case "__extension__":
                    _at++;
                    return Unary();
            }
        }
        return Postfix(Primary());
    }

    private SizeofExpression Sizeof(Token at, bool isAlignment)
    {
        if (Is("("))
        {
            var open = _at++;
            if (IsTypeName())
            {
                var type = TypeName();
                Expect(")");
                if (!Is("{"))
                    return new SizeofExpression(at, null, type, isAlignment);
            }
            _at = open;
        }
        return new SizeofExpression(at, Unary(), null, isAlignment);
    }

    private bool IsCast()
    {
        var (from, depth) = (_at, _depth);
        try
        {
            _at++;
            if (IsTypeStart())
                return true;
            // (unknown *)x, (unknown)name and (unknown)number; everything else in brackets is an expression.
            if (Current.Kind != TokenKind.Identifier || s_keywords.Contains(Current.Text))
                return false;
            if (IsUnknownTypeName())
                return true;
            return Peek().Is(")")
                && (
                    (Peek(2).Kind == TokenKind.Identifier && !s_keywords.Contains(Peek(2).Text))
                    || Peek(2).Kind is TokenKind.Number or TokenKind.String
                );
        }
        finally
        {
            (_at, _depth) = (from, depth);
        }
    }

    private Expression Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _at++;
                return Literals.Integer(token.Text) is { } literal
                    ? new NumberExpression(token, literal)
                    : new UnknownExpression(token, token.Text);
            case TokenKind.Character:
                _at++;
                return Literals.Character(token.Text) is { } value
                    ? new CharacterExpression(token, value)
                    : throw new KernelTextException(token.UsePlace, "expected a character constant");
            case TokenKind.String:
                return Strings();
            case TokenKind.Identifier when !s_keywords.Contains(token.Text):
                // A macro that is kept, or that nothing defines, beside a string is a part of it: KERN_ERR "...", "%"
                // PRIu64.
                if (Peek().Kind == TokenKind.String)
                    return Strings();
                return BuiltInCall() ?? new NameExpression(Take());
            case TokenKind.Identifier when token.Text == "_Generic":
                return Generic();
        }
        if (!Is("("))
            throw Expected("an expression");
        _at++;
        Expression inner;
        if (Is("{"))
        {
            Enter();
            inner = new StatementExpression(token, Block());
            _depth--;
        }
        else
            inner = CommaExpression();
        Expect(")");
        return inner;
    }

    private StringExpression Strings()
    {
        var at = Current;
        var bytes = ImmutableArray.CreateBuilder<byte>();
        for (; ; _at++)
        {
            if (Current.Kind == TokenKind.String)
                bytes.AddRange(Literals.String(Current.Text));
            else if (
                !(
                    Current.Kind == TokenKind.Identifier
                    && !s_keywords.Contains(Current.Text)
                    && (
                        Peek().Kind == TokenKind.String
                        || (bytes.Count > 0 && _at > 0 && _tokens[_at - 1].Kind == TokenKind.String)
                    )
                )
            )
                return new(at, bytes.ToImmutable());
        }
    }

    // Built-ins whose arguments are types. Null where none stands here.
    private Expression? BuiltInCall()
    {
        if (!Peek().Is("("))
            return null;
        var at = Current;
        switch (at.Text)
        {
            case "__builtin_offsetof":
            {
                _at += 2;
                var type = TypeName();
                Expect(",");
                Expression member = new MemberExpression(Current, new OffsetofBase(at), ExpectName().Text, false);
                member = MemberSuffixes(member);
                Expect(")");
                return new OffsetofExpression(at, type, member);
            }
            case "__builtin_types_compatible_p":
            {
                _at += 2;
                var left = TypeName();
                Expect(",");
                var right = TypeName();
                Expect(")");
                return new TypesCompatible(at, left, right);
            }
            case "__builtin_choose_expr":
            {
                _at += 2;
                var condition = AssignmentExpression();
                Expect(",");
                var then = AssignmentExpression();
                Expect(",");
                var otherwise = AssignmentExpression();
                Expect(")");
                return new ChooseExpression(at, condition, then, otherwise);
            }
            case "__builtin_va_arg":
                _at++;
                SkipBrackets();
                return new UnknownExpression(at, at.Text);
            default:
                return null;
        }
    }

    private Expression MemberSuffixes(Expression member)
    {
        for (var n = 0; ; n++)
        {
            Limit(n);
            if (Is("."))
                member = new MemberExpression(Take(), member, ExpectName().Text, false);
            else if (Is("["))
            {
                member = new IndexExpression(Take(), member, CommaExpression());
                Expect("]");
            }
            else
                return member;
        }
    }

    private GenericExpression Generic()
    {
        var at = Take();
        Expect("(");
        var control = AssignmentExpression();
        var associations = ImmutableArray.CreateBuilder<(TypeSyntax?, Expression)>();
        while (Accept(","))
        {
            var type = Accept("default") ? null : TypeName();
            Expect(":");
            associations.Add((type, AssignmentExpression()));
        }
        Expect(")");
        return new(at, control, associations.ToImmutable());
    }

    private Expression Postfix(Expression operand)
    {
        for (var n = 0; ; n++)
        {
            Limit(n);
            var at = Current;
            if (Accept("->"))
                operand = new MemberExpression(at, operand, ExpectName().Text, true);
            else if (Accept("."))
                operand = new MemberExpression(at, operand, ExpectName().Text, false);
            else if (Accept("["))
            {
                operand = new IndexExpression(at, operand, CommaExpression());
                Expect("]");
            }
            else if (Is("++") || Is("--"))
                operand = new PostfixExpression(Take(), at.Text, operand);
            else if (Is("("))
                operand = new CallExpression(operand is NameExpression ? operand.At : at, operand, Arguments());
            else
                return operand;
        }
    }

    private ImmutableArray<Argument> Arguments()
    {
        _at++;
        if (Accept(")"))
            return [];
        var arguments = ImmutableArray.CreateBuilder<Argument>();
        do
        {
            var from = _at;
            arguments.Add(new(ArgumentHere(), Slice(from, _at)));
        } while (Accept(","));
        Expect(")");
        return arguments.ToImmutable();
    }

    // An expression; else a type; else, as only macros have it, anything up to the next comma.
    private Expression ArgumentHere()
    {
        var (from, depth, scopes) = (_at, _depth, _scopes.Count);
        if (Is(",") || Is(")"))
            return new RawArgument(Current);
        KernelTextException fault;
        try
        {
            if (!IsTypeName() || (Peek().Is("(") && !IsTypeWord(Current)))
            {
                var expression = AssignmentExpression();
                if (Is(",") || Is(")"))
                    return expression;
            }
            else
            {
                var type = TypeName();
                if (Is(",") || Is(")"))
                    return new TypeArgument(_tokens[from], type);
            }
            fault = Expected("',' or ')'");
        }
        catch (KernelTextException e)
        {
            fault = e;
        }
        (_at, _depth) = (from, depth);
        _scopes.RemoveRange(scopes, _scopes.Count - scopes);
        while (!Is(",") && !Is(")"))
        {
            if (Current.Kind == TokenKind.End || Is(";") || Is("}"))
                throw fault;
            if (Is("(") || Is("[") || Is("{"))
                SkipBrackets();
            else
                _at++;
        }
        return new RawArgument(_tokens[from]);
    }
}
