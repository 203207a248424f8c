using KernelText.Flow;
using KernelText.Syntax;
using KernelText.Types;

namespace KernelText.Lowering;

internal sealed partial class FunctionLowering
{
    private Lvalue Lvalue(Expression expression, MemoryLvalue? offsetofBase = null)
    {
        Enter();
        var outer = _at;
        _at = expression.At;
        var result = expression switch
        {
            NameExpression name => Variable(name),
            MemberExpression member => Member(member, offsetofBase),
            IndexExpression index => Element(index, offsetofBase),
            UnaryExpression { Operator: "*" } star => Pointee(Value(star.Operand), () => ExpressionText.Of(star)),
            CompoundLiteral literal => Literal(literal),
            OffsetofBase => offsetofBase!,
            ConditionalExpression
            or CallExpression
            or StatementExpression
            or AssignmentExpression
            or GenericExpression
            or ChooseExpression => Record(expression),
            BinaryExpression { Operator: "," } comma => AfterComma(comma),
            // gcc's old extension, which the kernel's ACCESS_PRIVATE-like macros still have
            CastExpression cast when Types.TypeOf(cast.Type, _scope) is RecordType => Record(expression),
            _ => throw Fault(ExpressionText.Of(expression), "expected something that can be assigned"),
        };
        _at = outer;
        _depth--;
        return result;
    }

    private Lvalue AfterComma(BinaryExpression comma)
    {
        Discard(comma.Left);
        return Lvalue(comma.Right);
    }

    // A record that an expression makes; only read, as of f().member.
    private Lvalue Record(Expression expression)
    {
        if (expression is GenericExpression generic)
            return Lvalue(Chosen(generic));
        if (expression is ChooseExpression choice)
            return Lvalue(Constant(choice.Condition) != 0 ? choice.Then : choice.Else);
        var value = Value(expression);
        if (value.Type is not RecordType record)
            throw Fault(ExpressionText.Of(expression), "expected something that can be assigned");
        if (!value.Type.IsScalar)
            return new MemoryLvalue(value.Operand, 0, record, false, new(ExpressionText.Of(expression), record, ""));
        if (value.Operand.IsRegister)
            return new RegisterLvalue(value.Operand.Register, record);
        var register = _graph.NewRegister(record.Kind);
        Emit(new Move(Here, register, value.Operand));
        return new RegisterLvalue(register, record);
    }

    private Lvalue Variable(NameExpression name)
    {
        switch (_scope.Find(name.Name))
        {
            case RegisterLocal local:
                return new RegisterLvalue(local.Register, local.Type);
            case FrameLocal local:
                return Memory(local, name.Name);
            case StaticLocal local:
                return GlobalObject(local.Symbol, local.Type, false, name.Name);
            case EnumeratorLocal:
                throw Fault(name.Name, "expected something that can be assigned, found an enumerator");
            case OuterLocal { Type: var type }:
                return _file.Ordinary(name.Name) is { } outer
                    ? GlobalObject(_host.VariableOf(outer), type, false, name.Name)
                    : GlobalObject(new(name.Name, ""), type, false, name.Name);
        }
        if (_file.Ordinary(name.Name) is not { } declared || declared.Declaration.Storage == Storage.Typedef)
            throw Fault(name.Name, NoMeaning.NoVariable);
        var resolved = Types.Resolve(declared.Declaration.Type, _file);
        return GlobalObject(
            _host.VariableOf(declared),
            WithLength(resolved.Type, declared.Declaration.Initializer),
            resolved.IsVolatile,
            name.Name
        );
    }

    private MemoryLvalue GlobalObject(Symbol symbol, CType type, bool isVolatile, string text)
    {
        var register = _graph.NewRegister(ScalarKind.Pointer);
        Emit(new GlobalAddress(Here, register, symbol));
        return new(Operand.Of(register), 0, type, isVolatile, new(text, type as RecordType, ""));
    }

    private MemoryLvalue Pointee(Value pointer, Func<string> text)
    {
        if (pointer.Type is not PointerType type)
            throw Fault(
                text(),
                pointer.Type.Size is null ? Why(pointer.Type) : $"expected a pointer, found {pointer.Type}"
            );
        var target = Complete(type.Target);
        return new(pointer.Operand, 0, target, type.IsTargetVolatile, new(text(), target as RecordType, ""));
    }

    private Lvalue Member(MemberExpression member, MemoryLvalue? offsetofBase)
    {
        Lvalue outer = member.IsArrow
            ? Pointee(Value(member.Operand), () => ExpressionText.Of(member.Operand))
            : Lvalue(member.Operand, offsetofBase);
        _at = member.At;
        if (outer.Type is not RecordType record)
            throw Fault(
                member.Member,
                outer.Type.Size is null ? Why(outer.Type) : $"expected a struct or union, found {outer.Type}"
            );
        if (record.Layout is not { } layout)
            throw Fault(member.Member, record.WhyUnknown ?? "no layout");
        var found = layout.Find(member.Member) ?? throw Fault(member.Member, $"{record.Name} has no such member");
        return outer is RegisterLvalue register
            ? new RegisterLvalue(register.Register, found.Type)
            : MemberOf((MemoryLvalue)outer, record, found, member);
    }

