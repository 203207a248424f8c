namespace KernelText.Tokens;

/// <summary>What a token is.</summary>
public enum TokenKind : byte
{
    /// <summary>Behind the last one.</summary>
    End,

    /// <summary>A name or a keyword.</summary>
    Identifier,

    /// <summary>A preprocessing number.</summary>
    Number,

    /// <summary>A string literal, with its quotes.</summary>
    String,

    /// <summary>A character constant, with its quotes.</summary>
    Character,

    /// <summary>An operator or a bracket; any other character stands for itself.</summary>
    Punctuator,
}

/// <summary>A token, with the place that it came from.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As the text has it.</param>
/// <param name="Source">The file it stands in: of a macro's body, the file of the definition.</param>
/// <param name="Offset">Of its first character there.</param>
public readonly record struct Token(TokenKind Kind, string Text, SourceText Source, int Offset)
{
    /// <summary>White space stands before it.</summary>
    public bool HasSpace { get; init; }

    /// <summary>The expansion whose macro's body it stands in; null for a token of the text itself.</summary>
    public Expansion? Expansion { get; init; }

    /// <summary>Macros that must not be expanded here any more, as they led to this token (C11, 6.10.3.4).</summary>
    internal HiddenMacros? Hidden { get; init; }

    /// <summary>Where it stands.</summary>
    public Place Place => Source.PlaceOf(Offset);

    /// <summary>Where it stands in the text that is read: at the use of the outermost macro.</summary>
    public Place UsePlace => Expansion is null ? Place : Expansion.Outermost.PlaceOf();

    /// <summary>Use and definition.</summary>
    public Location Location => Expansion is null ? new(Place) : new(UsePlace, new MacroLine(Expansion.Macro, Place));

    /// <summary>An identifier or a punctuator of this text.</summary>
    public bool Is(string text) => Kind is TokenKind.Identifier or TokenKind.Punctuator && Text == text;

    /// <inheritdoc/>
    public override string ToString() => Kind == TokenKind.End ? "end of text" : $"'{Text}'";
}

/// <summary>One use of a macro.</summary>
/// <param name="Macro">Its name.</param>
/// <param name="Source">The file in which the name stands that is expanded.</param>
/// <param name="Offset">Of that name.</param>
/// <param name="Outer">The expansion in whose macro's body that name stands; null if in the text itself.</param>
public sealed record Expansion(string Macro, SourceText Source, int Offset, Expansion? Outer)
{
    /// <summary>The use that stands in the text itself.</summary>
    public Expansion Outermost => Outer?.Outermost ?? this;

    internal Place PlaceOf() => Source.PlaceOf(Offset);
}

/// <summary>A set of macro names as a list; small.</summary>
internal sealed record HiddenMacros(string Name, HiddenMacros? Rest)
{
    public static bool Contains(HiddenMacros? set, string name)
    {
        for (; set is not null; set = set.Rest)
        {
            if (set.Name == name)
                return true;
        }
        return false;
    }

    public static HiddenMacros? Intersect(HiddenMacros? a, HiddenMacros? b)
    {
        HiddenMacros? result = null;
        for (; a is not null; a = a.Rest)
        {
            if (Contains(b, a.Name))
                result = new(a.Name, result);
        }
        return result;
    }

    public static HiddenMacros? Union(HiddenMacros? a, HiddenMacros? b)
    {
        for (; b is not null; b = b.Rest)
        {
            if (!Contains(a, b.Name))
                a = new(b.Name, a);
        }
        return a;
    }
}
