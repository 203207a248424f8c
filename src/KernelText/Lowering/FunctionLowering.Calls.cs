using System.Collections.Immutable;
using KernelText.Flow;
using KernelText.Meanings;
using KernelText.Syntax;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Lowering;

internal sealed partial class FunctionLowering
{
    // Types of which the size was taken in the arguments that are being lowered; null outside of arguments.
    private List<CType>? _sizeof;

    private Value Call(CallExpression call)
    {
        if (
            call.Function is not NameExpression { Name: var name }
            || _scope.Find(name) is not (null or OuterLocal { Type: FunctionType })
        )
            return CallThrough(call);
        // Who asks for a constant wants gcc's answer, whatever the name means when it runs.
        if (_isConstant && name == "__builtin_constant_p" && Intrinsic(name, call.Arguments) is { } answer)
            return answer;
        if (_host.Meanings.Find(name) is { } meaning)
            return CallMeaning(name, meaning, call);
        if (Intrinsic(name, call.Arguments) is { } value)
            return value;
        var type =
            _scope.Find(name) is OuterLocal { Type: FunctionType local } ? local
            : _file.Ordinary(name) is { } declared ? Types.TypeOf(declared.Declaration.Type, _file)
            : null;
        if (type is PointerType)
            return CallThrough(call);
        if (_host.DefinitionOf(_file, name) is not { } definition)
        {
            if (type is not FunctionType known)
                throw Fault(name, NoMeaning.Undeclared);
            return Unknown(name, NoMeaning.Undefined, known.Result);
        }
        if (type is not FunctionType function)
            throw Fault(name, "expected a function");
        return CallText(definition, function, call.Arguments);
    }

    // What is not known is called: the run stops there, and the rest of the statement is lowered for what it lacks
    // itself.
    private Value Unknown(string name, string why, CType type)
    {
        if (type is RecordType && !type.IsScalar)
            throw Fault(name, why);
        Emit(new NoMeaning(Here, name, why));
        return type is VoidType ? Lowering.Value.Void : new(Operand.Constant(0), type);
    }

    // A function of the text with arguments that are values already.
    private void Call(string name, Token at, ImmutableArray<Value> arguments)
    {
        _at = at;
        var operands = arguments.Select(a => a.Operand).ToImmutableArray();
        var types = arguments.Select(a => a.Type).ToImmutableArray();
        if (_host.Meanings.Find(name) is { } meaning)
        {
            if (meaning.IsNothing)
                _assumed.Add(name);
            else
                Emit(new Call(Here, -1, new(name, ""), true, operands, types, VoidType.Instance, [], []));
            return;
        }
        if (_host.DefinitionOf(_file, name) is not { } definition)
        {
            Emit(new NoMeaning(Here, name, NoMeaning.Undefined));
            return;
        }
        Emit(new Call(Here, -1, definition, false, operands, types, VoidType.Instance, [], []));
    }

    private Value CallText(Symbol definition, FunctionType type, ImmutableArray<Argument> arguments)
    {
        var (operands, types, taken, result) = Arguments(arguments, type);
        var to = ResultRegister(type.Result);
        Emit(
            new Call(
                Here,
                to,
                definition,
                false,
                operands,
                types,
                type.Result,
                taken,
                [.. arguments.Select(a => ExpressionText.Of(a.Tokens))]
            )
        );
        return Result(type.Result, to, result);
    }

    private Value CallThrough(CallExpression call)
    {
        var at = _at;
        var function = call.Function is UnaryExpression { Operator: "*" } star ? star.Operand : call.Function;
        var pointer = Value(function);
        if (pointer.Type is not PointerType { Target: FunctionType type })
            throw Fault(
                ExpressionText.Of(function),
                pointer.Type.Size is null ? Why(pointer.Type) : $"expected a function, found {pointer.Type}"
            );
        var (operands, _, _, result) = Arguments(call.Arguments, type);
        _at = at;
        var to = ResultRegister(type.Result);
        Emit(new CallPointer(Here, to, pointer.Operand, operands, type, ExpressionText.Of(function)));
        return Result(type.Result, to, result);
    }

    private int ResultRegister(CType type) => type.IsScalar ? _graph.NewRegister(type.Kind) : -1;

    private static Value Result(CType type, int register, Operand? memory) =>
        memory is { } address ? new(address, type)
        : register >= 0 ? new(Operand.Of(register), type)
        : Lowering.Value.Void;

