using KernelText.Flow;
using KernelText.Syntax;
using KernelText.Types;

namespace KernelText.Lowering;

internal sealed partial class FunctionLowering
{
    // Evaluates for its effects.
    private void Discard(Expression expression)
    {
        switch (expression)
        {
            case StatementExpression inner:
                Statement(inner.Body);
                break;
            case CastExpression { Operand: var operand } cast when cast.Type is BuiltInType { Type: VoidType }:
                Discard(operand);
                break;
            case BinaryExpression { Operator: "," } comma:
                Discard(comma.Left);
                Discard(comma.Right);
                break;
            default:
                Value(expression, isDiscarded: true);
                break;
        }
    }

    // The value of an expression that must be a scalar.
    private Value Scalar(Expression expression)
    {
        var value = Value(expression);
        return value.Type.IsScalar
            ? value
            : throw Fault(
                ExpressionText.Of(expression),
                value.Type.Size is null ? Why(value.Type) : $"expected a scalar, found {value.Type}"
            );
    }

    private Value Value(Expression expression, bool isDiscarded = false)
    {
        Enter();
        var outer = _at;
        _at = expression.At;
        var value = ValueHere(expression, isDiscarded);
        _at = outer;
        _depth--;
        return value;
    }

    private Value ValueHere(Expression expression, bool isDiscarded)
    {
        switch (expression)
        {
            case NumberExpression number:
                return new(Operand.Constant((long)number.Literal.Value), Arithmetic.TypeOf(number.Literal));
            case CharacterExpression character:
                return Lowering.Value.Int(character.Value);
            case StringExpression text:
                return StringAddress(text);
            case NameExpression name:
                return Name(name);
            case MemberExpression or IndexExpression or UnaryExpression { Operator: "*" } or CompoundLiteral:
                return Load(Lvalue(expression));
            case UnaryExpression { Operator: "&" } address:
                return Address(address.Operand);
            case UnaryExpression unary:
                return Unary(unary);
            case PostfixExpression postfix:
                return Step(postfix.Operand, postfix.Operator[0] == '+', isPrefix: false, isDiscarded);
            case BinaryExpression binary:
                return Binary(binary);
            case AssignmentExpression assignment:
                return Assign(assignment);
            case ConditionalExpression conditional:
                return Conditional(conditional);
            case CallExpression call:
                return Call(call);
            case CastExpression cast:
                return Cast(cast);
            case SizeofExpression size:
                return Sizeof(size);
            case StatementExpression inner:
                return StatementValue(inner);
            case OffsetofExpression offset:
                return Offsetof(offset);
            case TypesCompatible types:
                return Lowering.Value.Int(
                    Unqualified(Types.TypeOf(types.Left, _scope)).Equals(Unqualified(Types.TypeOf(types.Right, _scope)))
                        ? 1
                        : 0
                );
            case ChooseExpression choice:
                return Value(Constant(choice.Condition) != 0 ? choice.Then : choice.Else);
            case GenericExpression generic:
                return Value(Chosen(generic));
            case LabelAddress label:
                // Only ever a position to be printed (_THIS_IP_), unless a computed goto takes it.
                throw Fault($"&&{label.Label}", "the address of a label is outside of what is read");
            case UnknownExpression unknown:
                throw Fault(unknown.Name, "it is outside of what is read");
            default:
                throw Fault(expression.At.Text, "expected an expression");
        }
    }

    private static CType Unqualified(CType type) =>
        type is PointerType { IsTargetVolatile: true } pointer ? pointer with { IsTargetVolatile = false } : type;

    private Value Name(NameExpression name)
    {
        switch (_scope.Find(name.Name))
        {
            case EnumeratorLocal enumerator:
                return new(Operand.Constant(enumerator.Value), enumerator.Type);
            case OuterLocal { Type: FunctionType type }:
                return FunctionPointer(name.Name, type);
            case not null:
                return Load(Lvalue(name));
        }
        if (_host.Meanings.Find(name.Name) is { } meaning && PlainMeaning(name, meaning) is { } value)
            return value;
        if (_file.Enumerator(name.Name) is { } found)
        {
            var (type, values) = Types.Enumeration(found.Enumeration, found.Scope);
            var number = values[found.Index];
            return new(
                Operand.Constant(number),
                number is >= int.MinValue and <= int.MaxValue ? IntegerType.Int
                    : number is >= 0 and <= uint.MaxValue ? IntegerType.UnsignedInt
                    : type
            );
        }
        if (name.Name is "__func__" or "__FUNCTION__" or "__PRETTY_FUNCTION__")
            return StringAddress(new(name.At, [.. System.Text.Encoding.UTF8.GetBytes(_name)]));
        if (_file.Ordinary(name.Name) is { Declaration.Type: FunctionSyntax } function)
            return FunctionPointer(name.Name, (FunctionType)Types.TypeOf(function.Declaration.Type, _file));
        return Load(Lvalue(name));
    }

    // A name without brackets that the caller gave a meaning to. Null where it is a function whose address is meant.
    private Value? PlainMeaning(NameExpression name, Meanings.Meaning meaning)
    {
        if (meaning.IsNothing || meaning.Number is not null)
            _assumed.Add(name.Name);
        if (meaning.Number is { } number)
        {
            var type = meaning.Returns is null ? IntegerType.Int : _host.TypeOf(meaning.Returns, [], name.At, _scope);
            return new(Operand.Constant(type.Kind.Normalise(number)), type);
        }
        if (meaning.IsNothing)
            return Lowering.Value.Int(0);
        return _file.Ordinary(name.Name) is { Declaration.Type: FunctionSyntax }
            ? null
            : CallPrimitive(name.Name, meaning, [], null);
    }

