namespace KernelText.Tokens;

/// <summary>Where something stands in a tree.</summary>
/// <param name="File">Path below the tree's root, with slashes; empty for text that stands in no file.</param>
/// <param name="Line">From 1; 0 where there is none.</param>
/// <param name="Column">From 1, in characters; 0 where there is none.</param>
public readonly record struct Place(string File, int Line, int Column = 0)
{
    /// <summary><c>file:line</c>, as compilers and editors have it.</summary>
    public string FileAndLine => $"{File}:{Line}";

    /// <summary><c>file:line:column</c>, or <c>file:line</c> where no column is known.</summary>
    public override string ToString() => Column > 0 ? $"{File}:{Line}:{Column}" : FileAndLine;
}

/// <summary>
/// Where an instruction comes from: the place in the function's own text, and where that is the use of a macro, the
/// line of the innermost macro's body as well.
/// </summary>
/// <param name="Place">In the text of the function that holds the instruction.</param>
/// <param name="Macro">Null where the instruction is not the result of an expansion.</param>
public sealed record Location(Place Place, MacroLine? Macro = null)
{
    /// <summary><c>file:line</c>, and <c>(NAME, file:line)</c> behind it within a macro.</summary>
    public override string ToString() =>
        Macro is null ? Place.FileAndLine : $"{Place.FileAndLine} ({Macro.Name}, {Macro.Place.FileAndLine})";
}

/// <summary>A line of a macro's definition.</summary>
/// <param name="Name">The macro.</param>
/// <param name="Place">The line of its body.</param>
public sealed record MacroLine(string Name, Place Place);
