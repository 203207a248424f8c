using System.Collections.Immutable;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Flow;

/// <summary>
/// One instruction of a function's flow graph. Control goes on with the next one, unless the instruction is a
/// <see cref="Transfer"/>. Jumps name the index of an instruction in <see cref="FlowFunction.Code"/>.
/// </summary>
/// <param name="Location">Where it comes from.</param>
public abstract record Instruction(Location Location)
{
    /// <summary>The register that it writes; -1 where none.</summary>
    public virtual int Destination => -1;

    /// <summary>What it reads, in the order of its arguments.</summary>
    public virtual ImmutableArray<Operand> Operands => [];

    /// <summary>It touches memory, calls, or has no meaning; all others calculate on the function's registers and
    /// constants alone.</summary>
    public virtual bool IsEffect => false;

    /// <summary>Instructions that can come next.</summary>
    /// <param name="index">Where this one is in its function's code.</param>
    public virtual ImmutableArray<int> Successors(int index) => [index + 1];
}

/// <summary>Puts a value into a register. Kinds are the same on both sides.</summary>
public sealed record Move(Location Location, int To, Operand Value) : Instruction(Location)
{
    /// <inheritdoc/>
    public override int Destination => To;

    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => [Value];

    /// <inheritdoc/>
    public override string ToString() => $"r{To} = {Value}";
}

/// <summary>Converts between kinds: cuts to the width and extends by the sign of <paramref name="Kind"/>; to a boolean
/// it is <c>!= 0</c>.</summary>
/// <param name="Location">Where it comes from.</param>
/// <param name="To">Register.</param>
/// <param name="Value">Of the kind <paramref name="From"/>.</param>
/// <param name="From">A pointer to an integer of 8 bytes and back keeps the value, whatever it stands for.</param>
/// <param name="Kind">Of the result.</param>
public sealed record Conversion(Location Location, int To, Operand Value, ScalarKind From, ScalarKind Kind)
    : Instruction(Location)
{
    /// <inheritdoc/>
    public override int Destination => To;

    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => [Value];

    /// <inheritdoc/>
    public override string ToString() => $"r{To} = {Kind}({Value})";
}

/// <summary>Operators of one operand.</summary>
public enum UnaryOperator
{
    /// <summary><c>-x</c>.</summary>
    Negate,

    /// <summary><c>~x</c>.</summary>
    Complement,

    /// <summary><c>!x</c>: an int that is 0 or 1.</summary>
    Not,

    /// <summary>How many zeros are below the lowest one: <c>__builtin_ctzl</c>; of 0 it is undefined.</summary>
    TrailingZeros,

    /// <summary>How many zeros are above the highest one: <c>__builtin_clzl</c>; of 0 it is undefined.</summary>
    LeadingZeros,

    /// <summary>How many bits are set: <c>__builtin_popcountl</c>.</summary>
    OneBits,

    /// <summary>The bytes in reverse order: <c>__builtin_bswap64</c>.</summary>
    SwappedBytes,
}

/// <summary>Calculates from one value.</summary>
/// <param name="Location">Where it comes from.</param>
/// <param name="To">Register.</param>
/// <param name="Operator">What is done.</param>
/// <param name="Value">Of <paramref name="Kind"/>; for <see cref="UnaryOperator.Not"/> also a pointer.</param>
/// <param name="Kind">Of the operand, and of the result of those that give no count and no truth.</param>
public sealed record Unary(Location Location, int To, UnaryOperator Operator, Operand Value, ScalarKind Kind)
    : Instruction(Location)
{
    /// <inheritdoc/>
    public override int Destination => To;

    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => [Value];

    /// <inheritdoc/>
    public override string ToString() => $"r{To} = {Operator} {Kind} {Value}";
}

/// <summary>Operators of two operands. Comparisons give an int that is 0 or 1.</summary>
public enum BinaryOperator
{
    /// <summary><c>+</c></summary>
    Add,

    /// <summary><c>-</c></summary>
    Subtract,

    /// <summary><c>*</c></summary>
    Multiply,

    /// <summary><c>/</c>, by the sign of the kind. By 0 it is undefined.</summary>
    Divide,

    /// <summary><c>%</c>, by the sign of the kind. By 0 it is undefined.</summary>
    Remainder,

    /// <summary><c>&amp;</c></summary>
    And,

    /// <summary><c>|</c></summary>
    Or,

    /// <summary><c>^</c></summary>
    Xor,

    /// <summary><c>&lt;&lt;</c>; a count beyond the width is undefined.</summary>
    ShiftLeft,

    /// <summary><c>&gt;&gt;</c>, by the sign of the kind; a count beyond the width is undefined.</summary>
    ShiftRight,

    /// <summary><c>==</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c>, by the sign of the kind.</summary>
    Less,

    /// <summary><c>&lt;=</c>, by the sign of the kind.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c>, by the sign of the kind.</summary>
    Greater,

    /// <summary><c>&gt;=</c>, by the sign of the kind.</summary>
    GreaterOrEqual,
}

/// <summary>Calculates from two values of the same kind (a shift's count is of any kind).</summary>
/// <param name="Location">Where it comes from.</param>
/// <param name="To">Register.</param>
/// <param name="Operator">What is done.</param>
/// <param name="Left">Left operand.</param>
/// <param name="Right">Right operand.</param>
/// <param name="Kind">
/// Of the operands, after C's usual conversions, and of the result except of comparisons. A pointer occurs with
/// comparisons only; bits of tagged pointers are taken after a <see cref="Conversion"/> to an integer, which may then
/// hold an address.
/// </param>
public sealed record Binary(
    Location Location,
    int To,
    BinaryOperator Operator,
    Operand Left,
    Operand Right,
    ScalarKind Kind
) : Instruction(Location)
{
    /// <inheritdoc/>
    public override int Destination => To;

    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => [Left, Right];

    /// <inheritdoc/>
    public override string ToString() => $"r{To} = {Left} {Operator} {Kind} {Right}";
}

/// <summary>A pointer moved by bytes: <c>to = pointer + index * scale + bytes</c>, as of a member, an element, <c>p +
/// 1</c>, <c>container_of</c>.</summary>
/// <param name="Location">Where it comes from.</param>
/// <param name="To">Register.</param>
/// <param name="Pointer">An address.</param>
/// <param name="Index">A 64-bit signed number.</param>
/// <param name="Scale">Bytes for one step of the index; 0 where there is no index.</param>
/// <param name="Bytes">Added; may be negative.</param>
/// <param name="Target">What the new pointer points to, as the text has it.</param>
public sealed record PointerOffset(
    Location Location,
    int To,
    Operand Pointer,
    Operand Index,
    long Scale,
    long Bytes,
    CType Target
) : Instruction(Location)
{
    /// <inheritdoc/>
    public override int Destination => To;

    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => [Pointer, Index];

    /// <inheritdoc/>
    public override string ToString() => $"r{To} = {Pointer} + {(Scale == 0 ? "" : $"{Index} * {Scale} + ")}{Bytes}";
}

/// <summary>The distance of two pointers in elements: <c>(left - right) / size</c>, a long.</summary>
public sealed record PointerDifference(Location Location, int To, Operand Left, Operand Right, long Size)
    : Instruction(Location)
{
    /// <inheritdoc/>
    public override int Destination => To;

    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => [Left, Right];

    /// <inheritdoc/>
    public override string ToString() => $"r{To} = ({Left} - {Right}) / {Size}";
}
