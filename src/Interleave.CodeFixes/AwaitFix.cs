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

/// <summary>Puts an await before a step or a routine that lacks one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AwaitFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.AwaitAtOnce.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async System.Threading.Tasks.Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is not ExpressionSyntax call || !IsAsync(call))
        {
            return;
        }

        context.RegisterCodeFix(
            CodeAction.Create(
                "Await it",
                _ =>
                    System.Threading.Tasks.Task.FromResult(
                        context.Document.WithSyntaxRoot(root.ReplaceNode(call, Awaited(call)))
                    ),
                nameof(AwaitFix)
            ),
            context.Diagnostics
        );
    }

    private static AwaitExpressionSyntax Awaited(ExpressionSyntax call) =>
        SyntaxFactory
            .AwaitExpression(call.WithoutLeadingTrivia())
            .WithLeadingTrivia(call.GetLeadingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);

    private static bool IsAsync(SyntaxNode call) =>
        call.Ancestors()
            .Select(static node =>
                node switch
                {
                    MethodDeclarationSyntax method => method.Modifiers,
                    LocalFunctionStatementSyntax local => local.Modifiers,
                    AnonymousFunctionExpressionSyntax lambda => lambda.Modifiers,
                    _ => (SyntaxTokenList?)null,
                }
            )
            .FirstOrDefault(static modifiers => modifiers is not null)
            ?.Any(SyntaxKind.AsyncKeyword) == true;
}
