using System.Collections.Immutable;
using Interleave.Routines;
using KernelText.Flow;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>Where an activation of a C function is: before an instruction. There is one object for each
/// instruction, and one for the entry.</summary>
internal sealed class Position : IRoutineIdentity
{
    private readonly ImmutableArray<Operand> _operands;
    private TextFunction? _callee;
    private Primitive? _primitive;

    /// <summary>Before an instruction.</summary>
    /// <param name="function">The function.</param>
    /// <param name="index">Of the instruction; -1 for where it has just been entered.</param>
    public Position(TextFunction function, int index)
    {
        (Function, Index) = (function, index);
        Instruction = function.Flow.Code[Math.Max(index, 0)];
        _operands = index < 0 ? [] : Instruction.Operands;
    }

    /// <summary>The function.</summary>
    public TextFunction Function { get; }

    /// <summary>Of the instruction, from 0; -1 at the entry.</summary>
    public int Index { get; }

    /// <summary>The instruction; at the entry the first one.</summary>
    public Instruction Instruction { get; }

    /// <summary>Which registers are read behind it; default at the entry, where those are that have
    /// arguments.</summary>
    public ImmutableArray<int> Live => Index < 0 ? default : Function.Flow.Liveness.After(Index);

    /// <summary>The one behind it.</summary>
    public Position Next => Function.At(Index + 1);

    /// <summary>The values of what the instruction reads, in the order of its arguments.</summary>
    public ImmutableArray<Value> Operands(Value[] registers)
    {
        if (_operands.IsEmpty)
        {
            return [];
        }

        var values = new Value[_operands.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var operand = _operands[i];
            values[i] = operand.IsRegister ? registers[operand.Register] : Value.Of(operand.Number);
        }

        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    /// <summary>The function that a call by name is of.</summary>
    /// <exception cref="KernelText.Tokens.KernelTextException">There is no text of it.</exception>
    public TextFunction Callee(TextCode code) => _callee ??= code.Function(((Call)Instruction).Callee);

    /// <summary>What a call of a name with a meaning is; null where it has none.</summary>
    public Primitive? Primitive(TextCode code) => _primitive ??= code.Primitives.Find(((Call)Instruction).Callee.Name);

    /// <inheritdoc/>
    public string Name => Function.Name;

    /// <inheritdoc/>
    public string Place => Instruction.Location.Place.FileAndLine;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} at {Instruction.Location}";
}
