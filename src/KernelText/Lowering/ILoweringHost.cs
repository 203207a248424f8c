using System.Collections.Immutable;
using KernelText.Declarations;
using KernelText.Flow;
using KernelText.Meanings;
using KernelText.Syntax;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Lowering;

/// <summary>What the lowering of one function needs of its tree.</summary>
internal interface ILoweringHost
{
    IMeanings Meanings { get; }

    TypeResolver Types { get; }

    /// <summary>The definition of a function that a file sees or that another file exports to it; null if no text that
    /// may be read has one.</summary>
    Symbol? DefinitionOf(FileScope file, string name);

    /// <summary>The symbol of a variable that a file sees declared.</summary>
    Symbol VariableOf(FileDeclaration declaration);

    /// <summary>Keeps a static of a function, whose initial value may be asked for later.</summary>
    void DefineStatic(Symbol symbol, CType type, Expression? initializer, IScope scope);

    /// <summary>The type that a meaning says, in which <c>$0</c>... are the arguments.</summary>
    CType TypeOf(string text, ImmutableArray<Argument> arguments, Token at, IScope scope);
}
