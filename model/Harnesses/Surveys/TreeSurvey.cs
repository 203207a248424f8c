using System.Collections.Immutable;
using System.Threading;
using KernelText.Flow;
using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Tokens;
using KernelText.Trees;
using PgmapCheck.Model.Text.Primitives;

namespace PgmapCheck.Model.Harnesses.Surveys;

/// <summary>
/// How much of a kernel tree a harness can run: for each function of some files whether it parses, whether all of it
/// has a meaning, and whether that holds for all functions that it calls by name, and they call. Calls through pointers
/// are not followed.
/// </summary>
public sealed class TreeSurvey
{
    private readonly SourceTree _tree;
    private readonly TextProgram _program;
    private readonly ImmutableArray<string> _files;
    private readonly Dictionary<Symbol, int> _numbers = [];
    private readonly List<SurveyedFunction> _functions = [];
    private readonly List<Symbol> _symbols = [];
    private int _unparsed;

    /// <summary>A survey of the C files in some folders.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="configuration">Its options.</param>
    /// <param name="paths">Folders, and files.</param>
    /// <param name="others">Folders and files that functions may call, and that are not counted themselves.</param>
    public TreeSurvey(
        SourceTree tree,
        Configuration configuration,
        IEnumerable<string> paths,
        IEnumerable<string> others
    )
    {
        ArgumentNullException.ThrowIfNull(tree);
        _tree = tree;
        _files = [.. paths.SelectMany(FilesAt).Distinct()];
        _program = new TextProgram(
            tree,
            configuration,
            new PrimitiveMeanings(new SurveyPrimitives()),
            _files.Concat(others.SelectMany(FilesAt)).Distinct()
        );
    }

    /// <summary>The folders that are looked at where nobody says which: what the kernel is without its architectures,
    /// file systems, network and most drivers.</summary>
    public static ImmutableArray<string> UsualPaths { get; } =
    ["lib", "mm", "block", "ipc", "kernel", "drivers/base", "drivers/dax", "drivers/char", "drivers/misc"];

    /// <summary>Folders that the usual ones call into.</summary>
    public static ImmutableArray<string> CalledPaths { get; } =
    ["init", "fs", "security", "crypto", "virt", "arch/x86/kernel", "arch/x86/mm", "arch/x86/lib", "arch/x86/entry"];

    /// <summary>The files that are looked at.</summary>
    public ImmutableArray<string> Files => _files;

    /// <summary>Looks at all functions, or at those up to an interrupt.</summary>
    /// <param name="begun">Told of each file.</param>
    /// <param name="stop">Ends it early.</param>
    public SurveyResult Run(Action<int, string>? begun, CancellationToken stop)
    {
        var counted = 0;
        for (; counted < _files.Length && !stop.IsCancellationRequested; counted++)
        {
            begun?.Invoke(counted, _files[counted]);
            Count(_files[counted]);
        }

        var own = _functions.Count;
        for (var i = 0; i < _functions.Count && !stop.IsCancellationRequested; i++)
        {
            if (i % 1000 == 0)
            {
                begun?.Invoke(counted, $"{i:N0} of {_functions.Count:N0} functions");
            }

            _functions[i] = Look(_symbols[i]);
        }

        return new SurveyResult([.. _functions], own, _unparsed, stop.IsCancellationRequested);
    }

    private IEnumerable<string> FilesAt(string path) =>
        path.EndsWith(".c", StringComparison.Ordinal)
            ? [path]
            : _tree.Files(path.TrimEnd('/')).Where(f => f.EndsWith(".c", StringComparison.Ordinal));

    private void Count(string file)
    {
        try
        {
            _unparsed += _program.FaultyFunctionsOf(file);
            foreach (var symbol in _program.FunctionsOf(file))
            {
                NumberOf(symbol);
            }
        }
        catch (KernelTextException)
        {
            // A file whose conditions cannot be decided: nothing is known of how many functions it has.
            _unparsed++;
        }
    }

    private int NumberOf(Symbol symbol)
    {
        if (!_numbers.TryGetValue(symbol, out var number))
        {
            _numbers[symbol] = number = _functions.Count;
            _functions.Add(new SurveyedFunction(symbol, false, false, [], []));
            _symbols.Add(symbol);
        }

        return number;
    }

    private SurveyedFunction Look(Symbol symbol)
    {
        FlowFunction flow;
        try
        {
            flow = _program.Lower(symbol);
        }
        catch (KernelTextException e)
        {
            return new(symbol, false, false, [], [$"{symbol.Name}: {e.Message}"]);
        }

        var unknown = flow.NoMeanings.ToArray();
        var parses = !(flow.Code is [NoMeaning first, ..] && first.Name == symbol.Name && !first.IsName);
        return new(
            symbol,
            parses,
            parses && unknown.All(u => u.IsName),
            [.. flow.Code.OfType<Call>().Where(c => !c.IsPrimitive).Select(c => NumberOf(c.Callee)).Distinct()],
            [.. unknown.Select(u => u.IsName ? u.Name : $"{symbol.Name}: {u.Why}").Distinct()]
        );
    }

    private sealed class SurveyPrimitives : IPrimitives
    {
        public bool IsOfProtocol => false;

        public Primitive? Find(string name) => Harnesses.Primitives.GenericPrimitives.Find(name, hasFaults: false);
    }
}
