namespace KernelText.Flow;

/// <summary>A function or an object with static lifetime, of one tree.</summary>
/// <param name="Name">As C has it; <c>function.name</c> for a static of a function; <c>"text"</c> in quotes for a
/// string.</param>
/// <param name="File">
/// The file that defines it, below the tree's root. Empty where no text defines it: a primitive, or a variable that is
/// only declared.
/// </param>
public readonly record struct Symbol(string Name, string File)
{
    /// <summary>A string literal, whose characters are <see cref="Name"/> without its quotes.</summary>
    public bool IsString => Name.StartsWith('"');

    /// <summary>The name alone, which is unique among what the protocol's files define, with few exceptions.</summary>
    public override string ToString() => Name;
}
