using KernelText.Flow;
using KernelText.Types;

namespace KernelText.Lowering;

/// <summary>C's arithmetic on constants, and its conversions.</summary>
internal static class Arithmetic
{
    /// <summary>The result of an operator; null where C does not define it.</summary>
    public static long? Calculate(BinaryOperator @operator, long a, long b, ScalarKind kind)
    {
        var (ua, ub) = ((ulong)a, (ulong)b);
        var signed = kind.IsSigned;
        switch (@operator)
        {
            case BinaryOperator.Equal:
                return a == b ? 1 : 0;
            case BinaryOperator.NotEqual:
                return a != b ? 1 : 0;
            case BinaryOperator.Less:
                return (signed ? a < b : ua < ub) ? 1 : 0;
            case BinaryOperator.LessOrEqual:
                return (signed ? a <= b : ua <= ub) ? 1 : 0;
            case BinaryOperator.Greater:
                return (signed ? a > b : ua > ub) ? 1 : 0;
            case BinaryOperator.GreaterOrEqual:
                return (signed ? a >= b : ua >= ub) ? 1 : 0;
            case BinaryOperator.Divide
            or BinaryOperator.Remainder when b == 0 || (signed && b == -1 && a == long.MinValue):
                return null;
            case BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight when b < 0 || b >= kind.Bits:
                return null;
        }
        return kind.Normalise(
            @operator switch
            {
                BinaryOperator.Add => a + b,
                BinaryOperator.Subtract => a - b,
                BinaryOperator.Multiply => a * b,
                BinaryOperator.Divide => signed ? a / b : (long)(ua / ub),
                BinaryOperator.Remainder => signed ? a % b : (long)(ua % ub),
                BinaryOperator.And => a & b,
                BinaryOperator.Or => a | b,
                BinaryOperator.Xor => a ^ b,
                BinaryOperator.ShiftLeft => a << (int)b,
                _ => signed ? a >> (int)b : (long)(ua >> (int)b),
            }
        );
    }

    /// <summary>The result of an operator; null where it is not defined.</summary>
    public static long? Calculate(UnaryOperator @operator, long a, ScalarKind kind) =>
        @operator switch
        {
            UnaryOperator.Negate => kind.Normalise(-a),
            UnaryOperator.Complement => kind.Normalise(~a),
            UnaryOperator.Not => a == 0 ? 1 : 0,
            _ => BitOperators.Calculate(@operator, a, kind),
        };

    public static BinaryOperator? Operator(string text) =>
        text switch
        {
            "+" => BinaryOperator.Add,
            "-" => BinaryOperator.Subtract,
            "*" => BinaryOperator.Multiply,
            "/" => BinaryOperator.Divide,
            "%" => BinaryOperator.Remainder,
            "&" => BinaryOperator.And,
            "|" => BinaryOperator.Or,
            "^" => BinaryOperator.Xor,
            "<<" => BinaryOperator.ShiftLeft,
            ">>" => BinaryOperator.ShiftRight,
            "==" => BinaryOperator.Equal,
            "!=" => BinaryOperator.NotEqual,
            "<" => BinaryOperator.Less,
            "<=" => BinaryOperator.LessOrEqual,
            ">" => BinaryOperator.Greater,
            ">=" => BinaryOperator.GreaterOrEqual,
            _ => null,
        };

    public static bool IsComparison(BinaryOperator @operator) => @operator >= BinaryOperator.Equal;

    /// <summary>The integer promotions (C11, 6.3.1.1).</summary>
    public static IntegerType Promoted(IntegerType type) =>
        type.Rank < 3
            ? IntegerType.Int
            : type.IntegerKind switch
            {
                { Bytes: 4, IsSigned: true } => IntegerType.Int,
                { Bytes: 4 } => IntegerType.UnsignedInt,
                // Enumerations of one or two bytes
                { Bytes: < 4 } => IntegerType.Int,
                _ => type,
            };

    /// <summary>The usual arithmetic conversions (C11, 6.3.1.8), of promoted types.</summary>
    public static IntegerType Common(IntegerType a, IntegerType b)
    {
        (a, b) = (Promoted(a), Promoted(b));
        if (a.Rank < b.Rank)
            (a, b) = (b, a);
        // a has the higher rank; it is unsigned, or it holds all values of b, or the result is the unsigned type of its
        // rank.
        if (
            a.IntegerKind.IsSigned == b.IntegerKind.IsSigned
            || !a.IntegerKind.IsSigned
            || a.IntegerKind.Bytes > b.IntegerKind.Bytes
        )
            return a;
        return a.Rank switch
        {
            3 => IntegerType.UnsignedInt,
            4 => IntegerType.UnsignedLong,
            _ => IntegerType.UnsignedLongLong,
        };
    }

    /// <summary>The type of an integer constant (C11, 6.4.4.1).</summary>
    public static IntegerType TypeOf(Tokens.IntegerLiteral literal)
    {
        IntegerType[] candidates = (literal.IsUnsigned, literal.IsDecimal) switch
        {
            (true, _) => [IntegerType.UnsignedInt, IntegerType.UnsignedLong, IntegerType.UnsignedLongLong],
            (false, true) => [IntegerType.Int, IntegerType.Long, IntegerType.LongLong],
            _ =>
            [
                IntegerType.Int,
                IntegerType.UnsignedInt,
                IntegerType.Long,
                IntegerType.UnsignedLong,
                IntegerType.LongLong,
                IntegerType.UnsignedLongLong,
            ],
        };
        var least = 3 + Math.Min(literal.Longs, 2);
        foreach (var type in candidates)
        {
            if (
                type.Rank >= least
                && (ulong)type.IntegerKind.Normalise((long)literal.Value) == literal.Value
                && (!type.IntegerKind.IsSigned || (long)literal.Value >= 0)
            )
                return type;
        }
        return literal.Longs > 1 ? IntegerType.UnsignedLongLong : IntegerType.UnsignedLong;
    }
}
