using KernelText.Syntax;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Declarations;

/// <summary>A type with what its place says besides.</summary>
/// <param name="Type">Without qualifiers.</param>
/// <param name="IsVolatile">Accesses happen once, as <see cref="Flow.AccessOrder.Once"/>.</param>
/// <param name="Alignment">Of a typedef with an attribute; 0 where the type's own counts.</param>
internal readonly record struct ResolvedType(CType Type, bool IsVolatile = false, int Alignment = 0);

/// <summary>What a resolver needs of expressions.</summary>
internal interface IConstants
{
    /// <summary>The value of a constant expression.</summary>
    /// <exception cref="KernelTextException">It is none.</exception>
    long Evaluate(Expression expression, IScope scope);

    /// <summary>The type of an expression that is not evaluated.</summary>
    ResolvedType TypeOf(Expression expression, IScope scope);
}

/// <summary>Makes types of type syntax. One object for each definition of a record or an enumeration.</summary>
/// <param name="constants">For lengths, widths, values and typeof.</param>
/// <param name="isCharUnsigned">The kernel is compiled with -funsigned-char since v6.2.</param>
internal sealed class TypeResolver(IConstants constants, bool isCharUnsigned)
{
    private const int Deepest = 100;

    private static readonly IntegerType s_unsignedChar = new("char", new(1, false), 1);

    private readonly Dictionary<RecordSyntax, RecordType> _records = [];
    private readonly Dictionary<string, RecordType> _incomplete = new(StringComparer.Ordinal);
    private readonly Dictionary<EnumSyntax, (IntegerType Type, long[] Values)> _enumerations = [];
    private int _depth;

    public IntegerType Char => isCharUnsigned ? s_unsignedChar : IntegerType.Char;

    /// <summary>The type that syntax stands for at a place.</summary>
    /// <exception cref="KernelTextException">A name or a length in it has no meaning.</exception>
    public ResolvedType Resolve(TypeSyntax syntax, IScope scope)
    {
        if (++_depth > Deepest)
        {
            _depth = 0;
            throw new KernelTextException(syntax.At.UsePlace, "expected a type that is nested less deeply");
        }
        var result = ResolveHere(syntax, scope);
        _depth--;
        return result;
    }

    public CType TypeOf(TypeSyntax syntax, IScope scope) => Resolve(syntax, scope).Type;

    public RecordType Record(RecordSyntax syntax, IScope scope)
    {
        if (!syntax.IsDefinition)
        {
            if (scope.Tag(syntax.Name) is (RecordSyntax definition, { } there))
                return Record(definition, there);
            if (!_incomplete.TryGetValue(syntax.Name, out var known))
                _incomplete[syntax.Name] = known = new(
                    syntax.Name,
                    syntax.IsUnion,
                    () => (null, $"no text that is read defines {syntax.Name}")
                );
            return known;
        }
        if (!_records.TryGetValue(syntax, out var record))
            _records[syntax] = record = new(syntax.Name, syntax.IsUnion, () => Layout(syntax, scope));
        return record;
    }

    /// <summary>The type of an enumeration, and the values of its enumerators.</summary>
    public (IntegerType Type, long[] Values) Enumeration(EnumSyntax syntax, IScope scope)
    {
        if (_enumerations.TryGetValue(syntax, out var known))
            return known;
        var values = new long[syntax.Enumerators.Length];
        for (var i = 0; i < values.Length; i++)
        {
            // Enumerators of the same enumeration are found by name: what is known of it so far is enough for them.
            _enumerations[syntax] = (IntegerType.Int, values);
            values[i] =
                syntax.Enumerators[i].Value is { } value ? constants.Evaluate(value, scope)
                : i == 0 ? 0
                : values[i - 1] + 1;
        }
        var isSigned = values.Any(v => v < 0);
        var bytes =
            syntax.Attributes.IsPacked && values.All(v => v is >= -128 and <= 255 && (!isSigned || v <= 127)) ? 1
            : values.All(v => v <= (isSigned ? int.MaxValue : uint.MaxValue) && v >= int.MinValue) ? 4
            : 8;
        var type = new IntegerType(
            syntax.Tag is null ? "enum" : $"enum {syntax.Tag}",
            new((byte)bytes, isSigned),
            bytes == 8 ? 4 : 3
        );
        return _enumerations[syntax] = (type, values);
    }