    private Value FunctionPointer(string name, FunctionType type)
    {
        var symbol = _host.Meanings.Find(name) is not null
            ? new Symbol(name, "")
            : _host.DefinitionOf(_file, name) ?? new Symbol(name, "");
        var register = _graph.NewRegister(ScalarKind.Pointer);
        Emit(new FunctionAddress(Here, register, symbol));
        return new(Operand.Of(register), new PointerType(type));
    }

    private Value StringAddress(StringExpression text)
    {
        var register = _graph.NewRegister(ScalarKind.Pointer);
        Emit(
            new GlobalAddress(
                Here,
                register,
                new($"\"{System.Text.Encoding.Latin1.GetString(text.Bytes.AsSpan())}\"", _file.Source.Source.Path)
            )
        );
        return new(Operand.Of(register), new PointerType(Types.Char));
    }

    private Value StatementValue(StatementExpression expression)
    {
        var value = Lowering.Value.Void;
        InScope(
            expression.Body,
            () =>
            {
                var statements = expression.Body.Statements;
                for (var i = 0; i < statements.Length; i++)
                {
                    if (i + 1 < statements.Length || statements[i] is not ExpressionStatement last)
                        Statement(statements[i]);
                    else
                        value = Kept(Value(last.Expression));
                }
                _at = expression.Body.End;
            }
        );
        return value;
    }

    // The value in a register of its own if cleanups come behind it, which may change the local that it came from.
    private Value Kept(Value value)
    {
        if (_scope.Cleanups.Count == 0 || !value.Operand.IsRegister)
            return value;
        var register = _graph.NewRegister(value.Type.IsScalar ? value.Type.Kind : ScalarKind.Pointer);
        Emit(new Move(Here, register, value.Operand));
        return value with { Operand = Operand.Of(register) };
    }

    private Value Sizeof(SizeofExpression size)
    {
        var type = size.Type is { } named ? Types.Resolve(named, _scope) : TypeOf(size.Operand!);
        if (size.IsAlignment)
            return new(Operand.Constant(Math.Max(type.Type.Alignment, type.Alignment)), IntegerType.UnsignedLong);
        if (Complete(type.Type).Size is not { } bytes)
            throw Fault("sizeof", Why(type.Type));
        _sizeof?.Add(Complete(type.Type));
        return new(Operand.Constant(bytes), IntegerType.UnsignedLong);
    }

    private Value Offsetof(OffsetofExpression offset)
    {
        var type = Types.TypeOf(offset.Type, _scope);
        var member =
            Lvalue(
                offset.Member,
                new MemoryLvalue(Operand.Constant(0), 0, type, false, new("0", type as RecordType, ""))
            ) as MemoryLvalue;
        return new(AddressOf(member!), IntegerType.UnsignedLong);
    }

    private Expression Chosen(GenericExpression generic)
    {
        var control = Unqualified(Decayed(TypeOf(generic.Control).Type));
        Expression? otherwise = null;
        foreach (var (type, value) in generic.Associations)
        {
            if (type is null)
                otherwise = value;
            else if (Unqualified(Types.TypeOf(type, _scope)).Equals(control))
                return value;
        }
        return otherwise ?? throw Fault("_Generic", $"no association for {control}");
    }

    private static CType Decayed(CType type) => Declarations.TypeResolver.Decayed(type);

    /// <summary>The type of an expression that is not evaluated.</summary>
    public Declarations.ResolvedType TypeOf(Expression expression)
    {
        var (count, at) = (_graph.Count, _at);
        try
        {
            _at = expression.At;
            switch (expression)
            {
                case StringExpression text:
                    return new(new ArrayType(Types.Char, text.Bytes.Length + 1));
                case NameExpression name when _scope.Find(name.Name) is OuterLocal { Type: FunctionType function }:
                    return new(function);
                case NameExpression name
                    when _scope.Find(name.Name) is null
                        && _file.Enumerator(name.Name) is null
                        && _file.Ordinary(name.Name) is { Declaration.Type: FunctionSyntax syntax }:
                    return new(Types.TypeOf(syntax, _file));
                case NameExpression name
                    when _scope.Find(name.Name) is EnumeratorLocal
                        || (
                            _scope.Find(name.Name) is null
                            && (_host.Meanings.Find(name.Name) is not null || _file.Ordinary(name.Name) is null)
                        ):
                    return new(Value(expression).Type);
                case NameExpression
                or MemberExpression
                or IndexExpression
                or CompoundLiteral
                or UnaryExpression { Operator: "*" }:
                    var lvalue = Lvalue(expression);
                    return lvalue is MemoryLvalue memory
                        ? new(memory.Bits is { } bits ? TypeOfBits(memory.Type, bits) : memory.Type, memory.IsVolatile)
                        : new(lvalue.Type);
                case ConditionalExpression conditional:
                    return new(TypeOfConditional(conditional));
                default:
                    return new(Value(expression).Type);
            }
        }
        finally
        {
            _graph.Truncate(count);
            _at = at;
        }
    }

    /// <summary>The value of a constant expression.</summary>
    public long Constant(Expression expression)
    {
        var count = _graph.Count;
        _isConstant = true;
        var value = Value(expression);
        if (value.IsConstant && _graph.Count == count && value.Type.IsScalar)
            return value.Operand.Number;
        _graph.Truncate(count);
        throw Fault(ExpressionText.Of(expression), "expected a constant");
    }
}
