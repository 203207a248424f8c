using Interleave.Routines;
using KernelText.Flow;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>Where an activation of a C function is: before an instruction. There is one object for each
/// instruction.</summary>
/// <param name="function">The function.</param>
/// <param name="index">Of the instruction.</param>
internal sealed class Position(TextFunction function, int index) : IRoutineIdentity
{
    /// <summary>The function.</summary>
    public TextFunction Function { get; } = function;

    /// <summary>Of the instruction, from 0.</summary>
    public int Index { get; } = index;

    /// <summary>The instruction.</summary>
    public Instruction Instruction => Function.Flow.Code[Index];

    /// <summary>The one behind it.</summary>
    public Position Next => Function.At(Index + 1);

    /// <inheritdoc/>
    public string Name => Function.Name;

    /// <inheritdoc/>
    public string Place => Instruction.Location.Place.FileAndLine;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} at {Instruction.Location}";
}
