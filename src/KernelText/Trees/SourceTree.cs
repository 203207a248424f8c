using KernelText.Tokens;

namespace KernelText.Trees;

/// <summary>A kernel tree that files are read from, one by one, when they are needed. An immutable view; safe for
/// several threads.</summary>
public abstract class SourceTree
{
    /// <summary>No file of a kernel is nearly as big; larger ones are refused before memory is taken for
    /// them.</summary>
    public const int LargestFile = 16 << 20;

    private KernelVersion? _version;

    /// <summary>How a person would name it: <c>~/linux@v6.12</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The version that its Makefile says.</summary>
    /// <exception cref="KernelTextException">The Makefile has none.</exception>
    public KernelVersion Version => _version ??= KernelVersion.Of(this);

    /// <summary>
    /// Opens a kernel tree: a folder as it lies; <c>DIR@REV</c> a revision of a git repository, without a checkout;
    /// <c>DIR@REV:FOLDER</c> a folder of it.
    /// </summary>
    /// <exception cref="KernelTextException">There is none: one line that says what is missing.</exception>
    public static SourceTree Open(string path)
    {
        var at = Directory.Exists(path) ? -1 : path.LastIndexOf('@');
        SourceTree tree = at < 0 ? new FolderTree(path) : GitTree.Open(path[..at], path[(at + 1)..], path);
        _ = tree.Version;
        return tree;
    }

    /// <summary>The text of a file; null where there is no such file.</summary>
    /// <param name="path">Below the root, with slashes.</param>
    /// <exception cref="KernelTextException">It is not text, or too large.</exception>
    public abstract SourceText? Find(string path);

    /// <summary>Paths of all files in a folder and below it, sorted.</summary>
    /// <param name="folder">Below the root; a folder that does not exist has none.</param>
    public abstract IReadOnlyList<string> Files(string folder);

    /// <summary>The text of a file that must be there.</summary>
    /// <exception cref="KernelTextException">It is not there, not text, or too large.</exception>
    public SourceText Read(string path) =>
        Find(path) ?? throw new KernelTextException(new(path, 0), $"no such file in {Name}");

    /// <summary>The same tree with patches applied, in memory.</summary>
    /// <param name="patches">In order.</param>
    /// <exception cref="KernelTextException">One does not apply.</exception>
    public SourceTree With(params IReadOnlyList<Patch> patches) => PatchedTree.Of(this, patches);

    /// <summary>The same tree with files that are in no folder.</summary>
    /// <param name="files">By their paths below the root; they hide files of the tree.</param>
    public SourceTree WithFiles(params IReadOnlyList<SourceText> files) => new AddedFilesTree(this, files);

    /// <summary>Bytes as text. Bytes that are no UTF-8 are replaced; they occur in comments of old trees.</summary>
    internal static SourceText Text(string path, byte[] bytes) =>
        bytes.AsSpan().Contains((byte)0)
            ? throw new KernelTextException(new(path, 0), "expected text, found a binary file")
            : new(path, System.Text.Encoding.UTF8.GetString(bytes));
}