    // A record that a header only mentions, and that the file itself defines.
    private CType Complete(CType type) =>
        type is RecordType { Layout: null } record && _scope.Tag(record.Name) is (RecordSyntax definition, { } scope)
            ? Types.Record(definition, scope)
            : type;

    private static MemoryLvalue MemberOf(MemoryLvalue memory, RecordType record, Member found, MemberExpression member)
    {
        var what = new Accessed(
            ExpressionText.Of(member),
            memory.What.Record ?? record,
            memory.What.Record is null || memory.What.Path.Length == 0
                ? member.Member
                : $"{memory.What.Path}.{member.Member}"
        );
        return memory with { Offset = memory.Offset + found.Offset, Type = found.Type, Bits = found.Bits, What = what };
    }

    private MemoryLvalue Element(IndexExpression index, MemoryLvalue? offsetofBase)
    {
        if (
            offsetofBase is not null
            || (index.Operand is MemberExpression or NameExpression or IndexExpression && IsArray(index.Operand))
        )
        {
            if (Lvalue(index.Operand, offsetofBase) is not MemoryLvalue { Type: ArrayType array } memory)
                throw Fault(ExpressionText.Of(index.Operand), "expected an array");
            if (array.Element.Size is not { } bytes)
                throw Fault("[]", Why(array.Element));
            var at = Scalar(index.Index);
            _at = index.At;
            var wide = ConvertKind(at.Operand, at.Type.Kind, ScalarKind.Long);
            var what = memory.What with
            {
                Text = ExpressionText.Of(index),
                Path = memory.What.Path.Length == 0 ? "" : memory.What.Path + "[]",
            };
            if (!wide.IsRegister)
                return memory with { Offset = memory.Offset + wide.Number * bytes, Type = array.Element, What = what };
            return memory with
            {
                Address = Offset(memory.Address, wide, bytes, memory.Offset, array.Element),
                Offset = 0,
                Type = array.Element,
                What = what,
            };
        }
        var (left, right) = (Value(index.Operand), Value(index.Index));
        _at = index.At;
        if (left.Type is IntegerType && right.Type is PointerType)
            (left, right) = (right, left);
        if (left.Type is not PointerType || right.Type is not IntegerType)
            throw Fault(
                ExpressionText.Of(index),
                left.Type.Size is null
                    ? Why(left.Type)
                    : $"expected a pointer and an integer, found {left.Type} and {right.Type}"
            );
        return Pointee(Moved(left, right, 1), () => ExpressionText.Of(index));
    }

    private bool IsArray(Expression expression) => TypeOf(expression).Type is ArrayType;

    private MemoryLvalue Literal(CompoundLiteral literal)
    {
        var type = WithLength(Types.TypeOf(literal.Type, _scope), literal.Value);
        var memory = Memory(NewFrameLocal("[literal]", type, false), "[literal]");
        Initialize(memory, literal.Value);
        return memory;
    }

    // The value of an object: a scalar is loaded, a record is its address, an array the address of its first element.
    private Value Load(Lvalue from)
    {
        if (from is RegisterLvalue register)
            return new(Operand.Of(register.Register), register.Type);
        var memory = (MemoryLvalue)from;
        memory = memory with { Type = Complete(memory.Type) };
        switch (memory.Type)
        {
            case ArrayType array:
                return new(AddressOf(memory), new PointerType(array.Element) { IsTargetVolatile = memory.IsVolatile });
            case FunctionType function:
                return new(AddressOf(memory), new PointerType(function));
            case VoidType:
                return Lowering.Value.Void;
        }
        if (memory.Bits is { } bits)
            return LoadBits(memory, bits);
        if (!memory.Type.IsScalar)
            return memory.Type.Size is null
                ? throw Fault(memory.What.Text, Why(memory.Type))
                : new(AddressOf(memory), memory.Type);
        return new(LoadWord(memory, memory.Type.Kind), memory.Type);
    }

    private Operand LoadWord(MemoryLvalue memory, ScalarKind kind)
    {
        var register = _graph.NewRegister(kind);
        Emit(new Load(Here, register, memory.Address, memory.Offset, kind, Order(memory), memory.What));
        return Operand.Of(register);
    }

    private AccessOrder Order(MemoryLvalue memory) =>
        memory.IsVolatile ? AccessOrder.Once
        : _isRacy ? AccessOrder.Racy
        : AccessOrder.Plain;

    private static ScalarKind WordOf(MemoryLvalue memory, BitRange bits) =>
        new((byte)(bits.Word > 0 ? bits.Word : memory.Type.Kind.Bytes), false);

    private Value LoadBits(MemoryLvalue memory, BitRange bits)
    {
        var kind = memory.Type.Kind;
        var word = WordOf(memory, bits);
        var loaded = LoadWord(memory, word);
        // Up to the top, and down again by the field's sign.
        var wide = new ScalarKind(8, kind.IsSigned);
        var up = Calculate(
            BinaryOperator.ShiftLeft,
            loaded,
            Operand.Constant(64 - bits.First - bits.Width),
            ScalarKind.UnsignedLong
        );
        var value = Calculate(BinaryOperator.ShiftRight, up, Operand.Constant(64 - bits.Width), wide);
        return new(value, TypeOfBits(memory.Type, bits));
    }

