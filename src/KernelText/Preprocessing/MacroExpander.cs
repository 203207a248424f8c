using System.Globalization;
using System.Text;
using KernelText.Tokens;

namespace KernelText.Preprocessing;

/// <summary>What a name expands to, at one place of a text.</summary>
/// <param name="name">An identifier; where it stands decides which definition counts.</param>
/// <returns>Null where it is no macro, or one that is to be kept.</returns>
internal delegate MacroDefinition? MacroLookup(Token name);

/// <summary>
/// Expands macros in tokens, by C11 6.10.3 with gcc's extensions; the algorithm is Prosser's (X3J11/86-196), with a set
/// of hidden names on each token. Names that a reader gives a meaning to are not looked up and so stay, with arguments
/// that are expanded.
/// </summary>
internal sealed class MacroExpander(MacroLookup lookup, Configuration configuration)
{
    /// <summary>Most tokens that one text may expand to.</summary>
    public const int MostTokens = 1 << 20;

    private const int DeepestArguments = 200;

    private int _made;
    private int _depth;
    private int _counter;

    /// <summary>Expands all of them.</summary>
    /// <exception cref="KernelTextException">A call of a macro is not closed, or the expansion is too
    /// large.</exception>
    public List<Token> Expand(IReadOnlyList<Token> tokens)
    {
        if (++_depth > DeepestArguments)
            throw new KernelTextException(tokens[0].UsePlace, "expected macros that are nested less deeply");
        // The rest of the input, its next token last.
        var input = new List<Token>(tokens.Count);
        for (var i = tokens.Count - 1; i >= 0; i--)
            input.Add(tokens[i]);
        var output = new List<Token>(tokens.Count);
        while (input.Count > 0)
        {
            var token = Pop(input);
            if (
                token.Kind != TokenKind.Identifier
                || HiddenMacros.Contains(token.Hidden, token.Text)
                || !Replace(token, input)
            )
                output.Add(token);
        }
        _depth--;
        return output;
    }

    private static Token Pop(List<Token> input)
    {
        var token = input[^1];
        input.RemoveAt(input.Count - 1);
        return token;
    }

    // Puts what a name stands for before the rest of the input. False if it stands for itself.
    private bool Replace(Token name, List<Token> input)
    {
        if (lookup(name) is not { } macro)
            return BuiltIn(name, input);
        var expansion = new Expansion(macro.Name, name.Source, name.Offset, name.Expansion);
        if (macro.Parameters is not { } parameters)
        {
            Push(input, Substitute(macro, [], expansion, name), new(macro.Name, name.Hidden));
            return true;
        }
        if (input.Count == 0 || !input[^1].Is("("))
            return false;
        var arguments = Arguments(name, input, macro.IsVariadic ? parameters.Length : int.MaxValue, out var close);
        // f() has one empty argument, or none.
        if (arguments.Count == 1 && parameters.Length == 0 && arguments[0].Count == 0)
            arguments.Clear();
        while (
            arguments.Count < parameters.Length
            && (arguments.Count == 0 || (macro.IsVariadic && arguments.Count == parameters.Length - 1))
        )
            arguments.Add([]);
        if (arguments.Count != parameters.Length)
            throw new KernelTextException(
                name.UsePlace,
                $"expected {parameters.Length} arguments of macro {macro.Name}, found {arguments.Count}"
            );
        var hidden = new HiddenMacros(macro.Name, HiddenMacros.Intersect(name.Hidden, close.Hidden));
        Push(input, Substitute(macro, arguments, expansion, name), hidden);
        return true;
    }

    private void Push(List<Token> input, List<Token> tokens, HiddenMacros hidden)
    {
        _made += tokens.Count + 1;
        if (_made > MostTokens)
            throw new KernelTextException(
                tokens.Count > 0 ? tokens[0].UsePlace : default,
                $"expected macros that expand to at most {MostTokens} tokens"
            );
        for (var i = tokens.Count - 1; i >= 0; i--)
            input.Add(tokens[i] with { Hidden = HiddenMacros.Union(tokens[i].Hidden, hidden) });
    }

    private static List<List<Token>> Arguments(Token name, List<Token> input, int most, out Token close)
    {
        Pop(input);
        var result = new List<List<Token>> { new() };
        for (var depth = 0; ; )
        {
            if (input.Count == 0)
                throw new KernelTextException(name.UsePlace, $"expected ')' of macro {name.Text}, found the end");
            var token = Pop(input);
            if (token.Kind == TokenKind.Punctuator)
            {
                if (token.Text == ")" && depth-- == 0)
                {
                    close = token;
                    return result;
                }
                depth += token.Text == "(" ? 1 : 0;
                if (token.Text == "," && depth == 0 && result.Count < most)
                {
                    result.Add([]);
                    continue;
                }
            }
            result[^1].Add(token);
        }
    }

