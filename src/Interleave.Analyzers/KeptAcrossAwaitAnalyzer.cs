using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Interleave.Analyzers;

/// <summary>What a routine keeps across an await and cannot: enumerators, and objects that change.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeptAcrossAwaitAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [Rules.ForEachAcrossAwait, Rules.MutableLocal];

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

            start.RegisterOperationAction(at => CheckForEach(at, engine), OperationKind.Loop);
            start.RegisterOperationAction(at => CheckLocal(at, engine), OperationKind.VariableDeclarator);
        });
    }

    // A string is counted through, by the compiler.
    private static void CheckForEach(OperationAnalysisContext context, EngineTypes engine)
    {
        if (
            context.Operation is IForEachLoopOperation loop
            && Unconverted(loop.Collection).Type?.SpecialType != SpecialType.System_String
            && AwaitsIn(loop.Body).Any()
            && engine.RoutineAround(loop, context.ContainingSymbol) is not null
        )
        {
            context.ReportDiagnostic(
                Diagnostic.Create(Rules.ForEachAcrossAwait, loop.Syntax.GetFirstToken().GetLocation())
            );
        }
    }

    private static void CheckLocal(OperationAnalysisContext context, EngineTypes engine)
    {
        var declarator = (IVariableDeclaratorOperation)context.Operation;
        var local = declarator.Symbol;
        if (
            !Mutability.IsMutable(local.Type)
            || engine.RoutineAround(declarator, context.ContainingSymbol) is null
            || Function(declarator) is not { } function
        )
        {
            return;
        }

        var uses = function
            .Descendants()
            .OfType<ILocalReferenceOperation>()
            .Where(use => SymbolEqualityComparer.Default.Equals(use.Local, local))
            .Select(static use => use.Syntax.SpanStart)
            .DefaultIfEmpty(-1)
            .ToArray();
        if (AwaitsIn(function).Any(await => IsBetween(await, declarator, uses)))
        {
            context.ReportDiagnostic(
                Diagnostic.Create(
                    Rules.MutableLocal,
                    declarator.Syntax.GetLocation(),
                    local.Name,
                    local.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)
                )
            );
        }
    }

    // In a loop that the local is declared outside of, what comes before the await comes after it, too.
    private static bool IsBetween(IOperation await, IOperation declarator, int[] uses)
    {
        if (await.Syntax.SpanStart < declarator.Syntax.Span.End)
        {
            return false;
        }

        var reach = Reach(await, declarator);
        if (uses.Any(use => use > await.Syntax.Span.End && reach?.Syntax.Span.Contains(use) != false))
        {
            return true;
        }

        for (var at = await.Parent; at is not null; at = at.Parent)
        {
            if (at is ILoopOperation && !at.Syntax.Span.Contains(declarator.Syntax.Span))
            {
                return uses.Any(use => at.Syntax.Span.Contains(use));
            }
        }

        return false;
    }

    // Behind an await in a block that is left at its end nothing comes but the rest of the block; null if it is not
    // left.
    private static IOperation? Reach(IOperation await, IOperation declarator)
    {
        for (var at = await.Parent; at?.Syntax.Span.Contains(declarator.Syntax.Span) == false; at = at.Parent)
        {
            if (at is IBlockOperation block && block.Operations.LastOrDefault() is IReturnOperation or IBranchOperation)
            {
                return at;
            }
        }

        return null;
    }

    private static IOperation? Function(IOperation operation)
    {
        var at = operation;
        while (at.Parent is not null && at is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            at = at.Parent;
        }

        return at;
    }

    private static IEnumerable<IOperation> AwaitsIn(IOperation operation) =>
        operation is IAwaitOperation
            ? [operation]
            : operation
                .ChildOperations.Where(static child =>
                    child is not (IAnonymousFunctionOperation or ILocalFunctionOperation)
                )
                .SelectMany(AwaitsIn);

    private static IOperation Unconverted(IOperation operation) =>
        operation is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : operation;
}
