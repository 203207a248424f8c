using KernelText.Flow;
using KernelText.Syntax;
using KernelText.Types;

namespace KernelText.Lowering;

internal sealed partial class FunctionLowering
{
    private Value Unary(UnaryExpression unary)
    {
        switch (unary.Operator)
        {
            case "++" or "--":
                return Step(unary.Operand, unary.Operator[0] == '+', isPrefix: true, isDiscarded: false);
            case "!":
            {
                var operand = Scalar(unary.Operand);
                return Calculate(UnaryOperator.Not, operand.Operand, operand.Type.Kind, IntegerType.Int);
            }
        }
        var value = Promote(Scalar(unary.Operand));
        if (value.Type is not IntegerType type)
            throw Fault(unary.Operator, $"expected an integer, found {value.Type}");
        return unary.Operator == "+"
            ? value
            : Calculate(
                unary.Operator == "-" ? UnaryOperator.Negate : UnaryOperator.Complement,
                value.Operand,
                type.Kind,
                type
            );
    }

    private Value Calculate(UnaryOperator @operator, Operand operand, ScalarKind kind, CType type)
    {
        if (!operand.IsRegister && Arithmetic.Calculate(@operator, operand.Number, kind) is { } known)
            return new(Operand.Constant(known), type);
        var register = _graph.NewRegister(type.Kind);
        Emit(new Unary(Here, register, @operator, operand, kind));
        return new(Operand.Of(register), type);
    }

    private Operand Calculate(BinaryOperator @operator, Operand left, Operand right, ScalarKind kind)
    {
        if (
            !left.IsRegister
            && !right.IsRegister
            && Arithmetic.Calculate(@operator, left.Number, right.Number, kind) is { } known
        )
            return Operand.Constant(known);
        var register = _graph.NewRegister(Arithmetic.IsComparison(@operator) ? ScalarKind.Int : kind);
        Emit(new Binary(Here, register, @operator, left, right, kind));
        return Operand.Of(register);
    }

    private Value Promote(Value value) =>
        value.Type is IntegerType type ? Convert(value, Arithmetic.Promoted(type)) : value;

    private Value Binary(BinaryExpression binary)
    {
        switch (binary.Operator)
        {
            case ",":
                Discard(binary.Left);
                return Value(binary.Right);
            case "&&" or "||":
                return Logical(binary);
        }
        var left = Scalar(binary.Left);
        var right = Scalar(binary.Right);
        _at = binary.At;
        return Binary(binary.Operator, left, right);
    }

    private Value Binary(string text, Value left, Value right)
    {
        var @operator = Arithmetic.Operator(text) ?? throw Fault(text, "expected an operator");
        if (left.Type is PointerType || right.Type is PointerType)
            return PointerBinary(@operator, left, right);
        if (left.Type is not IntegerType a || right.Type is not IntegerType b)
            throw Fault(text, $"expected integers, found {left.Type} and {right.Type}");
        if (@operator is BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight)
        {
            var shifted = Promote(left);
            return new(Calculate(@operator, shifted.Operand, Promote(right).Operand, shifted.Type.Kind), shifted.Type);
        }
        var common = Arithmetic.Common(a, b);
        var result = Calculate(@operator, Convert(left, common).Operand, Convert(right, common).Operand, common.Kind);
        return new(result, Arithmetic.IsComparison(@operator) ? IntegerType.Int : common);
    }

