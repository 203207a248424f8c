using System.Collections.Immutable;
using KernelText.Syntax;
using KernelText.Tokens;

namespace KernelText.Parsing;

/// <summary>What a parser has to know of names: C cannot be parsed without.</summary>
internal interface INameKinds
{
    /// <summary>The name is a typedef where the text stands.</summary>
    bool IsTypedef(string name);
}

/// <summary>
/// A recursive descent parser of GNU C, over tokens whose macros are expanded but for those that have a meaning of
/// their own. Names that no text defines are taken for types by their shape.
/// </summary>
internal sealed partial class Parser
{
    private const int Deepest = 256;

    private static readonly HashSet<string> s_keywords = new(StringComparer.Ordinal)
    {
        "if",
        "else",
        "while",
        "do",
        "for",
        "switch",
        "case",
        "default",
        "goto",
        "return",
        "break",
        "continue",
        "sizeof",
        "__label__",
        "asm",
        "__asm__",
        "__asm",
        "_Alignof",
        "__alignof__",
        "__alignof",
        "_Generic",
        "_Static_assert",
        "static_assert",
    };

    private readonly IReadOnlyList<Token> _tokens;
    private readonly Token _end;
    private readonly INameKinds _names;
    private readonly List<Dictionary<string, bool>> _scopes = [];
    private int _at;
    private int _depth;

    /// <summary>A parser at the beginning of tokens.</summary>
    /// <param name="tokens">Expanded.</param>
    /// <param name="end">Place of what follows them.</param>
    /// <param name="names">At file scope.</param>
    public Parser(IReadOnlyList<Token> tokens, Token end, INameKinds names)
    {
        (_tokens, _names) = (tokens, names);
        _end = end with { Kind = TokenKind.End, Text = "" };
    }

    /// <summary>All tokens are read.</summary>
    public bool IsAtEnd => _at >= _tokens.Count;

    private Token Current => _at < _tokens.Count ? _tokens[_at] : _end;

    private Token Peek(int ahead = 1) => _at + ahead < _tokens.Count ? _tokens[_at + ahead] : _end;

    private bool Is(string text) => Current.Is(text);

    private bool Accept(string text)
    {
        if (!Is(text))
            return false;
        _at++;
        return true;
    }

    private Token Take() => _at < _tokens.Count ? _tokens[_at++] : _end;

    private Token Expect(string text) => Is(text) ? Take() : throw Expected($"'{text}'");

    private Token ExpectName() =>
        Current.Kind == TokenKind.Identifier && !s_keywords.Contains(Current.Text) ? Take() : throw Expected("a name");

    private KernelTextException Expected(string what) =>
        new(
            Current.UsePlace,
            $"expected {what}, found {Current}{(Current.Expansion is { } e ? $" (in macro {e.Macro})" : "")}"
        );

    private void Enter()
    {
        if (++_depth > Deepest)
            throw new KernelTextException(Current.UsePlace, "expected code that is nested less deeply");
    }

    // Moves behind the bracket that closes the one at the current token.
    private void SkipBrackets()
    {
        var depth = 0;
        do
        {
            var token = Current;
            if (token.Kind == TokenKind.End)
                throw Expected("a closing bracket");
            if (token.Kind == TokenKind.Punctuator)
                depth +=
                    token.Text is "(" or "[" or "{" ? 1
                    : token.Text is ")" or "]" or "}" ? -1
                    : 0;
            _at++;
        } while (depth > 0);
    }

    private bool IsTypedef(string name)
    {
        for (var i = _scopes.Count - 1; i >= 0; i--)
        {
            if (_scopes[i].TryGetValue(name, out var isType))
                return isType;
        }
        return _names.IsTypedef(name);
    }

    private void Declare(string name, bool isType)
    {
        if (_scopes.Count > 0 && name.Length > 0)
            _scopes[^1][name] = isType;
    }

    /// <summary>Parses one expression, which all tokens must be of.</summary>
    /// <exception cref="KernelTextException">They are not.</exception>
    public Expression WholeExpression()
    {
        var expression = CommaExpression();
        return IsAtEnd ? expression : throw Expected("an operator");
    }

    /// <summary>Parses a member designator of offsetof, which all tokens must be of.</summary>
    /// <exception cref="KernelTextException">They are not.</exception>
    public Expression WholeMember(Expression of)
    {
        var member = MemberSuffixes(new MemberExpression(Current, of, ExpectName().Text, false));
        return IsAtEnd ? member : throw Expected("the end of a member");
    }

    /// <summary>Parses the name of a type, which all tokens must be of.</summary>
    /// <exception cref="KernelTextException">They are not.</exception>
    public TypeSyntax WholeType()
    {
        var type = TypeName();
        return IsAtEnd ? type : throw Expected("the end of a type");
    }

    /// <summary>Parses a function's body with its braces, which all tokens must be of.</summary>
    /// <param name="parameters">Names that hide typedefs.</param>
    /// <exception cref="KernelTextException">They are not.</exception>
    public Block WholeBody(IEnumerable<string> parameters)
    {
        _scopes.Add(
            parameters
                .Where(p => p.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .ToDictionary(p => p, _ => false, StringComparer.Ordinal)
        );
        var block = Block();
        return IsAtEnd ? block : throw Expected("the end of the function");
    }

    private ImmutableArray<Token> Slice(int from, int to)
    {
        var slice = ImmutableArray.CreateBuilder<Token>(to - from);
        for (var i = from; i < to; i++)
            slice.Add(_tokens[i]);
        return slice.MoveToImmutable();
    }
}
