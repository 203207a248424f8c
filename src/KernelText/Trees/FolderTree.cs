using KernelText.Tokens;

namespace KernelText.Trees;

/// <summary>A tree as it lies in a folder.</summary>
internal sealed class FolderTree : SourceTree
{
    private readonly string _root;

    public FolderTree(string root)
    {
        if (!Directory.Exists(root))
            throw new KernelTextException(default, $"no such folder: {root}");
        _root = root;
        Name = root;
    }

    public override string Name { get; }

    public override SourceText? Find(string path)
    {
        var full = Path.Combine(_root, path);
        if (!File.Exists(full))
            return null;
        try
        {
            using var file = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            if (file.Length > LargestFile)
                throw new KernelTextException(
                    new(path, 0),
                    $"expected at most {LargestFile >> 20} MiB, found {file.Length >> 20}"
                );
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return Text(path, bytes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Directory.Exists(full) ? null : throw new KernelTextException(new(path, 0), "it cannot be read");
        }
    }

    public override IReadOnlyList<string> Files(string folder)
    {
        var full = Path.Combine(_root, folder);
        return Directory.Exists(full)
            ?
            [
                .. Directory
                    .EnumerateFiles(full, "*", SearchOption.AllDirectories)
                    .Select(f => Path.GetRelativePath(_root, f).Replace('\\', '/'))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
    }
}
