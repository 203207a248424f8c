using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Interleave.Analyzers;

/// <summary>The engine's types in a compilation.</summary>
internal sealed class EngineTypes
{
    private readonly INamedTypeSymbol[] _steps;
    private readonly INamedTypeSymbol[] _routines;
    private readonly INamedTypeSymbol[] _functions;

    private EngineTypes(INamedTypeSymbol[] steps, INamedTypeSymbol[] routines, INamedTypeSymbol[] functions) =>
        (_steps, _routines, _functions) = (steps, routines, functions);

    /// <summary>Null where the engine is not referenced.</summary>
    public static EngineTypes? In(Compilation compilation)
    {
        INamedTypeSymbol[] Find(params string[] names) =>
            [.. names.Select(compilation.GetTypeByMetadataName).OfType<INamedTypeSymbol>()];

        var routines = Find("Interleave.Routines.Routine", "Interleave.Routines.Routine`1");
        return routines.Length == 0
            ? null
            : new EngineTypes(
                Find("Interleave.Memory.Step", "Interleave.Memory.Step`1"),
                routines,
                Find("Interleave.Memory.Condition", "Interleave.Memory.Update")
            );
    }

    /// <summary>True for what a routine may await.</summary>
    public bool IsAwaitable(ITypeSymbol? type) => Is(type, _steps) || IsRoutine(type);

    /// <summary>True for a function that a step applies.</summary>
    public bool IsStepFunction(ITypeSymbol? type) => Is(type, _functions);

    /// <summary>The async routine that an operation is in: a method, a local function or a lambda; null if it is in
    /// none.</summary>
    public IMethodSymbol? RoutineAround(IOperation operation, ISymbol containing)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (
                at switch
                {
                    IAnonymousFunctionOperation lambda => lambda.Symbol,
                    ILocalFunctionOperation local => local.Symbol,
                    _ => null,
                } is
                { } inner
            )
            {
                return AsRoutine(inner);
            }
        }

        return containing is IMethodSymbol method ? AsRoutine(method) : null;
    }

    private IMethodSymbol? AsRoutine(IMethodSymbol method) =>
        method.IsAsync && IsRoutine(method.ReturnType) ? method : null;

    private bool IsRoutine(ITypeSymbol? type) => Is(type, _routines);

    private static bool Is(ITypeSymbol? type, INamedTypeSymbol[] types) =>
        type is INamedTypeSymbol named
        && types.Any(one => SymbolEqualityComparer.Default.Equals(named.OriginalDefinition, one));
}
