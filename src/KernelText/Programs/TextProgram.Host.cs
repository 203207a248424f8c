using System.Collections.Immutable;
using KernelText.Declarations;
using KernelText.Flow;
using KernelText.Lowering;
using KernelText.Meanings;
using KernelText.Parsing;
using KernelText.Syntax;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Programs;

public sealed partial class TextProgram
{
    // What the lowering asks of the program.
    private sealed class Host : ILoweringHost, IConstants
    {
        private readonly TextProgram _program;

        public Host(TextProgram program, IMeanings meanings)
        {
            (_program, Meanings) = (program, meanings);
            Types = new(this, isCharUnsigned: program._tree.Version >= new Trees.KernelVersion(6, 2));
        }

        public IMeanings Meanings { get; }

        public TypeResolver Types { get; }

        public Symbol? DefinitionOf(FileScope file, string name)
        {
            var seen = file.Ordinary(name);
            if (seen is { Declaration.HasBody: true })
                return new(name, seen.File);
            if (seen is { Declaration.Storage: Storage.Static })
                return null;
            return _program.Exported(name, d => d.HasBody) is { } found ? new(name, found.File) : null;
        }

        public Symbol VariableOf(FileDeclaration declaration)
        {
            var (name, storage) = (declaration.Declaration.Name, declaration.Declaration.Storage);
            if (storage != Storage.Extern || declaration.Declaration.Initializer is not null)
                return new(name, declaration.File);
            return _program.Exported(name, d => d.Storage == Storage.Automatic) is { } found
                ? new(name, found.File)
                : new(name, "");
        }

        public void DefineStatic(Symbol symbol, CType type, Expression? initializer, IScope scope) =>
            _program._statics[symbol] = (type, initializer, scope);

        public CType TypeOf(string text, ImmutableArray<Argument> arguments, Token at, IScope scope)
        {
            var tokens = new List<Token>();
            foreach (var token in Lexer.ReadAll(new("", text), 0, text.Length))
            {
                if (
                    token.Text.StartsWith('$')
                    && int.TryParse(token.Text.AsSpan(1), out var number)
                    && number >= 0
                    && number < arguments.Length
                )
                    tokens.AddRange(arguments[number].Tokens);
                else
                    tokens.Add(token with { Source = at.Source, Offset = at.Offset, Expansion = at.Expansion });
            }
            var type = new Parser(Expand(tokens, scope.File), at, new ScopeNames(scope)).WholeType();
            return Types.TypeOf(type, scope);
        }

        public Expression Parse(string text, FileScope scope)
        {
            var tokens = Lexer.ReadAll(new("", text), 0, text.Length);
            return new Parser(
                Expand(tokens, scope),
                new(TokenKind.End, "", new("", text), text.Length),
                scope.Names
            ).WholeExpression();
        }

        public Block Body(FileDeclaration definition, FileScope scope)
        {
            var (chunk, declaration) = (definition.Chunk, definition.Declaration);
            var tokens = declaration.Body.IsDefault
                ? DeclarationIndex.Read(chunk.File, chunk.BodyStart, chunk.End)
                : [.. declaration.Body];
            var expanded = _program._preprocessor.Expander(chunk.File, IsKept).Expand(tokens);
            var end = new Token(TokenKind.End, "", chunk.File.Source, chunk.End);
            return new Parser(expanded, end, scope.Names).WholeBody(
                ((FunctionSyntax)declaration.Type).Parameters.Select(p => p.Name)
            );
        }

        public long Evaluate(Expression expression, IScope scope)
        {
            try
            {
                return FunctionLowering.ForExpression(this, scope, expression).Constant(expression);
            }
            catch (LoweringException e)
            {
                throw new KernelTextException(e.At.UsePlace, $"{e.Name}: {e.Message}");
            }
        }

        ResolvedType IConstants.TypeOf(Expression expression, IScope scope)
        {
            try
            {
                return FunctionLowering.ForExpression(this, scope, expression).TypeOf(expression);
            }
            catch (LoweringException e)
            {
                throw new KernelTextException(e.At.UsePlace, $"{e.Name}: {e.Message}");
            }
        }

        private bool IsKept(string name) => Intrinsics.Macros.Contains(name) || Meanings.Find(name) is not null;

        private List<Token> Expand(List<Token> tokens, FileScope scope) =>
            _program._preprocessor.Expander(scope.Source, IsKept).Expand(tokens);

        // Typedefs of blocks, too.
        private sealed class ScopeNames(IScope scope) : INameKinds
        {
            public bool IsTypedef(string name) => scope.Typedef(name) is not null;
        }
    }
}
