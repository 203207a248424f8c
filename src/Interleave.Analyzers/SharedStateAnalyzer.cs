using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Interleave.Analyzers;

/// <summary>State that routines share and the engine does not know of: captured variables and fields.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SharedStateAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [Rules.CapturingFunction, Rules.HiddenWrite];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (EngineTypes.In(start.Compilation) is not { } engine)
            {
                return;
            }

            start.RegisterOperationAction(at => CheckFunction(at, engine), OperationKind.DelegateCreation);
            start.RegisterOperationAction(
                at => CheckWrite(at, engine),
                OperationKind.SimpleAssignment,
                OperationKind.CompoundAssignment,
                OperationKind.CoalesceAssignment,
                OperationKind.Increment,
                OperationKind.Decrement
            );
        });
    }

    private static void CheckFunction(OperationAnalysisContext context, EngineTypes engine)
    {
        var created = (IDelegateCreationOperation)context.Operation;
        if (
            !engine.IsStepFunction(created.Type)
            || created.Target is not IAnonymousFunctionOperation { Symbol.IsStatic: false } function
            || function.Syntax is not AnonymousFunctionExpressionSyntax syntax
            || created.SemanticModel?.AnalyzeDataFlow(syntax) is not { Succeeded: true } flow
        )
        {
            return;
        }

        var captured = flow
            .ReadInside.Union(flow.WrittenInside, SymbolEqualityComparer.Default)
            .Except(flow.VariablesDeclared, SymbolEqualityComparer.Default)
            .Select(static variable => variable!.Name.Length == 0 ? "this" : variable.Name)
            .OrderBy(static name => name, StringComparer.Ordinal)
            .ToArray();
        if (captured.Length > 0)
        {
            context.ReportDiagnostic(
                Diagnostic.Create(Rules.CapturingFunction, syntax.GetLocation(), string.Join(", ", captured))
            );
        }
    }

    private static void CheckWrite(OperationAnalysisContext context, EngineTypes engine)
    {
        var target = context.Operation switch
        {
            IAssignmentOperation assignment => assignment.Target,
            IIncrementOrDecrementOperation increment => increment.Target,
            _ => null,
        };
        ISymbol? written = target switch
        {
            ILocalReferenceOperation { Local.IsRef: false } local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IFieldReferenceOperation { Field.ContainingType.IsReferenceType: true } field => field.Field,
            IFieldReferenceOperation { Field.IsStatic: true } field => field.Field,
            _ => null,
        };
        if (
            written is null
            || context.Operation.Parent is IObjectOrCollectionInitializerOperation
            || engine.RoutineAround(context.Operation, context.ContainingSymbol) is not { } routine
            || SymbolEqualityComparer.Default.Equals(written.ContainingSymbol, routine)
        )
        {
            return;
        }

        context.ReportDiagnostic(
            Diagnostic.Create(Rules.HiddenWrite, context.Operation.Syntax.GetLocation(), written.Name)
        );
    }
}
