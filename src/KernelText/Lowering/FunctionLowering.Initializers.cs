using KernelText.Flow;
using KernelText.Syntax;
using KernelText.Types;

namespace KernelText.Lowering;

internal sealed partial class FunctionLowering
{
    // The items of one initialiser list, of which elided braces take as many as they need.
    private sealed class Items(InitializerList list)
    {
        public int At { get; set; }

        public bool IsAtEnd => At >= list.Items.Length;

        public InitializerItem Current => list.Items[At];
    }

    /// <summary>The code that initialises a global object, whose address is in a register, and the object's type with
    /// its length.</summary>
    public (IReadOnlyList<Instruction> Code, int Target, CType Type) Initializer(CType type, Expression initializer)
    {
        type = WithLength(type, initializer);
        var target = _graph.NewRegister(ScalarKind.Pointer);
        var memory = new MemoryLvalue(Operand.Of(target), 0, type, false, new("", type as RecordType, ""));
        if (type.IsScalar)
            Store(memory, InitialScalar(initializer, type));
        else
            Initialize(memory, initializer);
        return (_graph.Code, target, type);
    }

    private Value InitialScalar(Expression initializer, CType type)
    {
        // { x } and, with gcc, {}
        while (initializer is InitializerList list)
        {
            if (list.Items.IsEmpty)
                return Convert(Lowering.Value.Int(0), type is RecordType ? ScalarOf(type) : type) with { Type = type };
            if (type is RecordType record)
                return InitialMember(list, record);
            initializer = list.Items[0].Value;
        }
        if (initializer is CompoundLiteral literal && Types.TypeOf(literal.Type, _scope).Equals(type))
            return InitialScalar(literal.Value, type);
        return Convert(Value(initializer), type);
    }

    // A record of one scalar in a register: the last item that names its member counts.
    private Value InitialMember(InitializerList list, RecordType record)
    {
        var member = record.Layout!.Members.First(m => m.Type.Size != 0);
        Expression? value = null;
        foreach (var item in list.Items)
        {
            if (
                item.Designators is []
                || (item.Designators is [{ Member: { } name }] && (name == member.Name || member.Name.Length == 0))
            )
                value = item.Value;
            else if (item.Designators is [{ Member: { } first }, .. var rest] && first == member.Name)
                value = new InitializerList(item.Value.At, [new([.. rest], item.Value)]);
            else
                throw Fault(record.Name, "expected an initialiser of its only member");
        }
        // An anonymous member is initialised by its own member's designator.
        if (member.Name.Length == 0)
            return InitialScalar(list, member.Type) with { Type = record };
        var inner =
            value is null ? new Value(Operand.Constant(0), member.Type)
            : value is InitializerList || !IsRecordValue(value, record) ? InitialScalar(value, member.Type)
            : Value(value);
        return inner with { Type = record };
    }

    private bool IsRecordValue(Expression value, CType record) =>
        value is not (NumberExpression or StringExpression or InitializerList) && TypeOf(value).Type.Equals(record);

    private static IntegerType ScalarOf(CType type) =>
        type.Kind.Bytes switch
        {
            1 => IntegerType.UnsignedChar,
            2 => IntegerType.UnsignedShort,
            4 => IntegerType.UnsignedInt,
            _ => IntegerType.UnsignedLong,
        };

    private void Initialize(MemoryLvalue target, Expression initializer)
    {
        switch (initializer)
        {
            case CompoundLiteral literal when Types.TypeOf(literal.Type, _scope).Equals(target.Type):
                Initialize(target, literal.Value);
                return;
            case StringExpression text when target.Type is ArrayType array:
                Zero(target);
                InitializeString(target, array, text);
                return;
            case InitializerList list when target.Type is ArrayType or RecordType:
                if (
                    target.Type is ArrayType { Element: IntegerType { IntegerKind.Bytes: 1 } }
                    && list.Items is [{ Designators.IsEmpty: true, Value: StringExpression }]
                )
                {
                    Initialize(target, list.Items[0].Value);
                    return;
                }
                Zero(target);
                InitializeList(target, list);
                return;
            case InitializerList list:
                Store(target, InitialScalar(list, target.Type));
                return;
            default:
                Store(target, Value(initializer));
                return;
        }
    }

    private void Zero(MemoryLvalue target)
    {
        var size = target.Type.Size ?? throw Fault(target.What.Text, Why(target.Type));
        if (size > 0)
            Emit(new ZeroRecord(Here, AddressOf(target), target.Type, size));
    }

    private void InitializeString(MemoryLvalue target, ArrayType array, StringExpression text)
    {
        for (var i = 0; i < text.Bytes.Length && (array.Length is null || i < array.Length); i++)
        {
            if (text.Bytes[i] != 0)
                Store(ElementAt(target, array, i), Lowering.Value.Int(text.Bytes[i]));
        }
    }

