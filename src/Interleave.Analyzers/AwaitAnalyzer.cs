using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Interleave.Analyzers;

/// <summary>What a routine awaits, and what it should have.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AwaitAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [Rules.AwaitAtOnce, Rules.ForeignAwait];

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

            start.RegisterOperationAction(at => CheckCall(at, engine), OperationKind.Invocation);
            start.RegisterOperationAction(at => CheckAwait(at, engine), OperationKind.Await);
        });
    }

    // What is returned or handed on may be awaited by somebody else; what is dropped or kept is not, or too late.
    private static void CheckCall(OperationAnalysisContext context, EngineTypes engine)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!engine.IsAwaitable(call.Type))
        {
            return;
        }

        var parent = call.Parent;
        while (
            parent
                is IConversionOperation
                    or IConditionalOperation
                    or IParenthesizedOperation
                    or ISwitchExpressionArmOperation
                    or ISwitchExpressionOperation
        )
        {
            parent = parent.Parent;
        }

        if (
            parent
            is IExpressionStatementOperation
                or IVariableInitializerOperation
                or ISimpleAssignmentOperation { Target: IDiscardOperation or ILocalReferenceOperation }
        )
        {
            context.ReportDiagnostic(
                Diagnostic.Create(Rules.AwaitAtOnce, call.Syntax.GetLocation(), call.TargetMethod.Name + "()")
            );
        }
    }

    private static void CheckAwait(OperationAnalysisContext context, EngineTypes engine)
    {
        var awaited = ((IAwaitOperation)context.Operation).Operation;
        if (
            awaited.Type is { TypeKind: not TypeKind.Error } type
            && !engine.IsAwaitable(type)
            && engine.RoutineAround(context.Operation, context.ContainingSymbol) is not null
        )
        {
            context.ReportDiagnostic(
                Diagnostic.Create(
                    Rules.ForeignAwait,
                    context.Operation.Syntax.GetLocation(),
                    type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)
                )
            );
        }
    }
}
