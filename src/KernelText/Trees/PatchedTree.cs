using System.Text;
using KernelText.Tokens;

namespace KernelText.Trees;

/// <summary>A tree with patches applied to the text of their files. A hunk must fit where it says, or as a whole
/// elsewhere; fuzz is refused.</summary>
internal sealed class PatchedTree : SourceTree
{
    private readonly SourceTree _tree;
    private readonly Dictionary<string, SourceText?> _changed = new(StringComparer.Ordinal);

    private PatchedTree(SourceTree tree, IReadOnlyList<Patch> patches)
    {
        _tree = tree;
        Name = $"{tree.Name} with {string.Join(", ", patches.Select(p => p.Name))}";
        foreach (var patch in patches)
        {
            foreach (var file in patch.Files)
                Apply(patch, file);
        }
    }

    public override string Name { get; }

    public static PatchedTree Of(SourceTree tree, IReadOnlyList<Patch> patches) => new(tree, patches);

    public override SourceText? Find(string path) => _changed.TryGetValue(path, out var text) ? text : _tree.Find(path);

    public override IReadOnlyList<string> Files(string folder)
    {
        var prefix = folder.TrimEnd('/') + "/";
        var here = _changed.Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        return
        [
            .. _tree
                .Files(folder)
                .Where(f => !_changed.ContainsKey(f))
                .Concat(here.Where(c => c.Value is not null).Select(c => c.Key))
                .Order(StringComparer.Ordinal),
        ];
    }

    private void Apply(Patch patch, FilePatch file)
    {
        if (file.Old is null)
        {
            if (Find(file.New!) is not null)
                throw new KernelTextException(
                    file.Hunks[0].Place,
                    $"expected no file {file.New}, which the patch makes, in {_tree.Name}"
                );
        }
        var old = file.Old is null
            ? ""
            : (
                Find(file.Old)
                ?? throw new KernelTextException(file.Hunks[0].Place, $"no file {file.Old} in {_tree.Name}")
            ).Text;
        var text = Applied(file, old);
        if (file.New is null && text.Length > 0)
            throw new KernelTextException(file.Hunks[^1].Place, $"expected all of {file.Old} to be deleted");
        if (file.Old is not null && file.Old != file.New)
            _changed[file.Old] = null;
        if (file.New is not null)
            _changed[file.New] = new(file.New, text);
        if (_changed.Values.Sum(t => (long)(t?.Text.Length ?? 0)) > 4L * LargestFile)
            throw new KernelTextException(new(patch.Name, 0), "expected patches of fewer and smaller files");
    }

    private static string Applied(FilePatch file, string text)
    {
        var lines = text.Split('\n').ToList();
        var endsWithNewline = text.Length == 0 || lines[^1].Length == 0;
        if (lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        var result = new List<string>();
        var (from, drift) = (0, 0);
        for (var h = 0; h < file.Hunks.Length; h++)
        {
            var hunk = file.Hunks[h];
            var old = hunk.Lines.Where(l => l[0] != '+').Select(l => l[1..]).ToArray();
            var wanted = (old.Length == 0 ? hunk.OldStart : hunk.OldStart - 1) + drift;
            var at =
                Fit(lines, old, from, wanted)
                ?? throw new KernelTextException(
                    hunk.Place,
                    $"hunk {h + 1} of {file.Old ?? file.New} does not fit (its lines are not in the file, near line {hunk.OldStart})"
                );
            drift += at - wanted;
            result.AddRange(lines.GetRange(from, at - from));
            result.AddRange(hunk.Lines.Where(l => l[0] != '-').Select(l => l[1..]));
            from = at + old.Length;
            if (from == lines.Count && hunk.Lines.Length > 0)
                endsWithNewline = !hunk.EndsWithoutNewline && (endsWithNewline || hunk.Lines[^1][0] != ' ');
        }
        result.AddRange(lines.GetRange(from, lines.Count - from));
        var joined = new StringBuilder().AppendJoin('\n', result);
        return result.Count > 0 && endsWithNewline ? joined.Append('\n').ToString() : joined.ToString();
    }

    // The line where all old lines stand: the wanted one, or the nearest other that has them.
    private static int? Fit(List<string> lines, string[] old, int from, int wanted)
    {
        for (var distance = 0; distance <= lines.Count; distance++)
        {
            foreach (var at in distance == 0 ? [wanted] : new[] { wanted - distance, wanted + distance })
            {
                if (at >= from && at + old.Length <= lines.Count && Fits(lines, old, at))
                    return at;
            }
            if (old.Length == 0)
                return null;
        }
        return null;
    }

    private static bool Fits(List<string> lines, string[] old, int at)
    {
        for (var i = 0; i < old.Length; i++)
        {
            if (!lines[at + i].AsSpan().TrimEnd('\r').SequenceEqual(old[i]))
                return false;
        }
        return true;
    }
}
