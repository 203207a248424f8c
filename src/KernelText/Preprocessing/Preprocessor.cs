using KernelText.Tokens;
using KernelText.Trees;

namespace KernelText.Preprocessing;

/// <summary>
/// Decides the conditions of a tree's files by a configuration and collects their macros. Each file is done once, where
/// it is first included, after those that are begun before all others (<see cref="s_first"/>): headers of the kernel
/// have guards, and stand for themselves.
/// </summary>
internal sealed class Preprocessor
{
    private const int DeepestInclude = 200;

    // What the kernel's Makefile includes everywhere, and headers whose mutual includes are entered in the same order
    // every time.
    private static readonly string[] s_first =
    [
        "include/linux/compiler-version.h",
        "include/linux/kconfig.h",
        "include/linux/compiler_types.h",
    ];
    private static readonly string[] s_second = ["include/linux/mm.h", "include/linux/sched.h", "include/linux/fs.h"];

    private static readonly string[] s_hosts = ["build_utility.c", "build_policy.c"];

    private static readonly Dictionary<string, MacroDefinition> s_compiler = new (string Name, string Body)[]
    {
        ("__KERNEL__", "1"),
        ("CC_HAVE_ASM_GOTO", "1"), // by the Makefile, up to v5.0
        ("__GNUC__", "12"),
        ("__GNUC_MINOR__", "2"),
        ("__GNUC_PATCHLEVEL__", "0"),
        ("__x86_64__", "1"),
        ("__LP64__", "1"),
        ("_LP64", "1"),
        ("__STDC__", "1"),
        ("__STDC_VERSION__", "201112L"),
        ("__STDC_HOSTED__", "0"),
        ("__OPTIMIZE__", "1"),
        ("__CHAR_BIT__", "8"),
        ("__INT_MAX__", "0x7fffffff"),
        ("__LONG_MAX__", "0x7fffffffffffffffL"),
        ("__LONG_LONG_MAX__", "0x7fffffffffffffffLL"),
        ("__SHRT_MAX__", "0x7fff"),
        ("__SCHAR_MAX__", "0x7f"),
        ("__SIZE_TYPE__", "unsigned long"),
        ("__SIZEOF_LONG__", "8"),
        ("__SIZEOF_POINTER__", "8"),
        ("__SIZEOF_INT__", "4"),
        ("__SIZEOF_LONG_LONG__", "8"),
        ("__BYTE_ORDER__", "1234"),
        ("__ORDER_LITTLE_ENDIAN__", "1234"),
        ("__ORDER_BIG_ENDIAN__", "4321"),
        ("linux", "1"),
        ("__linux__", "1"),
        ("__GCC_ASM_FLAG_OUTPUTS__", "1"),
        ("__VERSION__", "\"12.2.0\""),
        ("__GNUC_STDC_INLINE__", "1"),
    }.ToDictionary(m => m.Name, m => new MacroDefinition(m.Name, m.Body), StringComparer.Ordinal);

    private readonly SourceTree _tree;
    private readonly GeneratedConstants _generated;
    private readonly Dictionary<string, PreprocessedFile?> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<PreprocessedFile>> _definers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MacroDefinition?> _options = new(StringComparer.Ordinal);
    private readonly List<PreprocessedFile> _always = [];
    private int _depth;
    private PreprocessedFile? _root;

    public Preprocessor(SourceTree tree, Configuration configuration)
    {
        (_tree, Configuration) = (tree, configuration);
        _generated = new(tree, this);
        foreach (var path in s_first)
        {
            if (Find(path) is { } file)
                _always.Add(file);
        }
        foreach (var path in s_second)
        {
            if (Find(path) is { } file)
                Common.UnionWith(file.Reach());
        }
    }

    /// <summary>
    /// Ids of the files behind the most common headers: where a header that does not include all that it needs finds
    /// the rest, as it is never included before them.
    /// </summary>
    public HashSet<int> Common { get; } = [];

    public Configuration Configuration { get; }

    /// <summary>Number of files that were opened.</summary>
    public int FilesRead => _files.Values.Count(f => f is not null);

