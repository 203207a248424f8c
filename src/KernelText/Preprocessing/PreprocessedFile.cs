using KernelText.Tokens;

namespace KernelText.Preprocessing;

/// <summary>A definition of a macro, or its end.</summary>
/// <param name="Offset">Of the directive.</param>
/// <param name="Definition">Null for <c>#undef</c>.</param>
internal readonly record struct MacroEvent(int Offset, MacroDefinition? Definition);

/// <summary>One file of a tree with its conditions decided: which of its text is compiled, which macros it defines,
/// what it includes.</summary>
internal sealed class PreprocessedFile(int id, SourceText source, PreprocessedFile? root)
{
    private readonly Dictionary<string, List<MacroEvent>> _macros = new(StringComparer.Ordinal);
    private HashSet<int>? _reach;

    /// <summary>In the order in which files were begun.</summary>
    public int Id { get; } = id;

    public SourceText Source { get; } = source;

    /// <summary>The outermost file for whose sake this one was read: where a header that does not include all that it
    /// needs finds the rest.</summary>
    public PreprocessedFile Root => root ?? this;

    /// <summary>Compiled text between directives.</summary>
    public List<(int Start, int End)> Ranges { get; } = [];

    /// <summary>In order; only those that the tree has.</summary>
    public List<PreprocessedFile> Includes { get; } = [];

    /// <summary>All its directives are read.</summary>
    public bool IsComplete { get; set; }

    public void Add(string name, MacroEvent change)
    {
        if (!_macros.TryGetValue(name, out var list))
            _macros[name] = list = [];
        list.Add(change);
    }

    /// <summary>The last thing that happened to a macro before a place in this file; null where nothing did.</summary>
    public MacroEvent? Last(string name, int before)
    {
        if (!_macros.TryGetValue(name, out var list))
            return null;
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (list[i].Offset < before)
                return list[i];
        }
        return null;
    }

    /// <summary>Ids of this file and of all that it includes, directly or not.</summary>
    public HashSet<int> Reach()
    {
        if (_reach is not null)
            return _reach;
        var result = new HashSet<int> { Id };
        var work = new Stack<PreprocessedFile>();
        work.Push(this);
        var isComplete = true;
        while (work.TryPop(out var file))
        {
            isComplete &= file.IsComplete;
            foreach (var next in file.Includes)
            {
                if (result.Add(next.Id))
                    work.Push(next);
            }
        }
        if (isComplete)
            _reach = result;
        return result;
    }
}
