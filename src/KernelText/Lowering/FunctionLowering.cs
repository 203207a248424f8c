using System.Collections.Immutable;
using KernelText.Declarations;
using KernelText.Flow;
using KernelText.Syntax;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Lowering;

/// <summary>
/// Lowers one function's body to a flow graph. Operands are evaluated from left to right, where C leaves the order
/// open. What cannot be lowered becomes a <see cref="NoMeaning"/> in place of its statement.
/// </summary>
internal sealed partial class FunctionLowering
{
    private const int Deepest = 1500;

    private readonly ILoweringHost _host;
    private readonly GraphBuilder _graph = new();
    private readonly string _name;
    private readonly FileScope _file;
    private readonly Dictionary<(string, Block?), Label> _labels = [];
    private readonly List<Block> _blocks = [];
    private readonly SortedSet<string> _assumed = new(StringComparer.Ordinal);
    private BlockScope _scope;
    private SyntaxWalk _walk;
    private CType _resultType = VoidType.Instance;
    private int _resultAddress = -1;
    private Token _at;
    private Token _locatedAt;
    private Location? _location;
    private int _depth;

    // A constant expression is lowered, and nothing of it will run.
    private bool _isConstant;
    private int _statics;

    private FunctionLowering(ILoweringHost host, IScope scope, string name, Token at)
    {
        (_host, _name, _file, _at) = (host, name, scope.File, at);
        _scope = new(scope, null);
        _walk = SyntaxWalk.Of(new EmptyStatement(at), host.Meanings);
    }

    private TypeResolver Types => _host.Types;

    /// <summary>Lowers a function's definition.</summary>
    /// <param name="host">Its tree.</param>
    /// <param name="definition">Its head.</param>
    /// <param name="body">Null where it does not parse, as <paramref name="fault"/> says.</param>
    /// <param name="scope">Of its file.</param>
    /// <param name="fault">Why there is no body.</param>
    public static FlowFunction Lower(
        ILoweringHost host,
        FileDeclaration definition,
        Block? body,
        FileScope scope,
        KernelTextException? fault
    )
    {
        var declaration = definition.Declaration;
        var lowering = new FunctionLowering(host, scope, declaration.Name, declaration.At);
        ImmutableArray<Parameter> parameters = [];
        try
        {
            parameters = lowering.Parameters(declaration);
        }
        catch (KernelTextException e)
        {
            (body, fault) = (null, e);
        }
        if (body is null)
        {
            lowering.Emit(new NoMeaning(lowering.Here, declaration.Name, fault?.Message ?? "it has no body"));
            lowering.Emit(new Unreachable(lowering.Here));
        }
        else
        {
            try
            {
                lowering.Body(body);
            }
            catch (KernelTextException e)
            {
                lowering.Emit(new NoMeaning(lowering.Here, declaration.Name, e.Message));
                lowering.Emit(new Unreachable(lowering.Here));
            }
        }
        var (code, registers, frame) = lowering._graph.Finish();
        return new(
            new(declaration.Name, definition.File),
            declaration.At.UsePlace,
            lowering._resultType,
            parameters,
            declaration.Type is FunctionSyntax { IsVariadic: true, Parameters.IsEmpty: false },
            declaration.IsInline,
            registers,
            frame,
            code,
            [.. lowering._assumed]
        );
    }

    /// <summary>Lowers one expression outside of any function, as of a type or a constant.</summary>
    public static FunctionLowering ForExpression(ILoweringHost host, IScope scope, Expression expression)
    {
        // A block's scope is the scope to go on in; a file's gets one of its own.
        var lowering = new FunctionLowering(host, scope, "", expression.At)
        {
            _walk = SyntaxWalk.Of(new ExpressionStatement(expression.At, expression), host.Meanings),
        };
        if (scope is BlockScope block)
            lowering._scope = block;
        return lowering;
    }

    private Location Here
    {
        get
        {
            if (_location is null || _at != _locatedAt)
                (_location, _locatedAt) = (_at.Location, _at);
            return _location;
        }
    }

    private void Emit(Instruction instruction) => _graph.Emit(instruction);

    private LoweringException Fault(string name, string why) => new(_at, name, why);

    private ImmutableArray<Parameter> Parameters(Declaration declaration)
    {
        var syntax = (FunctionSyntax)declaration.Type;
        var parameters = ImmutableArray.CreateBuilder<Parameter>();
        _resultType = Types.TypeOf(syntax.Result, _scope);
        _walk = SyntaxWalk.Of(new EmptyStatement(_at), _host.Meanings);
        if (!_resultType.IsScalar && _resultType is RecordType)
        {
            _resultAddress = _graph.NewRegister(ScalarKind.Pointer, "[result]");
            parameters.Add(new("[result]", new PointerType(_resultType)));
        }
        foreach (var parameter in syntax.Parameters)
        {
            var type = TypeResolver.Decayed(Types.TypeOf(parameter.Type, _scope));
            if (!type.IsScalar && type is not RecordType { Layout: not null })
                _unknownParameter ??= (parameter, type);
            parameters.Add(new(parameter.Name, type));
            _graph.NewRegister(type.IsScalar ? type.Kind : ScalarKind.Pointer, parameter.Name);
        }
        return parameters.ToImmutable();
    }

    private (ParameterSyntax Syntax, CType Type)? _unknownParameter;

    private void Body(Block body)
    {
        _walk = SyntaxWalk.Of(body, _host.Meanings);
        if (_unknownParameter is { } unknown)
            Emit(
                new NoMeaning(Here, unknown.Syntax.Name, $"the type of the parameter is not known: {Why(unknown.Type)}")
            );
        DeclareParameters();
        Statement(body);
        _at = body.End;
        if (_resultType is VoidType || _resultAddress >= 0)
            Emit(new Return(Here, null));
        else
            Emit(new Unreachable(Here));
    }

    /// <summary>Registers that the parameters arrive in become locals; those whose address is taken are stored to
    /// memory first.</summary>
    private void DeclareParameters()
    {
        var declaration = _file.Ordinary(_name)?.Declaration;
        if (declaration?.Type is not FunctionSyntax syntax)
            return;
        var register = _resultAddress + 1;
        foreach (var parameter in syntax.Parameters)
        {
            var type = TypeResolver.Decayed(Types.TypeOf(parameter.Type, _scope));
            if (parameter.Name.Length > 0)
                _scope.Add(parameter.Name, ParameterLocal(parameter, type, register));
            register++;
        }
    }

    private Local ParameterLocal(ParameterSyntax parameter, CType type, int register)
    {
        if (type.IsScalar && !_walk.Addressed.Contains(parameter.Name))
            return new RegisterLocal(register, type);
        if (type.Size is null)
            return new RegisterLocal(register, type);
        var local = NewFrameLocal(parameter.Name, type, false);
        var target = Memory(local, parameter.Name);
        Store(target, new(Operand.Of(register), type));
        return local;
    }

    private void Enter()
    {
        if (++_depth > Deepest)
            throw new KernelTextException(_at.UsePlace, "expected code that is nested less deeply");
    }

    private static string Why(CType type) =>
        type switch
        {
            RecordType record => record.WhyUnknown ?? record.Name,
            ArrayType array => Why(array.Element),
            _ => $"no text that is read defines the type {type}",
        };
}
