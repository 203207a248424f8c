using KernelText.Flow;
using KernelText.Types;

namespace KernelText.Lowering;

/// <summary>The value of an expression: a scalar, or, of a record that does not fit into a register, the address where
/// it lies.</summary>
/// <param name="Operand">Register or number; the number 0 for void.</param>
/// <param name="Type">Of the expression.</param>
internal readonly record struct Value(Operand Operand, CType Type)
{
    public static Value Void { get; } = new(Operand.Constant(0), VoidType.Instance);

    public bool IsConstant => !Operand.IsRegister;

    public static Value Int(long number) => new(Operand.Constant(number), IntegerType.Int);
}

/// <summary>Something that can be read and assigned.</summary>
/// <param name="Type">What it is.</param>
internal abstract record Lvalue(CType Type);

/// <summary>A local that lives in a register.</summary>
internal sealed record RegisterLvalue(int Register, CType Type) : Lvalue(Type);

/// <summary>An object in memory, or a bit-field.</summary>
internal sealed record MemoryLvalue(Operand Address, long Offset, CType Type, bool IsVolatile, Accessed What)
    : Lvalue(Type)
{
    public BitRange? Bits { get; init; }
}

/// <summary>Something that cannot be lowered: the statement that it is in becomes a <see cref="NoMeaning"/>.</summary>
internal sealed class LoweringException(Tokens.Token at, string name, string why) : Exception(why)
{
    public Tokens.Token At { get; } = at;

    public string Name { get; } = name;
}
