using Microsoft.CodeAnalysis;

namespace Interleave.Analyzers;

/// <summary>Which objects a suspended routine may not refer to. It names only what is certain: the engine looks at the
/// objects themselves.</summary>
internal static class Mutability
{
    private static readonly HashSet<string> s_mutable =
    [
        "System.Collections.Generic.List<T>",
        "System.Collections.Generic.Dictionary<TKey, TValue>",
        "System.Collections.Generic.HashSet<T>",
        "System.Collections.Generic.SortedSet<T>",
        "System.Collections.Generic.SortedDictionary<TKey, TValue>",
        "System.Collections.Generic.Queue<T>",
        "System.Collections.Generic.Stack<T>",
        "System.Collections.Generic.LinkedList<T>",
        "System.Random",
        "System.Text.StringBuilder",
    ];

    /// <summary>True for arrays, the collections that change, builders, and the program's own classes with a field that
    /// is not readonly.</summary>
    public static bool IsMutable(ITypeSymbol type) =>
        type is IArrayTypeSymbol
        || s_mutable.Contains(type.OriginalDefinition.ToDisplayString())
        || (type.Name == "Builder" && type.ContainingNamespace?.ToDisplayString() == "System.Collections.Immutable")
        || (type.TypeKind == TypeKind.Class && HasOwnField(type));

    // Of classes in source only: what is behind a reference is not always to be seen.
    private static bool HasOwnField(ITypeSymbol type) =>
        type.Locations.Any(static location => location.IsInSource)
        && type.GetMembers()
            .OfType<IFieldSymbol>()
            .Any(static field => field is { IsStatic: false, IsReadOnly: false, IsConst: false });
}
