using KernelText.Flow;
using KernelText.Types;

namespace PgmapCheck.Model.Text.Values;

/// <summary>
/// C's operators on values. An address has no number, so what depends on one has no meaning; what holds of any address
/// has: tags in its low bits, distances within an object, that it is no error code.
/// </summary>
internal static class Arithmetic
{
    // Objects are aligned to more than any tag needs.
    private const long TagMask = 63;

    // Stands for the direct mapping of x86-64: above all user addresses and sizes, below the error codes.
    private const long SomeAddress = unchecked((long)0xFFFF_8880_0000_0000);

    /// <summary>The result of a binary operator.</summary>
    /// <exception cref="MeaninglessException">It depends on the number of an address, or on what C leaves
    /// undefined.</exception>
    public static Value Apply(BinaryOperator op, Value left, Value right, ScalarKind kind) =>
        left.IsAddress || right.IsAddress
            ? OnAddresses(op, left, right)
            : OnNumbers(op, left.Number, right.Number, kind);

    /// <summary>The result of a unary operator.</summary>
    /// <exception cref="MeaninglessException">It depends on the number of an address, or is not defined.</exception>
    public static Value Apply(UnaryOperator op, Value value, ScalarKind kind) =>
        op == UnaryOperator.Not ? Value.Of(!value.IsTrue)
        : value.IsAddress ? throw new MeaninglessException($"{op} of the address {value}")
        : op is UnaryOperator.Negate or UnaryOperator.Complement
            ? Value.Of(kind.Normalise(op == UnaryOperator.Negate ? -value.Number : ~value.Number))
        : BitOperators.Calculate(op, value.Number, kind) is { } bits ? Value.Of(bits)
        : throw new MeaninglessException($"{op} of 0");

    /// <summary>A value in another kind.</summary>
    /// <exception cref="MeaninglessException">An address is cut.</exception>
    public static Value Convert(Value value, ScalarKind kind) =>
        kind.IsBoolean ? Value.Of(value.IsTrue)
        : !value.IsAddress ? Value.Of(kind.Normalise(value.Number))
        : kind.Bytes == 8 ? value
        : throw new MeaninglessException($"the address {value} is cut to {kind}");

    /// <summary>A pointer moved by bytes.</summary>
    /// <exception cref="MeaninglessException">It is moved by an address.</exception>
    public static Value Move(Value pointer, Value index, long scale, long bytes) =>
        index.IsAddress
            ? throw new MeaninglessException($"{pointer} is moved by the address {index}")
            : pointer with
            {
                Number = pointer.Number + (index.Number * scale) + bytes,
            };

    /// <summary>The distance of two pointers, in elements.</summary>
    /// <exception cref="MeaninglessException">They point into different objects.</exception>
    public static Value Distance(Value left, Value right, long size) =>
        Equals(left.Object, right.Object)
            ? Value.Of((left.Number - right.Number) / size)
            : throw new MeaninglessException($"the distance of {left} and {right}");

    private static Value OnAddresses(BinaryOperator op, Value left, Value right)
    {
        var same = Equals(left.Object, right.Object);
        switch (op)
        {
            case BinaryOperator.Equal:
                return Value.Of(same && left.Number == right.Number);
            case BinaryOperator.NotEqual:
                return Value.Of(!same || left.Number != right.Number);
            case BinaryOperator.Add when !right.IsAddress:
                return left with { Number = left.Number + right.Number };
            case BinaryOperator.Add when !left.IsAddress:
                return right with { Number = left.Number + right.Number };
            case BinaryOperator.Subtract when !right.IsAddress:
                return left with { Number = left.Number - right.Number };
            case BinaryOperator.Subtract when same:
                return Value.Of(left.Number - right.Number);
            case BinaryOperator.And when !right.IsAddress:
                return Masked(left, right.Number);
            case BinaryOperator.And when !left.IsAddress:
                return Masked(right, left.Number);
            case BinaryOperator.Or when !right.IsAddress && (right.Number & ~TagMask) == 0:
                return left with { Number = left.Number | right.Number };
            case BinaryOperator.Or when !left.IsAddress && (left.Number & ~TagMask) == 0:
                return right with { Number = left.Number | right.Number };
            case BinaryOperator.Xor when !right.IsAddress && (right.Number & ~TagMask) == 0:
                return left with { Number = left.Number ^ right.Number };
            case BinaryOperator.Less
            or BinaryOperator.LessOrEqual
            or BinaryOperator.Greater
            or BinaryOperator.GreaterOrEqual:
                return same
                    ? OnNumbers(op, left.Number, right.Number, ScalarKind.Long)
                    : OnNumbers(op, NumberFor(left, right), NumberFor(right, left), ScalarKind.UnsignedLong);
            default:
                throw new MeaninglessException($"{op} of {left} and {right}");
        }
    }

    private static Value Masked(Value address, long mask) =>
        (mask & ~TagMask) == 0 ? Value.Of(address.Number & mask)
        : (~mask & ~TagMask) == 0 ? address with { Number = address.Number & mask }
        : throw new MeaninglessException($"bits {mask:x} of the address {address}");

    private static long NumberFor(Value value, Value beside) =>
        !value.IsAddress ? value.Number
        : !beside.IsAddress ? SomeAddress + value.Number
        : throw new MeaninglessException($"whether {value} lies before {beside}");

    private static Value OnNumbers(BinaryOperator op, long a, long b, ScalarKind kind)
    {
        var less = kind.IsSigned ? a < b : (ulong)a < (ulong)b;
        switch (op)
        {
            case BinaryOperator.Equal:
                return Value.Of(a == b);
            case BinaryOperator.NotEqual:
                return Value.Of(a != b);
            case BinaryOperator.Less:
                return Value.Of(less);
            case BinaryOperator.LessOrEqual:
                return Value.Of(less || a == b);
            case BinaryOperator.Greater:
                return Value.Of(!less && a != b);
            case BinaryOperator.GreaterOrEqual:
                return Value.Of(!less);
            case BinaryOperator.Divide or BinaryOperator.Remainder when b == 0:
                throw new MeaninglessException("a division by 0");
            case BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight when b < 0 || b >= kind.Bits:
                throw new MeaninglessException($"a shift of {kind} by {b}");
            default:
                return Value.Of(kind.Normalise(Calculate(op, a, b, kind.IsSigned)));
        }
    }

    private static long Calculate(BinaryOperator op, long a, long b, bool isSigned) =>
        op switch
        {
            BinaryOperator.Add => a + b,
            BinaryOperator.Subtract => a - b,
            BinaryOperator.Multiply => a * b,
            BinaryOperator.Divide when isSigned => b == -1 ? -a : a / b,
            BinaryOperator.Divide => (long)((ulong)a / (ulong)b),
            BinaryOperator.Remainder when isSigned => b == -1 ? 0 : a % b,
            BinaryOperator.Remainder => (long)((ulong)a % (ulong)b),
            BinaryOperator.And => a & b,
            BinaryOperator.Or => a | b,
            BinaryOperator.Xor => a ^ b,
            BinaryOperator.ShiftLeft => a << (int)b,
            BinaryOperator.ShiftRight when isSigned => a >> (int)b,
            BinaryOperator.ShiftRight => (long)((ulong)a >> (int)b),
            _ => throw new ArgumentOutOfRangeException(nameof(op), op, null),
        };
}
