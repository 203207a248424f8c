namespace Litmus.Programs;

/// <summary>C's operators with one operand.</summary>
public enum UnaryOperator
{
    /// <summary><c>!</c></summary>
    Not,

    /// <summary><c>-</c></summary>
    Negate,

    /// <summary><c>~</c></summary>
    Complement,
}

/// <summary>C's operators with two operands.</summary>
public enum BinaryOperator
{
    /// <summary><c>+</c></summary>
    Add,

    /// <summary><c>-</c></summary>
    Subtract,

    /// <summary><c>*</c></summary>
    Multiply,

    /// <summary><c>/</c>; by zero it is 0.</summary>
    Divide,

    /// <summary><c>%</c>; by zero it is 0.</summary>
    Remainder,

    /// <summary><c>&amp;</c></summary>
    And,

    /// <summary><c>|</c></summary>
    Or,

    /// <summary><c>^</c></summary>
    Xor,

    /// <summary>The first and the complement of the second, as <c>atomic_andnot</c> has it.</summary>
    AndNot,

    /// <summary><c>&lt;&lt;</c></summary>
    ShiftLeft,

    /// <summary><c>&gt;&gt;</c></summary>
    ShiftRight,

    /// <summary><c>==</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,

    /// <summary><c>&amp;&amp;</c> of two values that are both known.</summary>
    Both,

    /// <summary><c>||</c> of two values that are both known.</summary>
    Either,
}

/// <summary>What operators do.</summary>
internal static class Operators
{
    /// <summary>The value of an operator on C's <c>int</c>.</summary>
    public static int Apply(this BinaryOperator @operator, int a, int b) =>
        unchecked(
            @operator switch
            {
                BinaryOperator.Add => a + b,
                BinaryOperator.Subtract => a - b,
                BinaryOperator.Multiply => a * b,
                BinaryOperator.Divide => b == 0 ? 0 : (int)((long)a / b),
                BinaryOperator.Remainder => b == 0 ? 0 : (int)((long)a % b),
                BinaryOperator.And => a & b,
                BinaryOperator.Or => a | b,
                BinaryOperator.Xor => a ^ b,
                BinaryOperator.AndNot => a & ~b,
                BinaryOperator.ShiftLeft => a << b,
                BinaryOperator.ShiftRight => a >> b,
                BinaryOperator.Equal => a == b ? 1 : 0,
                BinaryOperator.NotEqual => a != b ? 1 : 0,
                BinaryOperator.Less => a < b ? 1 : 0,
                BinaryOperator.LessOrEqual => a <= b ? 1 : 0,
                BinaryOperator.Greater => a > b ? 1 : 0,
                BinaryOperator.GreaterOrEqual => a >= b ? 1 : 0,
                BinaryOperator.Both => a != 0 && b != 0 ? 1 : 0,
                _ => a != 0 || b != 0 ? 1 : 0,
            }
        );
}