    private Value PointerBinary(BinaryOperator @operator, Value left, Value right)
    {
        if (Arithmetic.IsComparison(@operator))
        {
            var (a, b) = (Convert(left, PointerType.ToVoid), Convert(right, PointerType.ToVoid));
            return new(Calculate(@operator, a.Operand, b.Operand, ScalarKind.Pointer), IntegerType.Int);
        }
        switch (@operator)
        {
            case BinaryOperator.Add when left.Type is IntegerType:
                return Moved(right, left, 1);
            case BinaryOperator.Add when right.Type is IntegerType:
                return Moved(left, right, 1);
            case BinaryOperator.Subtract when right.Type is IntegerType:
                return Moved(left, right, -1);
            case BinaryOperator.Subtract when left.Type is PointerType { Target: var target }:
            {
                if (target.Size is not { } size)
                    throw Fault("-", Why(target));
                if (left.IsConstant && right.IsConstant)
                    return new(
                        Operand.Constant((left.Operand.Number - right.Operand.Number) / Math.Max(1, size)),
                        IntegerType.Long
                    );
                var register = _graph.NewRegister(ScalarKind.Long);
                Emit(new PointerDifference(Here, register, left.Operand, right.Operand, Math.Max(1, size)));
                return new(Operand.Of(register), IntegerType.Long);
            }
            default:
                throw Fault(@operator.ToString(), $"expected integers, found {left.Type} and {right.Type}");
        }
    }

    // A pointer moved by elements.
    private Value Moved(Value pointer, Value index, int sign)
    {
        var target = Complete(((PointerType)pointer.Type).Target);
        if (target.Size is not { } size)
            throw Fault("+", Why(target));
        var by = ConvertKind(index.Operand, index.Type.Kind, ScalarKind.Long);
        return new(Offset(pointer.Operand, by, sign * size, 0, target), pointer.Type);
    }

    private Operand Offset(Operand pointer, Operand index, long scale, long bytes, CType target)
    {
        if (!index.IsRegister)
            (bytes, scale, index) = (bytes + index.Number * scale, 0, Operand.Constant(0));
        if (scale == 0 && bytes == 0)
            return pointer;
        if (!pointer.IsRegister && scale == 0)
            return Operand.Constant(pointer.Number + bytes);
        var register = _graph.NewRegister(ScalarKind.Pointer);
        Emit(new PointerOffset(Here, register, pointer, index, scale, bytes, target));
        return Operand.Of(register);
    }

    private Value Logical(BinaryExpression binary)
    {
        var isAnd = binary.Operator == "&&";
        if (ConstantCondition(binary.Left) is { } left)
        {
            if (left != isAnd)
                return Lowering.Value.Int(left ? 1 : 0);
            var right = Scalar(binary.Right);
            return right.IsConstant
                ? Lowering.Value.Int(right.Operand.Number != 0 ? 1 : 0)
                : new(
                    Calculate(BinaryOperator.NotEqual, right.Operand, Operand.Constant(0), right.Type.Kind),
                    IntegerType.Int
                );
        }
        var result = _graph.NewRegister(ScalarKind.Int);
        var (then, otherwise, end) = (_graph.NewLabel(), _graph.NewLabel(), _graph.NewLabel());
        Condition(binary, then, otherwise);
        _at = binary.At;
        _graph.Place(then);
        Emit(new Move(Here, result, Operand.Constant(1)));
        Emit(new Jump(Here, end.Number));
        _graph.Place(otherwise);
        Emit(new Move(Here, result, Operand.Constant(0)));
        _graph.Place(end);
        return new(Operand.Of(result), IntegerType.Int);
    }

    private Value Conditional(ConditionalExpression conditional)
    {
        if (ConstantCondition(conditional.Condition) is { } known)
        {
            var (taken, other) = known
                ? (conditional.Then ?? conditional.Condition, conditional.Else)
                : (conditional.Else, conditional.Then ?? conditional.Condition);
            return ConvertedLike(Value(taken), other);
        }
        var (then, otherwise, end) = (_graph.NewLabel(), _graph.NewLabel(), _graph.NewLabel());
        var first = default(Value);
        if (conditional.Then is null)
        {
            first = Scalar(conditional.Condition);
            Emit(new Branch(Here, first.Operand, then.Number, otherwise.Number));
        }
        else
            Condition(conditional.Condition, then, otherwise);
        var type = CommonType(conditional.Then ?? conditional.Condition, conditional.Else);
        var result = type is VoidType ? -1 : _graph.NewRegister(type.IsScalar ? type.Kind : ScalarKind.Pointer);
        _graph.Place(then);
        MoveTo(result, conditional.Then is null ? first : Value(conditional.Then), type);
        Emit(new Jump(Here, end.Number));
        _graph.Place(otherwise);
        MoveTo(result, Value(conditional.Else), type);
        _graph.Place(end);
        return result < 0 ? Lowering.Value.Void : new(Operand.Of(result), type);
    }

