using System.Collections.Immutable;
using KernelText.Syntax;
using KernelText.Tokens;

namespace KernelText.Parsing;

internal sealed partial class Parser
{
    // A declarator of a type: its name (a token that is no identifier where it has none), the type around it,
    // attributes.
    private (Token Name, TypeSyntax Type, Attributes Attributes) Declarator(TypeSyntax type, bool isAbstract)
    {
        Enter();
        var attributes = AttributesHere();
        while (Is("*"))
        {
            type = new PointerSyntax(Take(), type);
            for (; ; _at++)
            {
                if (Current.Text is "volatile" or "__volatile__")
                    type = new VolatileSyntax(Current, type);
                else if (Current.Text is "__attribute__" or "__attribute")
                {
                    attributes = attributes.With(AttributesHere());
                    _at--;
                }
                else if (!(Current.Kind == TokenKind.Identifier && s_qualifiers.Contains(Current.Text)))
                    break;
            }
        }
        (Token, TypeSyntax, Attributes) result;
        if (
            Is("(")
            && (
                Peek().Is("*")
                || Peek().Is("(")
                || Peek().Text is "__attribute__"
                || (Peek().Kind == TokenKind.Identifier && !IsParameterStart(Peek()))
            )
        )
        {
            // What is in brackets is read last, around the type that follows them.
            _at++;
            var inner = _at;
            for (var depth = 1; depth > 0; _at++)
            {
                if (Current.Kind == TokenKind.End)
                    throw Expected("')'");
                depth +=
                    Is("(") ? 1
                    : Is(")") ? -1
                    : 0;
            }
            type = Suffixes(type);
            var behind = _at;
            _at = inner;
            var (name, around, more) = Declarator(type, isAbstract);
            Expect(")");
            _at = behind;
            result = (name, around, attributes.With(more));
        }
        else
        {
            var name = Current;
            if (name.Kind == TokenKind.Identifier && !s_keywords.Contains(name.Text))
                _at++;
            else if (!isAbstract)
                throw Expected("a name");
            else
                name = name with { Kind = TokenKind.Punctuator };
            result = (name, Suffixes(type), attributes);
        }
        _depth--;
        return (result.Item1, result.Item2, result.Item3.With(AttributesHere()));
    }

    private bool IsParameterStart(Token token) =>
        IsTypeWord(token) ? token.Text is not ("__attribute__" or "__attribute") : IsTypedef(token.Text);

    private TypeSyntax Suffixes(TypeSyntax type)
    {
        if (Is("["))
        {
            var at = Take();
            while (Current.Kind == TokenKind.Identifier && s_qualifiers.Contains(Current.Text))
                _at++;
            var length = Is("]") ? null : AssignmentExpression();
            Expect("]");
            Enter();
            var element = Suffixes(type);
            _depth--;
            return new ArraySyntax(at, element, length);
        }
        if (Is("("))
        {
            var at = Take();
            var (parameters, isVariadic) = Parameters();
            Enter();
            var result = Suffixes(type);
            _depth--;
            return new FunctionSyntax(at, result, parameters, isVariadic);
        }
        return type;
    }

    private (ImmutableArray<ParameterSyntax> Parameters, bool IsVariadic) Parameters()
    {
        if (Accept(")"))
            return ([], true);
        if (Is("void") && Peek().Is(")"))
        {
            _at += 2;
            return ([], false);
        }
        var parameters = ImmutableArray.CreateBuilder<ParameterSyntax>();
        do
        {
            if (Accept("..."))
            {
                Expect(")");
                return (parameters.ToImmutable(), true);
            }
            var at = Current;
            var specifiers = SpecifierList();
            var (name, type, _) = Declarator(specifiers.Type!, isAbstract: true);
            parameters.Add(new(at, name.Kind == TokenKind.Identifier ? name.Text : "", type));
        } while (Accept(","));
        Expect(")");
        return (parameters.ToImmutable(), false);
    }

    private Attributes AttributesHere()
    {
        var result = Attributes.None;
        while (Current.Text is "__attribute__" or "__attribute" or "_Alignas" && Current.Kind == TokenKind.Identifier)
            result = result.With(AttributeList());
        return result;
    }

