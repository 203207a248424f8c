using System.Collections.Immutable;
using KernelText.Syntax;
using KernelText.Tokens;

namespace KernelText.Parsing;

internal sealed partial class Parser
{
    private Block Block()
    {
        Enter();
        _scopes.Add(new(StringComparer.Ordinal));
        var at = Expect("{");
        var labels = ImmutableArray.CreateBuilder<string>();
        while (Accept("__label__"))
        {
            do labels.Add(ExpectName().Text);
            while (Accept(","));
            Expect(";");
        }
        var statements = ImmutableArray.CreateBuilder<Statement>();
        while (!Is("}"))
            statements.Add(Statement());
        var end = Take();
        _scopes.RemoveAt(_scopes.Count - 1);
        _depth--;
        return new(at, statements.ToImmutable(), labels.ToImmutable(), end);
    }

    private Statement Statement()
    {
        Enter();
        var result = StatementHere();
        _depth--;
        return result;
    }

    private Statement StatementHere()
    {
        var at = Current;
        if (at.Kind == TokenKind.Punctuator)
        {
            switch (at.Text)
            {
                case "{":
                    return Block();
                case ";":
                    _at++;
                    return new EmptyStatement(at);
            }
        }
        if (at.Kind != TokenKind.Identifier)
            return Expression();
        switch (at.Text)
        {
            case "if":
            {
                _at++;
                var condition = Parenthesised(CommaExpression);
                var then = Statement();
                return new IfStatement(at, condition, then, Accept("else") ? Statement() : null);
            }
            case "while":
                _at++;
                return new WhileStatement(at, Parenthesised(CommaExpression), Statement());
            case "do":
            {
                _at++;
                var body = Statement();
                Expect("while");
                var condition = Parenthesised(CommaExpression);
                // gcc wants it; a macro that ends so may stand before a ';' of its own.
                Expect(";");
                return new DoStatement(at, body, condition);
            }
            case "for":
                return For();
            case "switch":
                _at++;
                return new SwitchStatement(at, Parenthesised(CommaExpression), Statement());
            case "case":
            {
                _at++;
                var low = ConditionalExpression();
                var high = Accept("...") ? ConditionalExpression() : null;
                Expect(":");
                return new CaseLabel(at, low, high);
            }
            case "default" when Peek().Is(":"):
                _at += 2;
                return new CaseLabel(at, null, null);
            case "goto":
            {
                _at++;
                Statement result = Accept("*")
                    ? new ComputedGoto(at, CommaExpression())
                    : new GotoStatement(at, ExpectName().Text);
                Expect(";");
                return result;
            }
            case "return":
            {
                _at++;
                var value = Is(";") ? null : CommaExpression();
                Expect(";");
                return new ReturnStatement(at, value);
            }
            case "break" or "continue":
                _at++;
                Expect(";");
                return at.Text == "break" ? new BreakStatement(at) : new ContinueStatement(at);
            case "asm" or "__asm__" or "__asm":
                return Assembly();
            case "_Static_assert" or "static_assert":
                StaticAssert();
                return new EmptyStatement(at);
            case "__attribute__" when AttributeStatementEnds():
                AttributesHere();
                Expect(";");
                return new EmptyStatement(at);
        }
        if (Peek().Is(":") && !s_keywords.Contains(at.Text))
        {
            _at += 2;
            AttributesHere();
            return new LabelStatement(at, at.Text);
        }
        return IsDeclaration() ? DeclarationHere() : Expression();
    }

    private ExpressionStatement Expression()
    {
        var at = Current;
        var expression = CommaExpression();
        // A macro that nothing defines, and that is a loop or a condition: what it does with the statement behind it is
        // not known.
        if (
            expression is CallExpression { Function: NameExpression name }
            && (Is("{") || Current.Kind == TokenKind.Identifier)
        )
        {
            Statement();
            return new(at, new UnknownExpression(name.At, name.Name));
        }
        Expect(";");
        return new(at, expression);
    }

    // fallthrough;
    private bool AttributeStatementEnds()
    {
        var from = _at;
        AttributesHere();
        var result = Is(";");
        _at = from;
        return result;
    }

    private bool IsDeclaration()
    {
        if (IsTypeWord(Current))
            return true;
        if (s_keywords.Contains(Current.Text))
            return false;
        if (IsTypedef(Current.Text))
            return !Peek().Is("(") || !IsDeclaredHere(Current.Text);
        return !IsDeclaredHere(Current.Text)
            && !Peek().Is("(")
            && Peek().Kind != TokenKind.Punctuator | Peek().Is("*")
            && LooksLikeType()
            && LooksLikeDeclaration();
    }

