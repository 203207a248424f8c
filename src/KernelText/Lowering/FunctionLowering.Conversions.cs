using KernelText.Flow;
using KernelText.Syntax;
using KernelText.Types;

namespace KernelText.Lowering;

internal sealed partial class FunctionLowering
{
    private Value Cast(CastExpression cast)
    {
        var type = Types.TypeOf(cast.Type, _scope);
        if (type is VoidType)
        {
            Discard(cast.Operand);
            return Lowering.Value.Void;
        }
        var value = Value(cast.Operand);
        if (type is RecordType)
            return type.Equals(value.Type) ? value : throw Fault("cast", $"expected a scalar type, found {type}");
        if (!value.Type.IsScalar)
            throw Fault("cast", value.Type.Size is null ? Why(value.Type) : $"expected a scalar, found {value.Type}");
        return Convert(value, type);
    }

    // As by assignment or a cast.
    private Value Convert(Value value, CType type)
    {
        if (value.Type.Equals(type) || !type.IsScalar)
            return type.IsScalar || value.Type.Equals(type)
                ? value with
                {
                    Type = type,
                }
                : throw Fault(type.ToString(), type.Size is null ? Why(type) : $"expected {type}, found {value.Type}");
        if (!value.Type.IsScalar)
            throw Fault(
                value.Type.ToString(),
                value.Type.Size is null ? Why(value.Type) : $"expected {type}, found {value.Type}"
            );
        return new(ConvertKind(value.Operand, value.Type.Kind, type.Kind), type);
    }

    private Operand ConvertKind(Operand operand, ScalarKind from, ScalarKind to)
    {
        if (from == to)
            return operand;
        if (!operand.IsRegister)
            return Operand.Constant(to.Normalise(operand.Number));
        // A narrower pointer has the integer's bits extended first.
        if (to.IsPointer && from.Bytes < 8)
        {
            var wide = new ScalarKind(8, from.IsSigned);
            operand = ConvertKind(operand, from, wide);
            from = wide;
        }
        // Between widths that grow without a change of value nothing happens: registers hold extended numbers.
        if (
            !to.IsPointer
            && !from.IsPointer
            && !to.IsBoolean
            && to.Bytes > from.Bytes
            && (!from.IsSigned || to.IsSigned)
        )
            return operand;
        if (from.IsBoolean && !to.IsBoolean && !to.IsPointer)
            return operand;
        if (to.Bytes == 8 && from.Bytes == 8 && !to.IsPointer && !from.IsPointer)
            return operand;
        var register = _graph.NewRegister(to);
        Emit(new Conversion(Here, register, operand, from, to));
        return Operand.Of(register);
    }

    // A value for use as a condition: an integer or a pointer.
    private Operand Truth(Value value) =>
        value.Type.IsScalar ? value.Operand : throw Fault(value.Type.ToString(), "expected a scalar");

    // The value of a condition that is known without evaluating anything; null otherwise.
    private bool? ConstantCondition(Expression condition)
    {
        var (count, at, depth) = (_graph.Count, _at, _depth);
        try
        {
            var value = Value(condition);
            return value.IsConstant && value.Type.IsScalar && _graph.Count == count ? value.Operand.Number != 0 : null;
        }
        catch (LoweringException)
        {
            return null;
        }
        finally
        {
            _graph.Truncate(count);
            (_at, _depth) = (at, depth);
        }
    }

    // Control goes to one of two labels.
    private void Condition(Expression condition, Label then, Label otherwise)
    {
        Enter();
        switch (condition)
        {
            case UnaryExpression { Operator: "!" } not:
                Condition(not.Operand, otherwise, then);
                break;
            case BinaryExpression { Operator: "&&" } and:
            {
                var second = _graph.NewLabel();
                Condition(and.Left, second, otherwise);
                _graph.Place(second);
                Condition(and.Right, then, otherwise);
                break;
            }
            case BinaryExpression { Operator: "||" } or:
            {
                var second = _graph.NewLabel();
                Condition(or.Left, then, second);
                _graph.Place(second);
                Condition(or.Right, then, otherwise);
                break;
            }
            case CallExpression
            {
                Function: NameExpression { Name: "likely" or "unlikely" or "__builtin_expect" },
                Arguments: [var inner, ..]
            } hint when IsIdentity(hint):
                Condition(inner.Value, then, otherwise);
                break;
            default:
            {
                var outer = _at;
                var value = Truth(Value(condition));
                _at = condition.At;
                if (value.IsRegister)
                    Emit(new Branch(Here, value, then.Number, otherwise.Number));
                else
                    Emit(new Jump(Here, (value.Number != 0 ? then : otherwise).Number));
                _at = outer;
                break;
            }
        }
        _depth--;
    }

    private bool IsIdentity(CallExpression call) =>
        _host.Meanings.Find(((NameExpression)call.Function).Name) is null or { IsIdentity: true };
}
