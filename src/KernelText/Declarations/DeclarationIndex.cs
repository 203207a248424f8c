using KernelText.Parsing;
using KernelText.Preprocessing;
using KernelText.Syntax;
using KernelText.Tokens;

namespace KernelText.Declarations;

/// <summary>Something that is declared at file scope.</summary>
/// <param name="Chunk">Where.</param>
/// <param name="Declaration">A function, a variable or a typedef.</param>
internal sealed record FileDeclaration(Chunk Chunk, Declaration Declaration)
{
    public string File => Chunk.File.Source.Path;
}

/// <summary>What one chunk declares.</summary>
internal sealed class ParsedChunk
{
    public List<FileDeclaration> Declarations { get; } = [];

    /// <summary>Definitions by <c>struct tag</c>, <c>union tag</c>, <c>enum tag</c>.</summary>
    public Dictionary<string, TypeSyntax> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Enumerators, with the enumeration that they are of.</summary>
    public Dictionary<string, (EnumSyntax Enumeration, int Index)> Enumerators { get; } = new(StringComparer.Ordinal);

    /// <summary>Why it could not be parsed.</summary>
    public KernelTextException? Fault { get; set; }
}

/// <summary>Names at file scope of all files that were read, with what declares them. Chunks are parsed when a name of
/// theirs is asked for.</summary>
internal sealed class DeclarationIndex
{
    private readonly Preprocessor _preprocessor;
    private readonly Dictionary<string, List<Chunk>> _chunks = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<Chunk>> _byFile = [];
    private readonly Dictionary<Chunk, ParsedChunk> _parsed = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<FileScan> _scans = [];
    private readonly List<Chunk> _made = [];
    private readonly List<Chunk> _tracing = [];
    private readonly HashSet<Chunk> _isExpanded = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _sought = new(StringComparer.Ordinal);

    public DeclarationIndex(Preprocessor preprocessor)
    {
        _preprocessor = preprocessor;
        foreach (var file in preprocessor.Files)
            Add(file);
        preprocessor.Completed = Add;
    }

    /// <summary>The chunks of a file, in order.</summary>
    public IReadOnlyList<Chunk> Chunks(PreprocessedFile file)
    {
        TakeScans();
        return _byFile.TryGetValue(file.Id, out var chunks) ? chunks : [];
    }

    /// <summary>Chunks that may declare a name, and that a file sees: its own ones first, then in the order in which
    /// files were read, last first.</summary>
    public IEnumerable<Chunk> Find(PreprocessedFile file, string name)
    {
        TakeScans();
        if (!_chunks.ContainsKey(name))
            ExpandFor(name);
        if (!_chunks.TryGetValue(name, out var chunks))
            yield break;
        for (var i = 0; i < chunks.Count; i++)
        {
            if (chunks[i].File == file)
                yield return chunks[i];
        }
        var reach = file.Reach();
        for (var i = chunks.Count - 1; i >= 0; i--)
        {
            if (chunks[i].File != file && reach.Contains(chunks[i].File.Id))
                yield return chunks[i];
        }
        var beyond = file.Root.Reach();
        for (var i = chunks.Count - 1; i >= 0; i--)
        {
            var id = chunks[i].File.Id;
            if (!reach.Contains(id) && (beyond.Contains(id) || _preprocessor.Common.Contains(id)))
                yield return chunks[i];
        }
    }

    // A name that no text has may be made by a macro, out of one of its arguments: class_mutex_t by DEFINE_GUARD(mutex,
    // ...).
    private void ExpandFor(string name)
    {
        if (!_sought.Add(name))
            return;
        var made = name.StartsWith("trace_", StringComparison.Ordinal) ? _tracing : _made;
        for (var i = 0; i < made.Count; i++)
        {
            var chunk = made[i];
            if (
                _isExpanded.Contains(chunk)
                || !Array.Exists(chunk.Words, w => w.Length > 2 && name.Contains(w, StringComparison.Ordinal))
            )
                continue;
            _isExpanded.Add(chunk);
            Parse(chunk);
        }
    }

    public ParsedChunk Parse(Chunk chunk)
    {
        if (_parsed.TryGetValue(chunk, out var known))
            return known;
        var result = _parsed[chunk] = new();
        try
        {
            var tokens = Read(chunk.File, chunk.Start, chunk.HasBody ? chunk.BodyStart + 1 : chunk.End);
            var expanded = _preprocessor.Expander(chunk.File, _ => false).Expand(tokens);
            var end = new Token(TokenKind.End, "", chunk.File.Source, chunk.End);
            foreach (var declaration in new Parser(expanded, end, new FileNames(this, chunk.File)).Externals())
            {
                TagCollector.Collect(declaration.Base, result);
                if (declaration.Name.Length > 0)
                    result.Declarations.Add(new(chunk, declaration));
            }
        }
        catch (KernelTextException e)
        {
            result.Fault = e;
        }
        if (chunk.Words.Length == 0)
            return result;
        foreach (var declared in result.Declarations)
            Add(declared.Declaration.Name, chunk);
        foreach (var name in result.Tags.Keys.Concat(result.Enumerators.Keys))
            Add(name, chunk);
        return result;
    }

    /// <summary>The name is a typedef in what a file sees.</summary>
    public bool IsTypedef(PreprocessedFile file, string name)
    {
        foreach (var chunk in Find(file, name))
        {
            if (chunk.Words.Length == 0 && !chunk.IsTypedef)
                continue;
            if (
                Parse(chunk)
                    .Declarations.Exists(d => d.Declaration.Name == name && d.Declaration.Storage == Storage.Typedef)
            )
                return true;
        }
        return false;
    }

    /// <summary>The tokens of a range of a file, without what its conditions leave out.</summary>
    public static List<Token> Read(PreprocessedFile file, int start, int end)
    {
        var lexer = new Lexer(file.Source, file.Ranges, start);
        var tokens = new List<Token>();
        for (var token = lexer.Next(); token.Kind != TokenKind.End && token.Offset < end; token = lexer.Next())
            tokens.Add(token);
        return tokens;
    }

    // Files are cut while the next ones are preprocessed.
    private void Add(PreprocessedFile file) => _scans.Enqueue(FileScan.Begin(file));

    // Names are taken in in the order in which files were completed, whoever has cut them.
    private void TakeScans()
    {
        while (_scans.TryDequeue(out var scan))
            Add(scan.File, scan.Result());
    }

    private void Add(PreprocessedFile file, FileScan.Cut cut)
    {
        _byFile[file.Id] = cut.Chunks;
        foreach (var (name, chunk) in cut.Names)
            Add(name, chunk);
        // Headers of trace points make trace_... of each, and nothing else that is called.
        var made = file.Last("TRACE_SYSTEM", int.MaxValue) is null ? _made : _tracing;
        foreach (var chunk in cut.Chunks)
        {
            if (chunk.Words.Length == 0)
                continue;
            made.Add(chunk);
            _sought.Clear();
        }
    }

    private void Add(string name, Chunk chunk)
    {
        if (!_chunks.TryGetValue(name, out var chunks))
            _chunks[name] = chunks = [];
        if (chunks.Count == 0 || chunks[^1] != chunk)
            chunks.Add(chunk);
    }
}

/// <summary>Typedefs as one file sees them.</summary>
internal sealed class FileNames(DeclarationIndex index, PreprocessedFile file) : INameKinds
{
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

    public bool IsTypedef(string name)
    {
        if (!_known.TryGetValue(name, out var isTypedef))
            _known[name] = isTypedef = index.IsTypedef(file, name);
        return isTypedef;
    }
}
