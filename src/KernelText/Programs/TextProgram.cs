using System.Collections.Immutable;
using KernelText.Declarations;
using KernelText.Flow;
using KernelText.Lowering;
using KernelText.Meanings;
using KernelText.Preprocessing;
using KernelText.Syntax;
using KernelText.Tokens;
using KernelText.Trees;
using KernelText.Types;

namespace KernelText.Programs;

/// <summary>
/// The functions of one tree, lowered when they are first asked for. Files are opened when a name in them is needed.
/// May be used by several threads; the same tree, configuration and meanings give the same graphs.
/// </summary>
public sealed partial class TextProgram
{
    private const int MostOthers = 5;

    // More files than these are not searched one by one for each name.
    private const int MostSearched = 100;

    private readonly object _gate = new();
    private readonly SourceTree _tree;
    private readonly Preprocessor _preprocessor;
    private readonly DeclarationIndex _index;
    private readonly Host _host;
    private readonly ImmutableArray<string> _units;
    private readonly Lazy<NameIndex>? _names;
    private readonly Dictionary<string, SourceText?> _unitTexts = new(StringComparer.Ordinal);
    private readonly Dictionary<int, FileScope> _scopes = [];
    private readonly Dictionary<Symbol, FlowFunction> _functions = [];
    private readonly Dictionary<string, FileDeclaration?> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecordType?> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long?> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDeclaration?> _exported = new(StringComparer.Ordinal);
    private readonly Dictionary<Symbol, (CType Type, Expression? Initializer, IScope Scope)> _statics = [];

    /// <summary>A program of a tree.</summary>
    /// <param name="tree">Where text is read from.</param>
    /// <param name="configuration">Which branches of <c>#if</c> are compiled.</param>
    /// <param name="meanings">Names whose text is not read.</param>
    /// <param name="files">Where functions are looked for by name; <see cref="CoreFiles.All"/> if null.</param>
    /// <exception cref="KernelTextException">A header that every file includes is not well-formed.</exception>
    public TextProgram(
        SourceTree tree,
        Configuration configuration,
        IMeanings meanings,
        IEnumerable<string>? files = null
    )
    {
        (_tree, Configuration) = (tree, configuration);
        _units = [.. files ?? CoreFiles.All];
        _names = _units.Length > MostSearched ? new(() => NameIndex.Of(tree, _units)) : null;
        _preprocessor = new(tree, configuration);
        _index = new(_preprocessor);
        _host = new(this, meanings);
    }

    /// <summary>Which branches of <c>#if</c> are compiled.</summary>
    public Configuration Configuration { get; }

    /// <summary>Number of files that were read so far.</summary>
    public int FilesRead
    {
        get
        {
            lock (_gate)
                return _preprocessor.FilesRead;
        }
    }

    /// <summary>
    /// A function by name: the first one, static or not, that the program's files define or that a header defines which
    /// they include.
    /// </summary>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="KernelTextException">A file that may define it is not well-formed.</exception>
    public FlowFunction? Find(string name)
    {
        lock (_gate)
            return Definition(name) is { } definition ? Lowered(definition) : null;
    }

    /// <summary>There is a function of that name where <see cref="Find"/> looks; it is not lowered for that.</summary>
    /// <exception cref="KernelTextException">A file that may define it is not well-formed.</exception>
    public bool Defines(string name)
    {
        lock (_gate)
            return Definition(name) is not null;
    }

    /// <summary>The function of a call or of an address that is taken.</summary>
    /// <param name="symbol">Of a function that is no primitive.</param>
    /// <exception cref="KernelTextException">There is no text of it.</exception>
    public FlowFunction Function(Symbol symbol)
    {
        lock (_gate)
        {
            if (_functions.TryGetValue(symbol, out var known))
                return known;
            return Scope(symbol.File)?.Ordinary(symbol.Name) is { Declaration.HasBody: true } definition
                ? Lowered(definition)
                : throw new KernelTextException(new(symbol.File, 0), $"expected a function {symbol.Name}");
        }
    }