    // Of its operands' types alone: to lower them for it would take twice as long with each conditional that is within
    // another, and ilog2() has 64.
    private CType TypeOfConditional(ConditionalExpression conditional)
    {
        var then = conditional.Then ?? conditional.Condition;
        if (ConstantCondition(conditional.Condition) is not { } known)
            return CommonType(then, conditional.Else);
        var (taken, other) = known ? (then, conditional.Else) : (conditional.Else, then);
        var type = Decayed(TypeOf(taken).Type);
        try
        {
            var common =
                type is VoidType ? type : CommonType(type, Decayed(TypeOf(other).Type), IsNull(taken), IsNull(other));
            return common is VoidType || !common.IsScalar || !type.IsScalar ? type : common;
        }
        catch (LoweringException)
        {
            return type;
        }
    }

    private void MoveTo(int register, Value value, CType type)
    {
        if (register >= 0)
            Emit(new Move(Here, register, type.IsScalar ? Convert(value, type).Operand : value.Operand));
    }

    // Even a constant condition leaves the type that both operands have together.
    private Value ConvertedLike(Value value, Expression other)
    {
        if (value.Type is VoidType)
            return value;
        CType type;
        try
        {
            type = Decayed(TypeOf(other).Type);
        }
        catch (LoweringException)
        {
            return value;
        }
        var common = CommonType(value.Type, type, value.IsConstant && value.Operand.Number == 0, false);
        return common is VoidType || !common.IsScalar || !value.Type.IsScalar ? value : Convert(value, common);
    }

    private CType CommonType(Expression left, Expression right) =>
        CommonType(Decayed(TypeOf(left).Type), Decayed(TypeOf(right).Type), IsNull(left), IsNull(right));

    private static bool IsNull(Expression expression)
    {
        while (expression is CastExpression cast)
            expression = cast.Operand;
        return expression is NumberExpression { Literal.Value: 0 };
    }

    private static CType CommonType(CType left, CType right, bool isLeftNull, bool isRightNull) =>
        (left, right) switch
        {
            (VoidType, _) or (_, VoidType) => VoidType.Instance,
            (IntegerType a, IntegerType b) => Arithmetic.Common(a, b),
            (PointerType, IntegerType) => left,
            (IntegerType, PointerType) => right,
            (PointerType { Target: VoidType }, PointerType) when isLeftNull => right,
            (PointerType, PointerType { Target: VoidType }) when isRightNull => left,
            (PointerType, PointerType { Target: VoidType }) => right,
            _ => left,
        };

    // ++ and --
    private Value Step(Expression operand, bool isUp, bool isPrefix, bool isDiscarded)
    {
        var target = Lvalue(operand);
        var old = Load(target);
        if (!isPrefix && !isDiscarded && old.Operand.IsRegister && target is RegisterLvalue)
        {
            var register = _graph.NewRegister(old.Type.Kind);
            Emit(new Move(Here, register, old.Operand));
            old = old with { Operand = Operand.Of(register) };
        }
        var stepped = Binary(isUp ? "+" : "-", old, Lowering.Value.Int(1));
        var stored = Store(target, stepped);
        return isPrefix ? stored : old;
    }

    private Value Assign(AssignmentExpression assignment)
    {
        if (assignment.Operator is null)
        {
            // The value first: a call on the right must not find the address already in a register.
            var value = Value(assignment.Right);
            var to = Lvalue(assignment.Left);
            _at = assignment.At;
            return Store(to, value);
        }
        var target = Lvalue(assignment.Left);
        var right = Scalar(assignment.Right);
        _at = assignment.At;
        return Store(target, Binary(assignment.Operator, Load(target), right));
    }
}
