using System.Collections.Immutable;
using KernelText.Tokens;

namespace KernelText.Preprocessing;

/// <summary>A macro, whose body is read when it is first expanded.</summary>
internal sealed class MacroDefinition
{
    private readonly int _bodyStart;
    private readonly int _bodyEnd;
    private ImmutableArray<Token> _body;

    private MacroDefinition(
        string name,
        SourceText source,
        int offset,
        ImmutableArray<string>? parameters,
        bool isVariadic,
        int bodyStart,
        int bodyEnd
    )
    {
        (Name, Source, Offset, Parameters, IsVariadic, _bodyStart, _bodyEnd) = (
            name,
            source,
            offset,
            parameters,
            isVariadic,
            bodyStart,
            bodyEnd
        );
    }

    /// <summary>A macro that is defined outside of any text, such as an option.</summary>
    public MacroDefinition(string name, string body)
        : this(name, new SourceText("", body), 0, null, false, 0, body.Length) { }

    public string Name { get; }

    public SourceText Source { get; }

    /// <summary>Of the name, in the source.</summary>
    public int Offset { get; }

    /// <summary>Null for a macro without a parameter list.</summary>
    public ImmutableArray<string>? Parameters { get; }

    /// <summary>The last parameter takes all further arguments.</summary>
    public bool IsVariadic { get; }

    public ImmutableArray<Token> Body
    {
        get
        {
            if (_body.IsDefault)
                ImmutableInterlocked.InterlockedInitialize(ref _body, [.. Lexer.ReadAll(Source, _bodyStart, _bodyEnd)]);
            return _body;
        }
    }

    /// <summary>Reads the head of a <c>#define</c>; null where it is not well-formed.</summary>
    public static MacroDefinition? Read(SourceText source, Directive directive)
    {
        var lexer = new Lexer(source, directive.After, directive.End);
        var name = lexer.Next();
        if (name.Kind != TokenKind.Identifier)
            return null;
        var after = lexer.Position;
        if (after >= directive.End || source.Text[after] != '(')
            return new(name.Text, source, name.Offset, null, false, after, directive.End);
        lexer.Next();
        var parameters = ImmutableArray.CreateBuilder<string>();
        var isVariadic = false;
        for (var token = lexer.Next(); !token.Is(")"); token = lexer.Next())
        {
            if (token.Is("..."))
            {
                isVariadic = true;
                var previous = source.Text.AsSpan(0, token.Offset).TrimEnd();
                if (previous[^1] is '(' or ',')
                    parameters.Add("__VA_ARGS__");
            }
            else if (token.Kind == TokenKind.Identifier)
                parameters.Add(token.Text);
            else if (!token.Is(","))
                return null;
        }
        return new(name.Text, source, name.Offset, parameters.ToImmutable(), isVariadic, lexer.Position, directive.End);
    }
}