    /// <summary>The same, lowered anew and not kept, for who looks at each function of a large tree once.</summary>
    /// <param name="symbol">Of a function that is no primitive.</param>
    /// <exception cref="KernelTextException">There is no text of it.</exception>
    public FlowFunction Lower(Symbol symbol)
    {
        lock (_gate)
        {
            return Scope(symbol.File)?.Ordinary(symbol.Name) is { Declaration.HasBody: true } definition
                ? Lower(definition)
                : throw new KernelTextException(new(symbol.File, 0), $"expected a function {symbol.Name}");
        }
    }

    /// <summary>Names of the functions that a file defines, in order, as far as their heads can be parsed.</summary>
    /// <exception cref="KernelTextException">There is no such file, or its conditions are not well-formed.</exception>
    public IReadOnlyList<Symbol> FunctionsOf(string path)
    {
        lock (_gate)
        {
            var scope = Scope(path) ?? throw new KernelTextException(new(path, 0), $"no such file in {_tree.Name}");
            return
            [
                .. _index
                    .Chunks(scope.Source)
                    .SelectMany(c => _index.Parse(c).Declarations)
                    .Where(d => d.Declaration.HasBody)
                    .Select(d => new Symbol(d.Declaration.Name, path))
                    .Distinct(),
            ];
        }
    }

    /// <summary>How many definitions of functions a file has whose heads do not parse.</summary>
    public int FaultyFunctionsOf(string path)
    {
        lock (_gate)
            return Scope(path) is { } scope
                ? _index.Chunks(scope.Source).Count(c => c.HasBody && _index.Parse(c).Fault is not null)
                : 0;
    }

    /// <summary>What of a file cannot be parsed at file scope: one message for each piece.</summary>
    public IReadOnlyList<string> FaultsOf(string path)
    {
        lock (_gate)
            return Scope(path) is { } scope
                ? [.. _index.Chunks(scope.Source).Select(c => _index.Parse(c).Fault?.Message).OfType<string>()]
                : [];
    }

