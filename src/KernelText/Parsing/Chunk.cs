using KernelText.Preprocessing;

namespace KernelText.Parsing;

/// <summary>A piece of a file at file scope: one declaration or definition, with macros before it that stand without a
/// semicolon.</summary>
/// <param name="File">Where.</param>
/// <param name="Start">Its first character.</param>
/// <param name="End">Behind its last character.</param>
/// <param name="BodyStart">The <c>{</c> of a function's body, with which the chunk ends; -1 where it has none.</param>
/// <param name="IsTypedef">Begins with that word.</param>
/// <param name="Words">
/// Of a chunk that begins with a name and a bracket, and so with a macro: the names in its brackets, of which those are
/// made that the macro declares.
/// </param>
internal sealed record Chunk(PreprocessedFile File, int Start, int End, int BodyStart, bool IsTypedef, string[] Words)
{
    public bool HasBody => BodyStart >= 0;
}