    private List<Token> Substitute(MacroDefinition macro, List<List<Token>> arguments, Expansion expansion, Token name)
    {
        var (body, result) = (macro.Body, new List<Token>());
        var expanded = new List<Token>?[arguments.Count];
        for (var i = 0; i < body.Length; i++)
        {
            var token = body[i] with { Expansion = expansion };
            if (i == 0)
                token = token with { HasSpace = name.HasSpace };
            var parameter = ParameterOf(macro, body[i]);
            if (
                token.Is("#")
                && macro.Parameters is not null
                && i + 1 < body.Length
                && ParameterOf(macro, body[i + 1]) is var quoted and >= 0
            )
            {
                result.Add(token with { Kind = TokenKind.String, Text = Quote(arguments[quoted]) });
                i++;
            }
            else if (token.Is("##") && i + 1 < body.Length && i > 0)
            {
                i++;
                var p = ParameterOf(macro, body[i]);
                List<Token> right = p >= 0 ? arguments[p] : [body[i] with { Expansion = expansion }];
                // , ## __VA_ARGS__ without arguments drops the comma, and does nothing with arguments
                if (
                    macro.IsVariadic
                    && p == arguments.Count - 1
                    && result is [.., { Text: "," } comma]
                    && body[i - 2].Text == ","
                )
                {
                    if (right.Count == 0)
                        result.RemoveAt(result.Count - 1);
                    else
                        result.AddRange(expanded[p] ??= Expand(right));
                }
                else
                    Paste(result, right, ParameterOf(macro, body[i - 2]) is var l and >= 0 && arguments[l].Count == 0);
            }
            else if (token.Is("__VA_OPT__") && macro.IsVariadic && i + 1 < body.Length && body[i + 1].Is("("))
                i = OptionalPart(macro, i + 2, arguments, expansion, name, result);
            else if (parameter < 0)
                result.Add(token);
            else if (i + 1 < body.Length && body[i + 1].Is("##"))
                result.AddRange(arguments[parameter]);
            else
                AddExpanded(result, expanded[parameter] ??= Expand(arguments[parameter]), token.HasSpace);
        }
        return result;
    }

    private int OptionalPart(
        MacroDefinition macro,
        int from,
        List<List<Token>> arguments,
        Expansion expansion,
        Token name,
        List<Token> result
    )
    {
        var (depth, i) = (1, from);
        for (; i < macro.Body.Length; i++)
        {
            var token = macro.Body[i];
            depth +=
                token.Is("(") ? 1
                : token.Is(")") ? -1
                : 0;
            if (depth == 0)
                break;
            if (arguments[^1].Count == 0)
                continue;
            if (ParameterOf(macro, token) is var p and >= 0)
                AddExpanded(result, Expand(arguments[p]), name.HasSpace);
            else
                result.Add(token with { Expansion = expansion });
        }
        return i;
    }

    private static void AddExpanded(List<Token> result, List<Token> tokens, bool hasSpace)
    {
        for (var i = 0; i < tokens.Count; i++)
            result.Add(i == 0 ? tokens[0] with { HasSpace = hasSpace } : tokens[i]);
    }

    private static int ParameterOf(MacroDefinition macro, Token token) =>
        token.Kind == TokenKind.Identifier && macro.Parameters is { } parameters ? parameters.IndexOf(token.Text) : -1;

    private static void Paste(List<Token> result, List<Token> right, bool isLeftEmpty)
    {
        if (right.Count == 0)
            return;
        if (isLeftEmpty || result.Count == 0)
        {
            result.AddRange(right);
            return;
        }
        var left = result[^1];
        result.RemoveAt(result.Count - 1);
        var text = left.Text + right[0].Text;
        foreach (var made in Lexer.ReadAll(new SourceText("", text), 0, text.Length))
            result.Add(
                new(made.Kind, made.Text, left.Source, left.Offset)
                {
                    HasSpace = left.HasSpace,
                    Expansion = left.Expansion,
                    Hidden = HiddenMacros.Intersect(left.Hidden, right[0].Hidden),
                }
            );
        result.AddRange(right.Skip(1));
    }

    private static string Quote(List<Token> argument)
    {
        var text = new StringBuilder("\"");
        for (var i = 0; i < argument.Count; i++)
        {
            if (i > 0 && argument[i].HasSpace)
                text.Append(' ');
            text.Append(
                argument[i].Kind is TokenKind.String or TokenKind.Character
                    ? argument[i]
                        .Text.Replace("\\", "\\\\", StringComparison.Ordinal)
                        .Replace("\"", "\\\"", StringComparison.Ordinal)
                    : argument[i].Text
            );
        }
        return text.Append('"').ToString();
    }

    private bool BuiltIn(Token name, List<Token> input)
    {
        switch (name.Text)
        {
            case "IS_ENABLED"
            or "IS_BUILTIN"
            or "IS_REACHABLE"
            or "IS_MODULE" when input.Count > 2 && input[^1].Is("(") && input[^3].Is(")"):
            {
                var option = input[^2].Text;
                input.RemoveRange(input.Count - 3, 3);
                var on = name.Text switch
                {
                    "IS_BUILTIN" => configuration.IsBuiltIn(option),
                    "IS_MODULE" => configuration.IsModule(option),
                    _ => configuration.IsBuiltIn(option) || configuration.IsModule(option),
                };
                Number(input, name, on ? 1 : 0);
                return true;
            }
            case "__COUNTER__":
                Number(input, name, _counter++);
                return true;
            case "__LINE__":
                Number(input, name, name.UsePlace.Line);
                return true;
            case "__FILE__" or "KBUILD_MODNAME" or "KBUILD_BASENAME":
                input.Add(name with { Kind = TokenKind.String, Text = $"\"{name.UsePlace.File}\"" });
                return true;
            case "_Pragma" when input.Count > 2 && input[^1].Is("("):
                Arguments(name, input, int.MaxValue, out _);
                return true;
            default:
                return false;
        }
    }

    private static void Number(List<Token> input, Token name, int value) =>
        input.Add(name with { Kind = TokenKind.Number, Text = value.ToString(CultureInfo.InvariantCulture) });
}