    // A field of fewer bits than int has is promoted to int, whatever its declared type (C11, 6.3.1.1, and gcc for long
    // ones).
    private static CType TypeOfBits(CType declared, BitRange bits) =>
        declared is not IntegerType { IntegerKind: { IsBoolean: false, IsSigned: var isSigned } } || bits.Width > 32
            ? declared
        : bits.Width < 32 || isSigned ? IntegerType.Int
        : IntegerType.UnsignedInt;

    private Operand AddressOf(MemoryLvalue memory) =>
        memory.Bits is null
            ? Offset(memory.Address, Operand.Constant(0), 0, memory.Offset, memory.Type)
            : throw Fault(memory.What.Text, "a bit-field has no address");

    private Value Address(Expression operand)
    {
        if (operand is NameExpression name && _scope.Find(name.Name) is null or OuterLocal)
        {
            if (IsFunction(((NameExpression)operand).Name, out var type))
                return FunctionPointer(((NameExpression)operand).Name, type);
        }
        if (operand is UnaryExpression { Operator: "*" } star)
            return Value(star.Operand);
        if (operand is CompoundLiteral or not (NameExpression or MemberExpression or IndexExpression))
        {
            var made = Lvalue(operand);
            if (made is MemoryLvalue there)
                return new(AddressOf(there), new PointerType(there.Type) { IsTargetVolatile = there.IsVolatile });
            throw Fault(ExpressionText.Of(operand), "a value has no address");
        }
        return Lvalue(operand) is MemoryLvalue memory
            ? new(AddressOf(memory), new PointerType(memory.Type) { IsTargetVolatile = memory.IsVolatile })
            : throw Fault(ExpressionText.Of(operand), "a value in a register has no address");
    }

    private bool IsFunction(string name, out FunctionType type)
    {
        type = null!;
        if (_scope.Find(name) is OuterLocal { Type: FunctionType local })
            type = local;
        else if (_scope.Find(name) is null && _file.Ordinary(name) is { Declaration.Type: FunctionSyntax syntax })
            type = (FunctionType)Types.TypeOf(syntax, _file);
        return type is not null;
    }

    // Assigns, with the conversion of assignment; returns the value that the object then has.
    private Value Store(Lvalue to, Value value)
    {
        if (to is MemoryLvalue { Type: not IntegerType and not PointerType } record && !record.Type.IsScalar)
        {
            if (record.Type.Size is not { } size)
                throw Fault(record.What.Text, Why(record.Type));
            if (!record.Type.Equals(value.Type) && !record.Type.Equals(Complete(value.Type)))
                throw Fault(
                    record.What.Text,
                    value.Type.Size is null ? Why(value.Type) : $"expected {record.Type}, found {value.Type}"
                );
            var target = AddressOf(record);
            if (size > 0)
                Emit(new CopyRecord(Here, target, value.Operand, record.Type, size, record.What));
            return new(target, record.Type);
        }
        var converted = Convert(value, to.Type);
        if (to is RegisterLvalue register)
        {
            Emit(new Move(Here, register.Register, converted.Operand));
            return new(Operand.Of(register.Register), to.Type);
        }
        var memory = (MemoryLvalue)to;
        if (memory.Bits is { } bits)
            return StoreBits(memory, bits, converted);
        Emit(
            new Store(
                Here,
                memory.Address,
                memory.Offset,
                converted.Operand,
                memory.Type.Kind,
                Order(memory),
                memory.What
            )
        );
        return converted;
    }

    private Value StoreBits(MemoryLvalue memory, BitRange bits, Value value)
    {
        var word = WordOf(memory, bits);
        var mask = bits.Width == 64 ? -1L : ((1L << bits.Width) - 1) << bits.First;
        var old = LoadWord(memory, word);
        var rest = Calculate(BinaryOperator.And, old, Operand.Constant(word.Normalise(~mask)), word);
        var shifted = Calculate(
            BinaryOperator.ShiftLeft,
            ConvertKind(value.Operand, value.Type.Kind, word),
            Operand.Constant(bits.First),
            word
        );
        var field = Calculate(BinaryOperator.And, shifted, Operand.Constant(word.Normalise(mask)), word);
        var merged = Calculate(BinaryOperator.Or, rest, field, word);
        Emit(new Store(Here, memory.Address, memory.Offset, merged, word, Order(memory), memory.What));
        // The value of the assignment is what the field then holds.
        var wide = new ScalarKind(8, memory.Type.Kind.IsSigned);
        var up = Calculate(
            BinaryOperator.ShiftLeft,
            ConvertKind(value.Operand, value.Type.Kind, ScalarKind.UnsignedLong),
            Operand.Constant(64 - bits.Width),
            ScalarKind.UnsignedLong
        );
        return new(Calculate(BinaryOperator.ShiftRight, up, Operand.Constant(64 - bits.Width), wide), memory.Type);
    }
}
