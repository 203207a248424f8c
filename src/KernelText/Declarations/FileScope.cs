using KernelText.Preprocessing;
using KernelText.Syntax;

namespace KernelText.Declarations;

/// <summary>Names of types as they are seen at one place: of a file, or of a block in a function.</summary>
internal interface IScope
{
    /// <summary>The file that the place is in.</summary>
    FileScope File { get; }

    /// <summary>A typedef, with the scope that its type is to be understood in.</summary>
    (Declaration Declaration, IScope Scope)? Typedef(string name);

    /// <summary>The definition of <c>struct tag</c>, <c>union tag</c> or <c>enum tag</c>, with its scope.</summary>
    (TypeSyntax Definition, IScope Scope)? Tag(string name);
}

/// <summary>What one file sees at file scope.</summary>
internal sealed class FileScope(
    DeclarationIndex index,
    PreprocessedFile file,
    Func<PreprocessedFile, FileScope> scopeOf
) : IScope
{
    private readonly Dictionary<string, FileDeclaration?> _ordinary = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (TypeSyntax, IScope)?> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (EnumSyntax, int, FileScope)?> _enumerators = new(StringComparer.Ordinal);

    public FileScope File => this;

    public PreprocessedFile Source => file;

    public FileNames Names { get; } = new(index, file);

    /// <summary>A function, variable or typedef; of several, the definition.</summary>
    public FileDeclaration? Ordinary(string name)
    {
        if (_ordinary.TryGetValue(name, out var known))
            return known;
        FileDeclaration? best = null;
        foreach (var chunk in index.Find(file, name))
        {
            foreach (var found in index.Parse(chunk).Declarations)
            {
                if (
                    found.Declaration.Name == name
                    && (best is null || Rank(found.Declaration) > Rank(best.Declaration))
                )
                    best = found;
            }
            if (best is not null && Rank(best.Declaration) == 3)
                break;
        }
        return _ordinary[name] = best;
    }

    public (Declaration Declaration, IScope Scope)? Typedef(string name)
    {
        foreach (var chunk in index.Find(file, name))
        {
            if (!chunk.IsTypedef && chunk.Words.Length == 0)
                continue;
            foreach (var found in index.Parse(chunk).Declarations)
            {
                if (found.Declaration.Name == name && found.Declaration.Storage == Storage.Typedef)
                    return (found.Declaration, scopeOf(chunk.File));
            }
        }
        return null;
    }

    public (TypeSyntax Definition, IScope Scope)? Tag(string name)
    {
        if (_tags.TryGetValue(name, out var known))
            return known;
        foreach (var chunk in index.Find(file, name))
        {
            if (index.Parse(chunk).Tags.TryGetValue(name, out var definition))
                return _tags[name] = (definition, scopeOf(chunk.File));
        }
        return _tags[name] = null;
    }

    /// <summary>An enumerator: its enumeration, its index in it, and the scope of that.</summary>
    public (EnumSyntax Enumeration, int Index, FileScope Scope)? Enumerator(string name)
    {
        if (_enumerators.TryGetValue(name, out var known))
            return known;
        foreach (var chunk in index.Find(file, name))
        {
            if (index.Parse(chunk).Enumerators.TryGetValue(name, out var found))
                return _enumerators[name] = (found.Enumeration, found.Index, scopeOf(chunk.File));
        }
        return _enumerators[name] = null;
    }

    // A definition before a tentative one before a declaration.
    private static int Rank(Declaration declaration) =>
        declaration.HasBody || declaration.Initializer is not null || declaration.Storage == Storage.Typedef ? 3
        : declaration.Type is FunctionSyntax ? 0
        : declaration.Storage == Storage.Extern ? 1
        : 2;
}