    /// <summary>Called with each file when it is complete.</summary>
    public Action<PreprocessedFile>? Completed { get; set; }

    public IEnumerable<PreprocessedFile> Files => _files.Values.OfType<PreprocessedFile>();

    /// <summary>A file; null where the tree has none of that path.</summary>
    /// <exception cref="KernelTextException">Its conditions are not well-formed.</exception>
    public PreprocessedFile? Find(string path)
    {
        if (_files.TryGetValue(path, out var known))
            return known;
        if (_tree.Find(path) is not { } source)
            return _files[path] = null;
        var file = new PreprocessedFile(_files.Count, source, _root);
        var root = _root;
        _root ??= file;
        _files[path] = file;
        file.Includes.AddRange(_always);
        if (++_depth > DeepestInclude)
            throw new KernelTextException(new(path, 1), "expected includes that are nested less deeply");
        try
        {
            if (Host(source) is { } host)
                file.Includes.Add(host);
            Run(file);
        }
        finally
        {
            _depth--;
            _root = root;
        }
        return file;
    }

    /// <summary>The macro that a name is at a place of a file; null where it is none.</summary>
    public MacroDefinition? Macro(PreprocessedFile file, string name, int before = int.MaxValue)
    {
        if (name.StartsWith("CONFIG_", StringComparison.Ordinal))
            return Option(name);
        if (file.Last(name, before) is { } own)
            return own.Definition;
        if (_definers.TryGetValue(name, out var definers))
        {
            var reach = file.Reach();
            for (var i = definers.Count - 1; i >= 0; i--)
            {
                if (
                    definers[i] != file
                    && reach.Contains(definers[i].Id)
                    && definers[i].Last(name, int.MaxValue) is { Definition: { } found }
                )
                    return found;
            }
            for (var i = definers.Count - 1; i >= 0; i--)
            {
                if (
                    definers[i] != file
                    && IsBeyond(file, definers[i])
                    && definers[i].Last(name, int.MaxValue) is { Definition: { } found }
                )
                    return found;
            }
        }
        return s_compiler.GetValueOrDefault(name) ?? _generated.Find(name);
    }

    // What a header finds that it does not include: while it is read, all that was read before it for the same
    // outermost file.
    private bool IsBeyond(PreprocessedFile file, PreprocessedFile definer) =>
        Common.Contains(definer.Id)
        || (file.Root.IsComplete ? file.Root.Reach().Contains(definer.Id) : definer.Root == file.Root);

    /// <summary>An expander of macros as they are where each token stands in a file, or at its end for other
    /// tokens.</summary>
    /// <param name="file">Where the text stands.</param>
    /// <param name="isKept">Names that are not expanded.</param>
    public MacroExpander Expander(PreprocessedFile file, Func<string, bool> isKept) =>
        new(name => isKept(name.Text) ? null : Macro(file, name.Text, Offset(file, name)), Configuration);

    private static int Offset(PreprocessedFile file, Token token)
    {
        var (source, offset) = token.Expansion?.Outermost is { } use
            ? (use.Source, use.Offset)
            : (token.Source, token.Offset);
        return ReferenceEquals(source, file.Source) ? offset : int.MaxValue;
    }

    // A .c file that includes nothing is itself included by another one, as those of kernel/sched since v5.18: it sees
    // what that one does.
    private PreprocessedFile? Host(SourceText source)
    {
        if (
            !source.Path.EndsWith(".c", StringComparison.Ordinal)
            || source.Text.Contains("#include", StringComparison.Ordinal)
        )
            return null;
        var slash = source.Path.LastIndexOf('/') + 1;
        foreach (var name in s_hosts)
        {
            if (
                Find(source.Path[..slash] + name) is { } host
                && host.Source.Text.Contains($"#include \"{source.Path[slash..]}\"", StringComparison.Ordinal)
            )
                return host;
        }
        return null;
    }

    private MacroDefinition? Option(string name)
    {
        if (!_options.TryGetValue(name, out var known))
            _options[name] = known = Configuration.Macro(name) is { } value ? new(name, value) : null;
        return known;
    }