    private (
        ImmutableArray<Operand> Operands,
        ImmutableArray<CType> Types,
        ImmutableArray<CType> Sizeof,
        Operand? Result
    ) Arguments(ImmutableArray<Argument> arguments, FunctionType type)
    {
        var at = _at;
        var (operands, types) = (ImmutableArray.CreateBuilder<Operand>(), ImmutableArray.CreateBuilder<CType>());
        Operand? result = null;
        if (type.Result is not VoidType && !type.Result.IsScalar)
        {
            result = AddressOf(Memory(NewFrameLocal("[result]", type.Result, false), "[result]"));
            operands.Add(result.Value);
            types.Add(new PointerType(type.Result));
        }
        var (outer, taken) = (_sizeof, new List<CType>());
        if (
            arguments.Length < type.Parameters.Length
            || (arguments.Length > type.Parameters.Length && !type.IsVariadic)
        )
            throw Fault("()", $"expected {type.Parameters.Length} arguments, found {arguments.Length}");
        for (var i = 0; i < arguments.Length; i++)
        {
            _sizeof = taken;
            var value = Value(arguments[i].Value);
            _sizeof = outer;
            _at = at;
            var to =
                i < type.Parameters.Length ? type.Parameters[i]
                : value.Type is IntegerType integer ? Arithmetic.Promoted(integer)
                : value.Type;
            operands.Add(Passed(value, to));
            types.Add(to);
        }
        outer?.AddRange(taken);
        return (operands.ToImmutable(), types.ToImmutable(), [.. taken.Distinct()], result);
    }

    // A record that does not fit into a register is passed as the address of a copy.
    private Operand Passed(Value value, CType to)
    {
        if (to.IsScalar)
            return Convert(value, to).Operand;
        var copy = Memory(NewFrameLocal("[argument]", to, false), "[argument]");
        return Store(copy, value).Operand;
    }

    private Value CallMeaning(string name, Meaning meaning, CallExpression call)
    {
        if (meaning is { IsNothing: true } or { IsIdentity: true } or { Number: not null })
            _assumed.Add(name);
        if (meaning.IsNothing)
            return Lowering.Value.Int(0);
        if (meaning.Number is { } number)
            return new(
                Operand.Constant(number),
                meaning.Returns is null
                    ? IntegerType.Int
                    : _host.TypeOf(meaning.Returns, call.Arguments, call.At, _scope)
            );
        if (meaning.IsIdentity)
            return call.Arguments is [var only, ..] ? Value(only.Value) : throw Fault(name, "expected an argument");
        return CallPrimitive(name, meaning, call.Arguments, call);
    }

    private Value CallPrimitive(string name, Meaning meaning, ImmutableArray<Argument> arguments, CallExpression? call)
    {
        var at = _at;
        var prototype = _file.Ordinary(name) is { Declaration.Type: FunctionSyntax syntax }
            ? Types.TypeOf(syntax, _file) as FunctionType
            : null;
        var resultType = meaning.Returns is { } text
            ? _host.TypeOf(text, arguments, at, _scope)
            : prototype?.Result ?? IntegerType.Long;
        var (operands, types) = (ImmutableArray.CreateBuilder<Operand>(), ImmutableArray.CreateBuilder<CType>());
        Operand? result = null;
        if (resultType is not VoidType && !resultType.IsScalar)
        {
            result = AddressOf(Memory(NewFrameLocal("[result]", resultType, false), "[result]"));
            operands.Add(result.Value);
            types.Add(new PointerType(resultType));
        }
        var (outer, taken) = (_sizeof, new List<CType>());
        for (var i = 0; i < arguments.Length; i++)
        {
            var kind = meaning.Arguments.IsEmpty
                ? ArgumentKind.Value
                : meaning.Arguments[Math.Min(i, meaning.Arguments.Length - 1)];
            _sizeof = taken;
            var (operand, type) = Argument(
                arguments[i].Value,
                kind,
                prototype is not null && i < prototype.Parameters.Length ? prototype.Parameters[i] : null
            );
            _sizeof = outer;
            _at = at;
            operands.Add(operand);
            types.Add(type);
        }
        outer?.AddRange(taken);
        var to = ResultRegister(resultType);
        Emit(
            new Call(
                Here,
                to,
                new(name, ""),
                true,
                operands.ToImmutable(),
                types.ToImmutable(),
                resultType,
                [.. taken.Distinct()],
                [.. arguments.Select(a => ExpressionText.Of(a.Tokens))]
            )
        );
        return Result(resultType, to, result);
    }

    private (Operand Operand, CType Type) Argument(Expression argument, ArgumentKind kind, CType? parameter)
    {
        switch (kind)
        {
            case ArgumentKind.Text:
                return (Operand.Constant(0), VoidType.Instance);
            case ArgumentKind.Type:
                return (
                    Operand.Constant(0),
                    argument is TypeArgument named ? Types.TypeOf(named.Type, _scope) : TypeOf(argument).Type
                );
            case ArgumentKind.Address:
                var address = Address(argument);
                return (address.Operand, address.Type);
        }
        switch (argument)
        {
            case TypeArgument type:
                return (Operand.Constant(0), Types.TypeOf(type.Type, _scope));
            case RawArgument raw:
                throw Fault(raw.At.Text, "expected an expression or a type");
        }
        var value = Value(argument);
        if (value.Type is VoidType)
            return (Operand.Constant(0), value.Type);
        // A primitive may stand for macros of several types: a prototype converts only what it can.
        var to = parameter is { IsScalar: true } && value.Type.IsScalar ? parameter : value.Type;
        return (Passed(value, to), to);
    }
}
