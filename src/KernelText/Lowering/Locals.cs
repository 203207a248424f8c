using KernelText.Declarations;
using KernelText.Flow;
using KernelText.Syntax;
using KernelText.Types;

namespace KernelText.Lowering;

/// <summary>What a name is within a function.</summary>
internal abstract record Local(CType Type);

internal sealed record RegisterLocal(int Register, CType Type) : Local(Type);

internal sealed record FrameLocal(int Object, CType Type, bool IsVolatile) : Local(Type);

internal sealed record StaticLocal(Symbol Symbol, CType Type) : Local(Type);

internal sealed record EnumeratorLocal(long Value, CType Type) : Local(Type);

/// <summary>Declared within the function, and defined elsewhere: an extern variable, a prototype.</summary>
internal sealed record OuterLocal(CType Type) : Local(Type);

/// <summary>The names of a block.</summary>
internal sealed class BlockScope(IScope outer, Block? block) : IScope
{
    private readonly Dictionary<string, Local> _locals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Declaration> _typedefs = new(StringComparer.Ordinal);
    private readonly ParsedChunk _tags = new();

    public IScope Outer => outer;

    /// <summary>Null for a scope of no block, such as that of parameters or a for.</summary>
    public Block? Block => block;

    public FileScope File => outer.File;

    /// <summary>What is called when the block is left, in the order of the declarations.</summary>
    public List<(string Function, FrameLocal Variable, Tokens.Token At)> Cleanups { get; } = [];

    public void Add(string name, Local local) => _locals[name] = local;

    public void AddTypedef(Declaration declaration)
    {
        _typedefs[declaration.Name] = declaration;
        _locals.Remove(declaration.Name);
    }

    public void AddTags(TypeSyntax type, TypeResolver types)
    {
        var before = _tags.Enumerators.Count;
        TagCollector.Collect(type, _tags);
        if (_tags.Enumerators.Count == before)
            return;
        foreach (var (name, (enumeration, index)) in _tags.Enumerators)
        {
            if (!_locals.ContainsKey(name))
                _locals[name] = new EnumeratorLocal(
                    types.Enumeration(enumeration, this).Values[index],
                    IntegerType.Int
                );
        }
    }

    public Local? Find(string name)
    {
        for (IScope scope = this; scope is BlockScope here; scope = here.Outer)
        {
            if (here._locals.TryGetValue(name, out var local))
                return local;
        }
        return null;
    }

    public (Declaration Declaration, IScope Scope)? Typedef(string name) =>
        _typedefs.TryGetValue(name, out var found) ? (found, this) : outer.Typedef(name);

    public (TypeSyntax Definition, IScope Scope)? Tag(string name) =>
        _tags.Tags.TryGetValue(name, out var found) ? (found, this) : outer.Tag(name);
}
