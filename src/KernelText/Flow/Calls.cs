using System.Collections.Immutable;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Flow;

/// <summary>
/// Calls a function by name: one that the caller of the lowering gave a meaning to (<see cref="IsPrimitive"/>), or one
/// whose text can be lowered. A record that does not fit into a register is passed as the address of a copy; one that
/// is returned so is written to the address that is passed as an argument before all others.
/// </summary>
/// <param name="Location">Where it comes from.</param>
/// <param name="To">Register of the result, or -1.</param>
/// <param name="Callee">Which.</param>
/// <param name="IsPrimitive">It was given a meaning: its text, if there is any, is not read.</param>
/// <param name="Arguments">In order. Those whose meaning is not a value are the number 0.</param>
/// <param name="ArgumentTypes">For each argument its type; for an argument that is the name of a type, that
/// type.</param>
/// <param name="ResultType">What is returned.</param>
/// <param name="Sizeof">Types whose <c>sizeof</c> was taken in the arguments: what an allocation is of.</param>
/// <param name="Texts">For each argument its C text, for printing, and for names that are no values.</param>
public sealed record Call(
    Location Location,
    int To,
    Symbol Callee,
    bool IsPrimitive,
    ImmutableArray<Operand> Arguments,
    ImmutableArray<CType> ArgumentTypes,
    CType ResultType,
    ImmutableArray<CType> Sizeof,
    ImmutableArray<string> Texts
) : Instruction(Location)
{
    /// <inheritdoc/>
    public override int Destination => To;

    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => Arguments;

    /// <inheritdoc/>
    public override bool IsEffect => true;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(To < 0 ? "" : $"r{To} = ")}{(IsPrimitive ? "primitive" : "call")} {Callee}({string.Join(", ", Arguments)})";
}

/// <summary>Calls through a pointer. Arguments and results are as of <see cref="Call"/>.</summary>
/// <param name="Location">Where it comes from.</param>
/// <param name="To">Register of the result, or -1.</param>
/// <param name="Target">The pointer.</param>
/// <param name="Arguments">In order.</param>
/// <param name="Type">What it points to, as the text has it.</param>
/// <param name="Text">The C text of the pointer, such as <c>pgmap->ops->page_free</c>.</param>
public sealed record CallPointer(
    Location Location,
    int To,
    Operand Target,
    ImmutableArray<Operand> Arguments,
    FunctionType Type,
    string Text
) : Instruction(Location)
{
    /// <inheritdoc/>
    public override int Destination => To;

    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => [Target, .. Arguments];

    /// <inheritdoc/>
    public override bool IsEffect => true;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(To < 0 ? "" : $"r{To} = ")}call *{Target}({string.Join(", ", Arguments)})  // {Text}";
}

/// <summary>
/// Something that has no meaning: a name that no text defines and nobody gave a meaning to, inline assembly, a
/// construct outside of what is read, a member of an unknown layout. A run that gets here is incomplete: it must stop
/// and say so.
/// </summary>
/// <param name="Location">Where it stands.</param>
/// <param name="Name">The name, or the construct: <c>asm</c>.</param>
/// <param name="Why">One line.</param>
public sealed record NoMeaning(Location Location, string Name, string Why) : Instruction(Location)
{
    /// <summary>Why a function is unknown that a header only declares.</summary>
    internal const string Undefined = "it was given no meaning, and no text that is read defines it";

    /// <summary>Why a function is unknown that nobody declares.</summary>
    internal const string Undeclared = "no text that is read declares it, and it was given no meaning";

    /// <summary>Why a variable is unknown.</summary>
    internal const string NoVariable = "no text that is read defines it, and it was given no meaning";

    /// <summary>The name is what is unknown; otherwise a construct, or a type.</summary>
    public bool IsName => Why is Undefined or Undeclared or NoVariable;

    /// <inheritdoc/>
    public override bool IsEffect => true;

    /// <inheritdoc/>
    public override string ToString() => $"no meaning: {Name} ({Why})";
}
