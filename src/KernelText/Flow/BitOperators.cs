using System.Buffers.Binary;
using System.Numerics;
using KernelText.Types;

namespace KernelText.Flow;

/// <summary>The operators that look at the bits of a number, as gcc's builtins define them.</summary>
public static class BitOperators
{
    /// <summary>The result; null where it is not defined.</summary>
    /// <param name="op">One of the four that count or swap.</param>
    /// <param name="value">Of the kind, extended to 64 bits.</param>
    /// <param name="kind">Of the operand.</param>
    public static long? Calculate(UnaryOperator op, long value, ScalarKind kind)
    {
        var bits = kind.Bits;
        var number = bits == 64 ? (ulong)value : (ulong)value & ((1UL << bits) - 1);
        return op switch
        {
            UnaryOperator.TrailingZeros => number == 0 ? null : BitOperations.TrailingZeroCount(number),
            UnaryOperator.LeadingZeros => number == 0 ? null : BitOperations.LeadingZeroCount(number) - (64 - bits),
            UnaryOperator.OneBits => BitOperations.PopCount(number),
            UnaryOperator.SwappedBytes => kind.Normalise(
                (long)(BinaryPrimitives.ReverseEndianness(number) >> (64 - bits))
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(op), op, null),
        };
    }
}
