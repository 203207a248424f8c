using System.Collections.Immutable;
using System.Composition;
using Interleave.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Interleave.CodeFixes;

/// <summary>Makes a <c>foreach</c> over something with an index a <c>for</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ForFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.ForEachAcrossAwait.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async System.Threading.Tasks.Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (
            root?.FindNode(context.Span).FirstAncestorOrSelf<ForEachStatementSyntax>() is not { } loop
            || loop.Expression is not (IdentifierNameSyntax or MemberAccessExpressionSyntax)
            || LengthOf(model?.GetTypeInfo(loop.Expression).Type) is not { } length
        )
        {
            return;
        }

        context.RegisterCodeFix(
            CodeAction.Create(
                "Count with for",
                _ =>
                    System.Threading.Tasks.Task.FromResult(
                        context.Document.WithSyntaxRoot(root.ReplaceNode(loop, Counted(loop, length)))
                    ),
                nameof(ForFix)
            ),
            context.Diagnostics
        );
    }

    private static ForStatementSyntax Counted(ForEachStatementSyntax loop, string length)
    {
        var index = loop.Identifier.Text == "i" ? "j" : "i";
        var declaration = SyntaxFactory.ParseStatement(
            $"{loop.Type} {loop.Identifier.Text} = {loop.Expression}[{index}];\n"
        );
        var body = loop.Statement is BlockSyntax block
            ? block.WithStatements(block.Statements.Insert(0, declaration))
            : SyntaxFactory.Block(declaration, loop.Statement);
        var header = (ForStatementSyntax)
            SyntaxFactory.ParseStatement(
                $"for (var {index} = 0; {index} < {loop.Expression}.{length}; {index}++) {{ }}"
            );
        return header
            .WithCloseParenToken(loop.CloseParenToken)
            .WithStatement(body)
            .WithTriviaFrom(loop)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    // What counts it; null where there is no index.
    private static string? LengthOf(ITypeSymbol? type)
    {
        if (type is IArrayTypeSymbol { Rank: 1 })
        {
            return "Length";
        }

        var members =
            type?.AllInterfaces.Concat([type])
                .SelectMany(static one => one.GetMembers())
                .OfType<IPropertySymbol>()
                .ToArray()
            ?? [];
        return !members.Any(static member =>
                member.IsIndexer
                && member.Parameters.Length == 1
                && member.Parameters[0].Type.SpecialType == SpecialType.System_Int32
            )
                ? null
            : type!.GetMembers("Length").Any() ? "Length"
            : members.Any(static member => member.Name == "Count") ? "Count"
            : null;
    }
}