    /// <summary>A struct or union by its name with the keyword, as the first of the program's files sees it in which
    /// its layout is known.</summary>
    /// <returns>Null if none of them does.</returns>
    public RecordType? Record(string name)
    {
        lock (_gate)
        {
            if (_records.TryGetValue(name, out var known))
                return known;
            RecordType? first = null;
            foreach (var scope in Units(name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..]))
            {
                if (scope.Tag(name) is not (RecordSyntax definition, { } there))
                    continue;
                var record = _host.Types.Record(definition, there);
                first ??= record;
                if (record.Layout is not null)
                    return _records[name] = record;
            }
            return _records[name] = first;
        }
    }

    /// <summary>A type as C writes it: <c>struct page *</c>, <c>pte_t</c>.</summary>
    /// <exception cref="KernelTextException">It is none.</exception>
    public CType Type(string text)
    {
        lock (_gate)
        {
            var source = new SourceText("", text);
            var scope =
                Units("").FirstOrDefault()
                ?? throw new KernelTextException(default, $"{_tree.Name} has none of the files that are looked for");
            return _host.TypeOf(text, [], new(TokenKind.End, "", source, 0), scope);
        }
    }

    /// <summary>The value of a constant expression, as the program's files see its names.</summary>
    /// <returns>Null where it is no constant.</returns>
    public long? Number(string text)
    {
        lock (_gate)
        {
            if (_numbers.TryGetValue(text, out var known))
                return known;
            foreach (var scope in Units(text))
            {
                try
                {
                    return _numbers[text] = _host.Evaluate(_host.Parse(text, scope), scope);
                }
                catch (KernelTextException)
                {
                    // Another file may see the name.
                }
            }
            return _numbers[text] = null;
        }
    }

    /// <summary>The type and the initial value of a global object.</summary>
    /// <param name="symbol">Of a <see cref="GlobalAddress"/>, not of a string, with a file.</param>
    /// <exception cref="KernelTextException">No text defines it.</exception>
    public GlobalObject Global(Symbol symbol)
    {
        lock (_gate)
        {
            if (_statics.TryGetValue(symbol, out var local))
                return Initial(symbol, local.Type, local.Initializer, local.Scope);
            if (Scope(symbol.File)?.Ordinary(symbol.Name) is not { } found || found.Declaration.Type is FunctionSyntax)
                throw new KernelTextException(new(symbol.File, 0), $"expected an object {symbol.Name}");
            var scope = Scope(found.File)!;
            return Initial(
                symbol,
                _host.Types.TypeOf(found.Declaration.Type, scope),
                found.Declaration.Initializer,
                scope
            );
        }
    }

    private GlobalObject Initial(Symbol symbol, CType type, Expression? initializer, IScope scope) =>
        initializer is null
            ? new(symbol, type, [], type.Size is null ? $"the size of {type} is not known" : null)
            : InitialImage.Of(_host, symbol, type, initializer, scope);

    private FlowFunction Lowered(FileDeclaration definition)
    {
        var symbol = new Symbol(definition.Declaration.Name, definition.File);
        return _functions.TryGetValue(symbol, out var known) ? known : _functions[symbol] = Lower(definition);
    }

    private FlowFunction Lower(FileDeclaration definition)
    {
        var scope = Scope(definition.File)!;
        Block? body = null;
        KernelTextException? fault = null;
        try
        {
            body = _host.Body(definition, scope);
        }
        catch (KernelTextException e)
        {
            fault = e;
        }
        return FunctionLowering.Lower(_host, definition, body, scope, fault);
    }

    private FileDeclaration? Definition(string name)
    {
        if (_named.TryGetValue(name, out var known))
            return known;
        foreach (var scope in Units(name))
        {
            if (scope.Ordinary(name) is { Declaration.HasBody: true } found)
                return _named[name] = found;
        }
        return _named[name] = null;
    }

    // What a file of the program defines for others: a function that is not static, or a variable.
    private FileDeclaration? Exported(string name, Func<Declaration, bool> isDefinition)
    {
        if (_exported.TryGetValue(name, out var known))
            return known;
        foreach (var scope in Units(name))
        {
            if (
                scope.Ordinary(name) is { } found
                && found.Declaration.Storage != Storage.Static
                && isDefinition(found.Declaration)
            )
                return _exported[name] = found;
        }
        return _exported[name] = null;
    }

    // The files of the program whose text has a name, without opening what they include before it is needed; then some
    // others.
    private IEnumerable<FileScope> Units(string name)
    {
        if (_names is not null)
        {
            foreach (var path in _names.Value.Files(name).Concat(_units.Take(MostOthers)))
            {
                if (Scope(path) is { } scope)
                    yield return scope;
            }
            yield break;
        }
        foreach (var path in _units)
        {
            if (UnitText(path) is { } text && text.Text.Contains(name, StringComparison.Ordinal))
                yield return Scope(path)!;
        }
        // A header that no file of the program names it from: what the first ones see is enough.
        var others = 0;
        foreach (var path in _units)
        {
            if (
                UnitText(path) is { } text
                && !text.Text.Contains(name, StringComparison.Ordinal)
                && others++ < MostOthers
            )
                yield return Scope(path)!;
        }
    }

    private SourceText? UnitText(string path)
    {
        if (!_unitTexts.TryGetValue(path, out var text))
            _unitTexts[path] = text = _tree.Find(path);
        return text;
    }

    private FileScope? Scope(string path) => _preprocessor.Find(path) is { } file ? Scope(file) : null;

    private FileScope Scope(PreprocessedFile file)
    {
        if (!_scopes.TryGetValue(file.Id, out var scope))
            _scopes[file.Id] = scope = new(_index, file, Scope);
        return scope;
    }
}