    /// <summary>A file by itself, as far as options decide: what it includes is not read.</summary>
    public PreprocessedFile Alone(SourceText source)
    {
        var file = new PreprocessedFile(-1, source, null);
        Run(file, isAlone: true);
        return file;
    }

    private void Run(PreprocessedFile file, bool isAlone = false)
    {
        var (text, from) = (file.Source.Text, 0);
        // For each #if that is open: whether it, and what is around it, is compiled; whether a branch of it was.
        var open = new Stack<(bool IsActive, bool WasTaken, bool IsOuterActive)>();
        var isActive = true;
        foreach (var directive in Directives.Find(text))
        {
            if (isActive && directive.Start > from)
                file.Ranges.Add((from, directive.Start));
            from = directive.End;
            switch (directive.Keyword)
            {
                case "if" or "ifdef" or "ifndef":
                {
                    var holds = isActive && Holds(file, directive);
                    open.Push((holds, holds, isActive));
                    isActive = holds;
                    break;
                }
                case "elif" or "else" or "endif" when open.Count == 0:
                    throw new KernelTextException(
                        file.Source.PlaceOf(directive.Start),
                        $"expected #if before #{directive.Keyword}"
                    );
                case "elif":
                {
                    var (_, wasTaken, isOuterActive) = open.Pop();
                    isActive = isOuterActive && !wasTaken && Holds(file, directive);
                    open.Push((isActive, wasTaken || isActive, isOuterActive));
                    break;
                }
                case "else":
                {
                    var (_, wasTaken, isOuterActive) = open.Pop();
                    isActive = isOuterActive && !wasTaken;
                    open.Push((isActive, true, isOuterActive));
                    break;
                }
                case "endif":
                    isActive = open.Pop().IsOuterActive;
                    break;
                case "define" when isActive:
                    Define(file, directive);
                    break;
                case "undef" when isActive:
                    Record(
                        file,
                        new Lexer(file.Source, directive.After, directive.End).Next().Text,
                        new(directive.Start, null)
                    );
                    break;
                case "include" when isActive && !isAlone:
                    if (IncludePath.Resolve(file.Source, directive, Find) is { } included)
                        file.Includes.Add(included);
                    break;
            }
        }
        if (open.Count > 0)
            throw new KernelTextException(file.Source.PlaceOf(text.Length), "expected #endif, found the end");
        if (from < text.Length)
            file.Ranges.Add((from, text.Length));
        file.IsComplete = true;
        if (!isAlone)
            Completed?.Invoke(file);
    }

    private void Define(PreprocessedFile file, Directive directive)
    {
        var macro =
            MacroDefinition.Read(file.Source, directive)
            ?? throw new KernelTextException(
                file.Source.PlaceOf(directive.Start),
                "expected #define NAME or #define NAME(PARAMETERS)"
            );
        Record(file, macro.Name, new(directive.Start, macro));
    }

    private void Record(PreprocessedFile file, string name, MacroEvent change)
    {
        file.Add(name, change);
        if (file.Id < 0)
            return;
        if (!_definers.TryGetValue(name, out var list))
            _definers[name] = list = [];
        if (list.Count == 0 || list[^1] != file)
            list.Add(file);
    }

    private bool Holds(PreprocessedFile file, Directive directive)
    {
        bool IsDefined(string name) =>
            Macro(file, name, directive.Start) is not null
            || name is "__has_attribute" or "__has_builtin" or "__has_include";

        var tokens = Lexer.ReadAll(file.Source, directive.After, directive.End);
        if (directive.Keyword is "ifdef" or "ifndef")
        {
            if (tokens.Count == 0 || tokens[0].Kind != TokenKind.Identifier)
                throw new KernelTextException(
                    file.Source.PlaceOf(directive.Start),
                    $"expected a name behind #{directive.Keyword}"
                );
            return IsDefined(tokens[0].Text) == (directive.Keyword == "ifdef");
        }
        return new Condition(
            tokens,
            file.Source.PlaceOf(directive.Start),
            IsDefined,
            Expander(file, _ => false)
        ).Holds();
    }
}
