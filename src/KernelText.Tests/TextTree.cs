using KernelText.Tokens;
using KernelText.Trees;

namespace KernelText.Tests;

/// <summary>A tree of a few files in memory, with a Makefile.</summary>
internal sealed class TextTree : SourceTree
{
    private readonly Dictionary<string, string> _files;

    public TextTree(params (string Path, string Text)[] files)
        : this(new KernelVersion(6, 1), files) { }

    public TextTree(KernelVersion version, params (string Path, string Text)[] files)
    {
        _files = files.ToDictionary(f => f.Path, f => f.Text);
        _files["Makefile"] = $"VERSION = {version.Major}\nPATCHLEVEL = {version.Minor}\nSUBLEVEL = {version.Sub}\n";
    }

    public override string Name => "test tree";

    public override SourceText? Find(string path) => _files.TryGetValue(path, out var text) ? new(path, text) : null;

    public override IReadOnlyList<string> Files(string folder) =>
        [.. _files.Keys.Where(f => f.StartsWith(folder + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