    private static MemoryLvalue ElementAt(MemoryLvalue target, ArrayType array, long index) =>
        target with
        {
            Offset = target.Offset + index * (array.Element.Size ?? 0),
            Type = array.Element,
            What = target.What with { Text = $"{target.What.Text}[{index}]" },
        };

    private static MemoryLvalue MemberOf(MemoryLvalue target, Member member) =>
        target with
        {
            Offset = target.Offset + member.Offset,
            Type = member.Type,
            Bits = member.Bits,
            What = new(
                member.Name.Length == 0 ? target.What.Text : $"{target.What.Text}.{member.Name}",
                target.What.Record ?? target.Type as RecordType,
                target.What.Path.Length == 0 ? member.Name : $"{target.What.Path}.{member.Name}"
            ),
        };

    private void InitializeList(MemoryLvalue target, InitializerList list)
    {
        var items = new Items(list);
        Fill(target, items, isBraced: true);
    }

    // Members or elements from the first on, as long as there are items.
    private void Fill(MemoryLvalue target, Items items, bool isBraced)
    {
        if (target.Type is ArrayType array)
        {
            for (var index = 0L; !items.IsAtEnd; index++)
            {
                if (items.Current.Designators is [var designator, ..])
                {
                    if (!isBraced)
                        return;
                    index = FillDesignated(target, array, designator, items);
                    continue;
                }
                if (array.Length is { } length && index >= length)
                {
                    if (isBraced)
                        throw Fault(target.What.Text, $"expected at most {length} initialisers");
                    return;
                }
                One(ElementAt(target, array, index), items);
            }
            return;
        }
        if (target.Type is not RecordType { Layout: { } layout } record)
            throw Fault(target.What.Text, Why(target.Type));
        for (var m = 0; !items.IsAtEnd; m++)
        {
            if (items.Current.Designators is [{ Member: { } name }, ..])
            {
                if (!isBraced)
                    return;
                m = FillDesignated(target, record, layout, name, items);
                continue;
            }
            if (items.Current.Designators.Length > 0)
                throw Fault(target.What.Text, "expected the name of a member");
            while (m < layout.Members.Length && layout.Members[m] is { Name: "", Type: not RecordType })
                m++;
            if (m >= layout.Members.Length || (record.IsUnion && m > 0))
            {
                if (isBraced)
                    throw Fault(target.What.Text, $"expected fewer initialisers of {record.Name}");
                return;
            }
            One(MemberOf(target, layout.Members[m]), items);
        }
    }

    private long FillDesignated(MemoryLvalue target, ArrayType array, Designator designator, Items items)
    {
        if (designator.First is null)
            throw Fault(target.What.Text, "expected an index");
        var first = Constant(designator.First);
        var last = designator.Last is null ? first : Constant(designator.Last);
        if (first < 0 || last < first || last - first > 100_000 || (array.Length is { } length && last >= length))
            throw Fault(target.What.Text, $"expected an index below {array.Length}");
        var item = items.Current;
        for (var index = first; index <= last; index++)
            Designated(ElementAt(target, array, index), item, 1);
        items.At++;
        return last;
    }

    // Returns the index of the member that the designated one is in.
    private int FillDesignated(MemoryLvalue target, RecordType record, RecordLayout layout, string name, Items items)
    {
        for (var m = 0; m < layout.Members.Length; m++)
        {
            var member = layout.Members[m];
            var isInner =
                member.Name.Length == 0
                && member.Type is RecordType { Layout: { } inner }
                && inner.Find(name) is not null;
            if (member.Name != name && !isInner)
                continue;
            Designated(MemberOf(target, member), items.Current, isInner ? 0 : 1);
            items.At++;
            return m;
        }
        throw Fault(name, $"{record.Name} has no such member");
    }

    // What the designators from an index on lead to gets the item's value.
    private void Designated(MemoryLvalue target, InitializerItem item, int from)
    {
        if (from >= item.Designators.Length)
        {
            Replace(target, item.Value);
            return;
        }
        var rest = new InitializerList(item.Value.At, [new([.. item.Designators.Skip(from)], item.Value)]);
        Fill(target, new(rest), isBraced: true);
    }

    private void Replace(MemoryLvalue target, Expression value)
    {
        if (value is InitializerList && target.Type is not (ArrayType or RecordType))
            Store(target, InitialScalar(value, target.Type));
        else
            Initialize(target, value);
    }

    // The next item, or, where its braces are left out, as many as the target takes.
    private void One(MemoryLvalue target, Items items)
    {
        var value = items.Current.Value;
        var takesWhole =
            value is InitializerList
            || target.Type is not (ArrayType or RecordType)
            || (target.Type is ArrayType { Element: IntegerType { IntegerKind.Bytes: 1 } } && value is StringExpression)
            || (target.Type is RecordType && IsRecordValue(value, target.Type));
        if (!takesWhole)
        {
            Fill(target, items, isBraced: false);
            return;
        }
        items.At++;
        Replace(target, value);
    }
}