    private bool IsDeclaredHere(string name) => _scopes.Exists(s => s.ContainsKey(name));

    // unknown name; unknown *name; with what can follow a declarator
    private bool LooksLikeDeclaration()
    {
        var at = 1;
        while (Peek(at).Is("*") || Peek(at).Is("const"))
            at++;
        return Peek(at).Kind == TokenKind.Identifier && Peek(at + 1).Text is ";" or "," or "=" or "[" or "(";
    }

    private DeclarationStatement DeclarationHere()
    {
        var at = Current;
        var declarations = new List<Declaration>();
        AddDeclarations(declarations, isAtFileScope: false);
        return new(at, [.. declarations]);
    }

    private ForStatement For()
    {
        var at = Take();
        Expect("(");
        _scopes.Add(new(StringComparer.Ordinal));
        Statement? first =
            Is(";") ? null
            : IsDeclaration() ? DeclarationHere()
            : Expression();
        if (first is null)
            Expect(";");
        var condition = Is(";") ? null : CommaExpression();
        Expect(";");
        var step = Is(")") ? null : CommaExpression();
        Expect(")");
        var body = Statement();
        _scopes.RemoveAt(_scopes.Count - 1);
        return new(at, first, condition, step, body);
    }

    private AsmStatement Assembly()
    {
        var at = Take();
        var isJump = false;
        while (
            Current.Text
                is "volatile"
                    or "__volatile__"
                    or "__volatile"
                    or "inline"
                    or "__inline"
                    or "__inline__"
                    or "goto"
        )
            isJump |= Take().Text == "goto";
        var open = _at;
        SkipBrackets();
        var end = _at;
        _at = open + 1;
        var (isEmpty, to, from) = isJump || Current.Text != "\"\"" ? (false, null, null) : EmptyAssembly(end - 1);
        _at = end;
        Expect(";");
        return new(at, isEmpty, to, from);
    }

    // "" alone; with one operand that is read and written; with an output and an input in the same register. Clobbers
    // are of the compiler's concern.
    private (bool IsEmpty, Expression? To, Expression? From) EmptyAssembly(int close)
    {
        _at++;
        if (_at == close)
            return (true, null, null);
        // "" beside other strings is a part of instructions.
        if (!Accept(":"))
            return (false, null, null);
        var output = Current.Kind == TokenKind.String ? (Take().Text, Parenthesised(CommaExpression)) : default;
        var input =
            Accept(":") && Current.Kind == TokenKind.String ? (Take().Text, Parenthesised(CommaExpression)) : default;
        if (_at < close && !Is(":"))
            return (false, null, null);
        return (output.Item1, input.Item1) switch
        {
            (null or "\"+r\"" or "\"+g\"" or "\"+rm\"", null) => (true, null, null),
            ("\"=r\"" or "\"=rm\"" or "\"=g\"", "\"0\"") => (true, output.Item2, input.Item2),
            _ => (false, null, null),
        };
    }

    /// <summary>
    /// Parses what stands at file scope. Where a function's body begins, its tokens are kept with it; if nothing
    /// follows its <c>{</c>, the body is elsewhere.
    /// </summary>
    /// <exception cref="KernelTextException">It is not well-formed.</exception>
    public List<Declaration> Externals()
    {
        var result = new List<Declaration>();
        while (!IsAtEnd)
        {
            if (Accept(";"))
                continue;
            if (Current.Text is "asm" or "__asm__" or "__asm")
            {
                _at++;
                SkipBrackets();
                continue;
            }
            if (Current.Text is "_Static_assert" or "static_assert")
            {
                StaticAssert();
                continue;
            }
            // A macro that nothing defines, with or without a semicolon.
            if (
                Current.Kind == TokenKind.Identifier
                && Peek().Is("(")
                && !IsTypeStart()
                && !s_keywords.Contains(Current.Text)
            )
            {
                _at++;
                SkipBrackets();
                continue;
            }
            AddDeclarations(result, isAtFileScope: true);
            if (!Is("{"))
                continue;
            if (_at == _tokens.Count - 1)
            {
                _at++;
                continue;
            }
            var from = _at;
            SkipBrackets();
            result[^1] = result[^1] with { Body = Slice(from, _at) };
        }
        return result;
    }
}
