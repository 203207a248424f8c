using System.Collections.Immutable;
using KernelText.Flow;
using KernelText.Syntax;
using KernelText.Types;

namespace KernelText.Lowering;

/// <summary>Names whose meaning is C's or the compiler's. A meaning that the caller gives to such a name goes
/// before.</summary>
internal static class Intrinsics
{
    /// <summary>Macros of the kernel that stand for an access, a hint or an assertion at compile time, and are not
    /// expanded.</summary>
    public static IReadOnlySet<string> Macros { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            "READ_ONCE",
            "WRITE_ONCE",
            "ACCESS_ONCE",
            "__READ_ONCE",
            "__WRITE_ONCE",
            "data_race",
            "likely",
            "unlikely",
            "BUILD_BUG_ON",
            "BUILD_BUG_ON_MSG",
            "BUILD_BUG_ON_INVALID",
            "BUILD_BUG",
            "BUILD_BUG_ON_NOT_POWER_OF_2",
            "compiletime_assert",
            "compiletime_assert_atomic_type",
            "compiletime_assert_rwonce_type",
            "offsetof",
            "static_assert",
        };
}

internal sealed partial class FunctionLowering
{
    private bool _isRacy; // within data_race()

    private Value? Intrinsic(string name, ImmutableArray<Argument> arguments)
    {
        switch (name)
        {
            case "READ_ONCE" or "ACCESS_ONCE" or "__READ_ONCE" when arguments is [var only]:
                return Once(only.Value);
            case "WRITE_ONCE" or "__WRITE_ONCE" when arguments is [var to, var what]:
            {
                var value = Value(what.Value);
                var target = Lvalue(to.Value);
                return Store(target is MemoryLvalue memory ? memory with { IsVolatile = true } : target, value);
            }
            case "data_race" when arguments.Length > 0:
                return Racy(arguments[0].Value);
            case "likely"
            or "unlikely"
            or "__builtin_expect"
            or "__builtin_expect_with_probability"
            or "__builtin_assume_aligned"
            or "__builtin_launder" when arguments.Length > 0:
                return Value(arguments[0].Value);
            case "offsetof" when arguments is [{ Value: TypeArgument type }, var member]:
                return Offsetof(type, member);
            case "BUILD_BUG_ON"
            or "BUILD_BUG_ON_MSG"
            or "BUILD_BUG_ON_INVALID"
            or "BUILD_BUG"
            or "BUILD_BUG_ON_NOT_POWER_OF_2"
            or "compiletime_assert"
            or "compiletime_assert_atomic_type"
            or "compiletime_assert_rwonce_type"
            or "static_assert"
            or "__builtin_prefetch":
                return Lowering.Value.Void;
            case "__builtin_constant_p" when arguments.Length == 1:
                return Lowering.Value.Int(IsConstant(arguments[0].Value) ? 1 : 0);
            case "__builtin_object_size" or "__builtin_dynamic_object_size":
                return new(Operand.Constant(-1), IntegerType.UnsignedLong);
            case "__builtin_unreachable":
                Emit(new Unreachable(Here));
                return Lowering.Value.Void;
            case "__builtin_add_overflow"
            or "__builtin_sub_overflow"
            or "__builtin_mul_overflow" when arguments.Length == 3:
                return Overflow(name, arguments);
            case "__builtin_ffs"
            or "__builtin_ffsl"
            or "__builtin_ffsll"
            or "__builtin_ctz"
            or "__builtin_ctzl"
            or "__builtin_ctzll"
            or "__builtin_clz"
            or "__builtin_clzl"
            or "__builtin_clzll"
            or "__builtin_popcount"
            or "__builtin_popcountl"
            or "__builtin_popcountll"
            or "__builtin_bswap16"
            or "__builtin_bswap32"
            or "__builtin_bswap64" when arguments.Length == 1:
                return Bits(name, Scalar(arguments[0].Value));
            default:
                return null;
        }
    }

    private Value Racy(Expression operand)
    {
        var before = _isRacy;
        _isRacy = true;
        try
        {
            return Value(operand);
        }
        finally
        {
            _isRacy = before;
        }
    }

    private Value Once(Expression operand)
    {
        if (operand is not (NameExpression or MemberExpression or IndexExpression or UnaryExpression { Operator: "*" }))
            return Value(operand);
        var target = Lvalue(operand);
        return Load(target is MemoryLvalue memory ? memory with { IsVolatile = true } : target);
    }

    private Value Offsetof(TypeArgument type, Argument member)
    {
        var parser = new Parsing.Parser(member.Tokens, type.At, _file.Names);
        return Offsetof(new OffsetofExpression(type.At, type.Type, parser.WholeMember(new OffsetofBase(type.At))));
    }

    private bool IsConstant(Expression expression)
    {
        var (count, depth) = (_graph.Count, _depth);
        try
        {
            var value = Value(expression);
            return value.IsConstant && value.Type.IsScalar && _graph.Count == count;
        }
        catch (LoweringException)
        {
            _depth = depth;
            return false;
        }
        finally
        {
            _graph.Truncate(count);
        }
    }