    private ResolvedType ResolveHere(TypeSyntax syntax, IScope scope)
    {
        switch (syntax)
        {
            case BuiltInType builtIn:
                return new(ReferenceEquals(builtIn.Type, IntegerType.Char) ? Char : builtIn.Type);
            case NamedType named when scope.Typedef(named.Name) is var (declaration, there):
            {
                var to = Resolve(declaration.Type, there);
                var alignment = Alignment(declaration.Attributes, there);
                return to with
                {
                    Type = WithMode(to.Type, declaration.Attributes.Mode),
                    Alignment = Math.Max(alignment, to.Alignment),
                };
            }
            case NamedType named:
                return new(new UnknownType(named.Name));
            case RecordSyntax record:
                return new(Record(record, scope));
            case EnumSyntax { IsDefinition: true } enumeration:
                return new(Enumeration(enumeration, scope).Type);
            case EnumSyntax mention:
                return new(
                    scope.Tag($"enum {mention.Tag}") is (EnumSyntax definition, { } at)
                        ? Enumeration(definition, at).Type
                        : IntegerType.UnsignedInt with
                        {
                            Name = $"enum {mention.Tag}",
                        }
                );
            case TypeofSyntax { Type: { } type }:
                return Resolve(type, scope);
            case TypeofSyntax { Expression: { } expression }:
                return constants.TypeOf(expression, scope);
            case PointerSyntax pointer:
            {
                var target = Resolve(pointer.Target, scope);
                return new(new PointerType(target.Type) { IsTargetVolatile = target.IsVolatile });
            }
            case ArraySyntax array:
            {
                var element = Resolve(array.Element, scope);
                long? length = array.Length is null ? null : constants.Evaluate(array.Length, scope);
                if (length < 0)
                    throw new KernelTextException(
                        array.At.UsePlace,
                        $"expected a length of at least 0, found {length}"
                    );
                return new(new ArrayType(element.Type, length), element.IsVolatile, element.Alignment);
            }
            case FunctionSyntax function:
                return new(
                    new FunctionType(
                        TypeOf(function.Result, scope),
                        [.. function.Parameters.Select(p => Decayed(TypeOf(p.Type, scope)))],
                        function.IsVariadic
                    )
                );
            case VolatileSyntax inner:
                return Resolve(inner.Type, scope) with { IsVolatile = true };
            default:
                throw new KernelTextException(
                    syntax.At.UsePlace,
                    "expected a type, found one that an initialiser decides"
                );
        }
    }

    /// <summary>As the type of a parameter: arrays and functions are pointers.</summary>
    public static CType Decayed(CType type) =>
        type switch
        {
            ArrayType array => new PointerType(array.Element),
            FunctionType => new PointerType(type),
            _ => type,
        };

    public int Alignment(Attributes attributes, IScope scope)
    {
        var result = 0;
        foreach (var expression in attributes.Alignments)
            result = (int)Math.Max(result, Math.Clamp(constants.Evaluate(expression, scope), 0, 1 << 20));
        return result;
    }

    private static CType WithMode(CType type, string? mode) =>
        mode switch
        {
            null => type,
            "word" or "pointer" or "DI" => type is IntegerType { IntegerKind.IsSigned: false }
                ? IntegerType.UnsignedLong
                : IntegerType.Long,
            _ => new UnknownType($"mode({mode})"),
        };

    private (RecordLayout? Layout, string? Why) Layout(RecordSyntax syntax, IScope scope)
    {
        try
        {
            return LayoutBuilder.Build(syntax, scope, this, constants);
        }
        catch (KernelTextException e)
        {
            return (null, e.Message);
        }
    }
}
