using KernelText.Declarations;
using KernelText.Flow;
using KernelText.Syntax;
using KernelText.Types;

namespace KernelText.Lowering;

internal sealed partial class FunctionLowering
{
    private void Declare(Declaration declaration)
    {
        _at = declaration.At;
        _scope.AddTags(declaration.Base, Types);
        if (declaration.Name.Length == 0)
            return;
        if (declaration.Storage == Storage.Typedef)
        {
            _scope.AddTypedef(declaration);
            return;
        }
        if (declaration.Type is AutoType && declaration.Initializer is { } initializer)
        {
            var first = Value(initializer);
            DeclareVariable(declaration, new(first.Type), first);
            return;
        }
        var type = Types.Resolve(declaration.Type, _scope);
        if (declaration.Type is FunctionSyntax || declaration.Storage == Storage.Extern)
        {
            _scope.Add(declaration.Name, new OuterLocal(type.Type));
            return;
        }
        if (declaration.Storage == Storage.Static)
            DeclareStatic(declaration, type.Type);
        else
            DeclareVariable(declaration, type, null);
    }

    private void DeclareStatic(Declaration declaration, CType type)
    {
        type = WithLength(type, declaration.Initializer);
        var name = $"{_name}.{declaration.Name}{(_statics++ == 0 ? "" : $"#{_statics}")}";
        var symbol = new Symbol(name, _file.Source.Source.Path);
        _host.DefineStatic(symbol, type, declaration.Initializer, _scope);
        _scope.Add(declaration.Name, new StaticLocal(symbol, type));
    }

    private void DeclareVariable(Declaration declaration, ResolvedType resolved, Value? first)
    {
        var type = WithLength(resolved.Type, declaration.Initializer);
        if (type.Size is null)
        {
            // Its uses must be found to be without a meaning, and not those of an outer variable of the same name.
            _scope.Add(declaration.Name, new FrameLocal(-1, type, false));
            throw Fault(declaration.Name, Why(type));
        }
        var isMemory =
            !type.IsScalar
            || resolved.IsVolatile
            || declaration.Attributes.Cleanup is not null
            || _walk.Addressed.Contains(declaration.Name);
        if (!isMemory)
        {
            var register = _graph.NewRegister(type.Kind, declaration.Name);
            // C's scope of a name begins before its initialiser.
            _scope.Add(declaration.Name, new RegisterLocal(register, type));
            if (first is not null || declaration.Initializer is not null)
                Store(new RegisterLvalue(register, type), first ?? InitialScalar(declaration.Initializer!, type));
            return;
        }
        var local = NewFrameLocal(declaration.Name, type, resolved.IsVolatile);
        _scope.Add(declaration.Name, local);
        if (first is { } known)
            Store(Memory(local, declaration.Name), known);
        else if (declaration.Initializer is not null)
            Initialize(Memory(local, declaration.Name), declaration.Initializer);
        if (declaration.Attributes.Cleanup is { } cleanup)
            _scope.Cleanups.Add((cleanup, local, declaration.At));
    }

    private FrameLocal NewFrameLocal(string name, CType type, bool isVolatile)
    {
        if (type.Size is null)
            throw Fault(name, Why(type));
        var number = _graph.NewObject(name, type, _at.UsePlace);
        Emit(new FrameBegin(Here, number));
        return new(number, type, isVolatile);
    }

    private MemoryLvalue Memory(FrameLocal local, string name)
    {
        if (local.Object < 0)
            throw Fault(name, Why(local.Type));
        var register = _graph.NewRegister(ScalarKind.Pointer);
        Emit(new FrameAddress(Here, register, local.Object));
        return new(Operand.Of(register), 0, local.Type, local.IsVolatile, new(name, local.Type as RecordType, ""));
    }

    // An array without a length has that of its initialiser.
    private CType WithLength(CType type, Expression? initializer)
    {
        if (type is not ArrayType { Length: null } array || initializer is null)
            return type;
        if (initializer is StringExpression text)
            return array with { Length = text.Bytes.Length + 1 };
        if (initializer is not InitializerList list)
            throw Fault("[]", "expected an initialiser list for an array without a length");
        if (
            list.Items is [{ Designators.IsEmpty: true, Value: StringExpression inner }]
            && array.Element is IntegerType { IntegerKind.Bytes: 1 }
        )
            return array with { Length = inner.Bytes.Length + 1 };
        return array with { Length = Length(array, list) };
    }

    private long Length(ArrayType array, InitializerList list)
    {
        // With elided braces several items make one element.
        var perElement =
            list.Items.All(i => i.Designators.IsEmpty && i.Value is not InitializerList) && !array.Element.IsScalar
                ? Math.Max(1, Scalars(array.Element))
                : 1;
        var (at, length) = (0L, 0L);
        foreach (var item in list.Items)
        {
            if (item.Designators is [{ Member: null } designator, ..])
                at = Constant(designator.Last ?? designator.First!);
            length = Math.Max(length, ++at);
        }
        return (length + perElement - 1) / perElement;
    }

    private static long Scalars(CType type) =>
        type switch
        {
            ArrayType array => (array.Length ?? 0) * Scalars(array.Element),
            RecordType { Layout: { } layout } record => record.IsUnion
                ? (layout.Members.IsEmpty ? 0 : Scalars(layout.Members[0].Type))
                : layout.Members.Sum(m => Scalars(m.Type)),
            _ => 1,
        };
}
