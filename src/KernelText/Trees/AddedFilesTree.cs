using KernelText.Tokens;

namespace KernelText.Trees;

/// <summary>A tree with further files, in memory.</summary>
internal sealed class AddedFilesTree : SourceTree
{
    private readonly SourceTree _tree;
    private readonly Dictionary<string, SourceText> _added;

    public AddedFilesTree(SourceTree tree, IReadOnlyList<SourceText> files)
    {
        _tree = tree;
        _added = files.ToDictionary(f => f.Path, StringComparer.Ordinal);
    }

    public override string Name => _tree.Name;

    public override SourceText? Find(string path) => _added.TryGetValue(path, out var text) ? text : _tree.Find(path);

    public override IReadOnlyList<string> Files(string folder)
    {
        var prefix = folder.TrimEnd('/') + "/";
        var here = _added.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal));
        return [.. _tree.Files(folder).Union(here, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
