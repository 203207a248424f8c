namespace Litmus.Programs;

/// <summary>A value computed from registers alone.</summary>
public abstract record Expression
{
    /// <summary>The registers that it reads.</summary>
    public IEnumerable<int> Registers =>
        this switch
        {
            Register register => [register.Number],
            Unary unary => unary.Operand.Registers,
            Binary binary => binary.Left.Registers.Concat(binary.Right.Registers),
            _ => [],
        };

    /// <summary>The constants in it, addresses among them.</summary>
    public IEnumerable<int> Constants =>
        this switch
        {
            Constant constant => [constant.Value],
            Unary unary => unary.Operand.Constants,
            Binary binary => binary.Left.Constants.Concat(binary.Right.Constants),
            _ => [],
        };

    /// <summary>Its value.</summary>
    /// <param name="registers">What the thread's registers hold.</param>
    public abstract int Of(ReadOnlySpan<int> registers);
}

/// <summary>A number, or the address of a cell (<see cref="Address"/>).</summary>
/// <param name="Value">Its value.</param>
public sealed record Constant(int Value) : Expression
{
    /// <inheritdoc/>
    public override int Of(ReadOnlySpan<int> registers) => Value;
}

/// <summary>A register.</summary>
/// <param name="Number">Which of the thread's.</param>
public sealed record Register(int Number) : Expression
{
    /// <inheritdoc/>
    public override int Of(ReadOnlySpan<int> registers) => registers[Number];
}

/// <summary>An operator of C with one operand.</summary>
/// <param name="Operator">Which.</param>
/// <param name="Operand">The operand.</param>
public sealed record Unary(UnaryOperator Operator, Expression Operand) : Expression
{
    /// <inheritdoc/>
    public override int Of(ReadOnlySpan<int> registers)
    {
        var value = Operand.Of(registers);
        return Operator switch
        {
            UnaryOperator.Not => value == 0 ? 1 : 0,
            UnaryOperator.Negate => unchecked(-value),
            _ => ~value,
        };
    }
}

/// <summary>An operator of C with two operands, both of which are evaluated.</summary>
/// <param name="Operator">Which.</param>
/// <param name="Left">The first operand.</param>
/// <param name="Right">The second.</param>
public sealed record Binary(BinaryOperator Operator, Expression Left, Expression Right) : Expression
{
    /// <inheritdoc/>
    public override int Of(ReadOnlySpan<int> registers) => Operator.Apply(Left.Of(registers), Right.Of(registers));
}
