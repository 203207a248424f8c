using System.Diagnostics;
using System.Globalization;
using System.Text;
using KernelText.Tokens;

namespace KernelText.Trees;

/// <summary>A revision of a git repository, read through one <c>git cat-file --batch</c> that stays open. Nothing is
/// checked out.</summary>
internal sealed class GitTree : SourceTree, IDisposable
{
    private readonly object _gate = new();
    private readonly string _repository;
    private readonly string _tree;
    private readonly Process _git;
    private readonly Stream _answers;

    private GitTree(string name, string repository, string tree)
    {
        (Name, _repository, _tree) = (name, repository, tree);
        _git = Start(repository, "cat-file", "--batch");
        _answers = _git.StandardOutput.BaseStream;
    }

    public override string Name { get; }

    public static GitTree Open(string repository, string revision, string name)
    {
        if (!Directory.Exists(repository))
            throw new KernelTextException(default, $"no such folder: {repository}");
        var colon = revision.IndexOf(':', StringComparison.Ordinal);
        var (commit, folder) = colon < 0 ? (revision, "") : (revision[..colon], revision[(colon + 1)..].Trim('/'));
        var tree = Output(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", $"{commit}^{{tree}}");
        if (tree.Length == 0)
            throw new KernelTextException(default, $"no revision {commit} in {repository}");
        if (folder.Length > 0)
        {
            tree = Output(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", $"{tree}:{folder}");
            if (tree.Length == 0)
                throw new KernelTextException(default, $"no folder {folder} in {commit} of {repository}");
        }
        return new(name, repository, tree);
    }

    public override SourceText? Find(string path)
    {
        if (path.AsSpan().ContainsAny('\n', '\r'))
            return null;
        lock (_gate)
        {
            _git.StandardInput.Write($"{_tree}:{path}\n");
            _git.StandardInput.Flush();
            // ID TYPE SIZE, or NAME missing
            var header = ReadLine().Split(' ');
            if (
                header is not [.., var type, var size]
                || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            )
                return null;
            if (length > LargestFile)
            {
                Discard(length + 1);
                throw new KernelTextException(
                    new(path, 0),
                    $"expected at most {LargestFile >> 20} MiB, found {length >> 20}"
                );
            }
            var bytes = new byte[length];
            _answers.ReadExactly(bytes);
            _answers.ReadByte();
            return type == "blob" ? Text(path, bytes) : null;
        }
    }

    public override IReadOnlyList<string> Files(string folder) =>
        [
            .. Output(_repository, "ls-tree", "-r", "--name-only", "-z", _tree, folder + "/")
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Order(StringComparer.Ordinal),
        ];

    public void Dispose()
    {
        _git.StandardInput.Close();
        _git.Dispose();
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        for (var b = _answers.ReadByte(); b is not (-1 or '\n'); b = _answers.ReadByte())
            line.Append((char)b);
        return line.ToString();
    }

    private void Discard(long count)
    {
        var buffer = new byte[1 << 16];
        while (count > 0)
        {
            var read = _answers.Read(buffer, 0, (int)Math.Min(count, buffer.Length));
            if (read <= 0)
                return;
            count -= read;
        }
    }

    private static string Output(string repository, params ReadOnlySpan<string> arguments)
    {
        using var git = Start(repository, arguments);
        git.StandardInput.Close();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? output.TrimEnd('\n') : "";
    }

    private static Process Start(string repository, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo("git")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("-C");
        start.ArgumentList.Add(repository);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            var process = Process.Start(start)!;
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            return process;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new KernelTextException(default, "a revision was asked for, and there is no git that could read it");
        }
    }
}