    // The result of infinite precision, cut to the type of the third argument's target, and whether it did not fit.
    private Value Overflow(string name, ImmutableArray<Argument> arguments)
    {
        var (a, b) = (Scalar(arguments[0].Value), Scalar(arguments[1].Value));
        var target = Pointee(Scalar(arguments[2].Value), () => ExpressionText.Of(arguments[2].Value));
        if (a.Type is not IntegerType || b.Type is not IntegerType || target.Type is not IntegerType to)
            throw Fault(name, "expected integers");
        var kind = to.Kind;
        if (kind.Bytes < 8 && a.Type.Kind.Bytes <= 4 && b.Type.Kind.Bytes <= 4)
            return NarrowOverflow(name, a, b, target, kind);
        if (a.Type.Kind != kind || b.Type.Kind != kind || kind.IsSigned)
            throw Fault(name, "only read of operands of 4 bytes, or all of the same unsigned type");
        var op = name switch
        {
            "__builtin_add_overflow" => BinaryOperator.Add,
            "__builtin_sub_overflow" => BinaryOperator.Subtract,
            _ => BinaryOperator.Multiply,
        };
        var result = Calculate(op, a.Operand, b.Operand, kind);
        Operand overflow;
        if (op == BinaryOperator.Multiply)
        {
            // b != 0 && result / b != a, without a branch: b | (b == 0) is b, or 1.
            var isZero = Calculate(BinaryOperator.Equal, b.Operand, Operand.Constant(0), kind);
            var divisor = Calculate(BinaryOperator.Or, b.Operand, isZero, kind);
            var differs = Calculate(
                BinaryOperator.NotEqual,
                Calculate(BinaryOperator.Divide, result, divisor, kind),
                a.Operand,
                kind
            );
            overflow = Calculate(
                BinaryOperator.And,
                differs,
                Calculate(BinaryOperator.NotEqual, b.Operand, Operand.Constant(0), kind),
                ScalarKind.Int
            );
        }
        else
            overflow =
                op == BinaryOperator.Add
                    ? Calculate(BinaryOperator.Less, result, a.Operand, kind)
                    : Calculate(BinaryOperator.Less, a.Operand, b.Operand, kind);
        Store(target, new(result, to));
        return new(overflow, IntegerType.Bool);
    }

    // In 64 bits nothing of 32 bits overflows.
    private Value NarrowOverflow(string name, Value a, Value b, MemoryLvalue target, ScalarKind kind)
    {
        var op = name switch
        {
            "__builtin_add_overflow" => BinaryOperator.Add,
            "__builtin_sub_overflow" => BinaryOperator.Subtract,
            _ => BinaryOperator.Multiply,
        };
        // Products of two unsigned ones need all 64 bits, and a sign.
        if (op == BinaryOperator.Multiply && !a.Type.Kind.IsSigned && !b.Type.Kind.IsSigned)
        {
            var product = Calculate(op, a.Operand, b.Operand, ScalarKind.UnsignedLong);
            var cut = Convert(new(product, IntegerType.UnsignedLong), target.Type);
            var differs = Calculate(
                BinaryOperator.NotEqual,
                ConvertKind(cut.Operand, kind, ScalarKind.UnsignedLong),
                product,
                ScalarKind.UnsignedLong
            );
            var negative = kind.IsSigned
                ? Calculate(BinaryOperator.Less, cut.Operand, Operand.Constant(0), kind)
                : Operand.Constant(0);
            Store(target, cut);
            return new(Calculate(BinaryOperator.Or, differs, negative, ScalarKind.Int), IntegerType.Bool);
        }
        var wide = Calculate(
            op,
            ConvertKind(a.Operand, a.Type.Kind, ScalarKind.Long),
            ConvertKind(b.Operand, b.Type.Kind, ScalarKind.Long),
            ScalarKind.Long
        );
        var narrow = Convert(new(wide, IntegerType.Long), target.Type);
        Store(target, narrow);
        return new(
            Calculate(
                BinaryOperator.NotEqual,
                ConvertKind(narrow.Operand, kind, ScalarKind.Long),
                wide,
                ScalarKind.Long
            ),
            IntegerType.Bool
        );
    }

    private Value Bits(string name, Value value)
    {
        var isLong = name.EndsWith('l') || name.EndsWith("64", StringComparison.Ordinal);
        var type =
            name.EndsWith("16", StringComparison.Ordinal) ? IntegerType.UnsignedShort
            : isLong ? IntegerType.UnsignedLong
            : IntegerType.UnsignedInt;
        var converted = Convert(value, type);
        var kind = type.Kind;
        if (name.Contains("bswap", StringComparison.Ordinal))
            return Calculate(UnaryOperator.SwappedBytes, converted.Operand, kind, type);
        if (name.Contains("ffs", StringComparison.Ordinal))
            return FindFirstSet(converted);
        var what =
            name.Contains("ctz", StringComparison.Ordinal) ? UnaryOperator.TrailingZeros
            : name.Contains("clz", StringComparison.Ordinal) ? UnaryOperator.LeadingZeros
            : UnaryOperator.OneBits;
        return Calculate(what, converted.Operand, kind, IntegerType.Int);
    }

    // One more than the zeros below the lowest one, and 0 of 0: the bits of x ^ (x - 1), if there is one.
    private Value FindFirstSet(Value value)
    {
        var kind = value.Type.Kind;
        var less = Calculate(BinaryOperator.Subtract, value.Operand, Operand.Constant(1), kind);
        var mask = Calculate(BinaryOperator.Xor, value.Operand, less, kind);
        var count = Calculate(UnaryOperator.OneBits, mask, kind, IntegerType.Int);
        var isSet = Calculate(BinaryOperator.NotEqual, value.Operand, Operand.Constant(0), kind);
        return new(Calculate(BinaryOperator.Multiply, count.Operand, isSet, ScalarKind.Int), IntegerType.Int);
    }
}