    private Attributes AttributeList()
    {
        if (Take().Text == "_Alignas")
        {
            var expression = Parenthesised(() =>
                IsTypeName() ? new SizeofExpression(Current, null, TypeName(), true) : CommaExpression()
            );
            return new() { Alignments = [expression] };
        }
        var end = _at;
        SkipBrackets();
        (end, _at) = (_at, end + 1);
        if (!Accept("("))
        {
            _at = end;
            return Attributes.None;
        }
        var result = Attributes.None;
        while (_at < end - 2)
        {
            var name = Take();
            var hasArguments = Is("(");
            var from = _at;
            switch (name.Text.Trim('_'))
            {
                case "packed":
                    result = result.With(new() { IsPacked = true });
                    break;
                case "aligned":
                    result = result.With(
                        new()
                        {
                            Alignments =
                            [
                                hasArguments
                                    ? Parenthesised(CommaExpression)
                                    : new NumberExpression(name, new(16, false, 0, true)),
                            ],
                        }
                    );
                    break;
                case "cleanup" when hasArguments:
                    result = result.With(new() { Cleanup = Peek().Text });
                    break;
                case "mode" when hasArguments:
                    result = result.With(new() { Mode = Peek().Text.Trim('_') });
                    break;
            }
            if (hasArguments && _at == from)
                SkipBrackets();
            if (!Accept(","))
                break;
        }
        _at = end;
        return result;
    }

    private Expression Parenthesised(Func<Expression> inner)
    {
        Expect("(");
        var expression = inner();
        Expect(")");
        return expression;
    }

    private void StaticAssert()
    {
        _at++;
        SkipBrackets();
        Expect(";");
    }

    // The declarators behind specifiers, up to and with the ';'. A function's body is left where it is.
    private void AddDeclarations(List<Declaration> into, bool isAtFileScope)
    {
        var at = Current;
        var specifiers = SpecifierList();
        Declaration Make(Token name, TypeSyntax type, Attributes attributes) =>
            new(
                name,
                name.Kind == TokenKind.Identifier ? name.Text : "",
                type,
                specifiers.Storage,
                specifiers.IsInline,
                specifiers.Attributes.With(attributes)
            )
            {
                Base = specifiers.Type!,
            };

        if (Accept(";"))
        {
            into.Add(Make(at with { Kind = TokenKind.Punctuator }, specifiers.Type!, Attributes.None));
            return;
        }
        do
        {
            var (name, type, attributes) = Declarator(specifiers.Type!, isAbstract: false);
            Declare(name.Text, specifiers.Storage == Storage.Typedef);
            if (Current.Text is "asm" or "__asm__" or "__asm")
            {
                _at++;
                if (Current.Text is "volatile" or "__volatile__")
                    _at++;
                SkipBrackets();
            }
            attributes = attributes.With(AttributesHere());
            var declaration = Make(name, type, attributes);
            if (isAtFileScope && Is("{") && type is FunctionSyntax)
            {
                into.Add(declaration with { HasBody = true });
                return;
            }
            into.Add(Accept("=") ? declaration with { Initializer = Initializer() } : declaration);
        } while (Accept(","));
        Expect(";");
    }

    private Expression Initializer()
    {
        if (!Is("{"))
            return AssignmentExpression();
        Enter();
        var at = Take();
        var items = ImmutableArray.CreateBuilder<InitializerItem>();
        while (!Accept("}"))
        {
            var designators = ImmutableArray.CreateBuilder<Designator>();
            // gcc's old form
            if (Current.Kind == TokenKind.Identifier && Peek().Is(":") && !Peek(2).Is(":"))
            {
                designators.Add(new(Current, Take().Text, null, null));
                _at++;
            }
            else
            {
                while (Is(".") || Is("["))
                    designators.Add(Designator());
                if (designators.Count > 0)
                    Accept("=");
            }
            items.Add(new(designators.ToImmutable(), Initializer()));
            if (!Accept(",") && !Is("}"))
                throw Expected("',' or '}'");
        }
        _depth--;
        return new InitializerList(at, items.ToImmutable());
    }

    private Designator Designator()
    {
        var at = Take();
        if (at.Text == ".")
            return new(at, ExpectName().Text, null, null);
        var first = ConditionalExpression();
        var last = Accept("...") ? ConditionalExpression() : null;
        Expect("]");
        return new(at, null, first, last);
    }
}
