using System.Collections.Immutable;
using KernelText.Flow;
using PgmapCheck.Cases;
using PgmapCheck.Model.Text;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>
/// A run of <c>pgmapcheck check --kernel-tree</c>: says what is read before it checks, and what was read behind it; and
/// what differs from another kernel.
/// </summary>
/// <param name="terminal">Where to write.</param>
/// <param name="catalogue">What can be checked on it.</param>
/// <param name="tree">What to check.</param>
/// <param name="request">How.</param>
internal sealed class TreeRun(Terminal terminal, Catalogue catalogue, KernelTree tree, CheckRequest request)
{
    /// <summary>The tree, or the kernel by hand, that verdicts are compared with; null for none.</summary>
    public (string Name, Catalogue Catalogue)? Against { get; init; }

    /// <summary>Exits with 125 where nothing can be said, so that <c>git bisect run</c> skips the commit.</summary>
    public bool IsBisecting { get; init; }

    /// <summary>Checks the tree.</summary>
    public ExitCode Run()
    {
        if (!request.Screen.IsQuiet)
        {
            WriteHead();
        }

        var run = new CheckRun(terminal, catalogue, request) { BeforeEnd = WriteEnd };
        var exit = run.Run();
        return IsBisecting && exit is (ExitCode.Incomplete or ExitCode.Vacuous) ? ExitCode.Skip : exit;
    }

    private void WriteHead() => WriteHead(terminal.Out, tree);

    /// <summary>Says which tree is read, and which parts of it.</summary>
    public static void WriteHead(TextWriter to, KernelTree tree)
    {
        to.WriteLine($"tree         {tree.Tree.Name}, {tree.Tree.Version}, {tree.Options}");
        to.WriteLine($"from text    {string.Join(", ", tree.PartsFromText)}");
        to.WriteLine($"from {tree.Base.Name, -7} what is not read from the tree (--base)");
        to.WriteLine();
    }

    /// <summary>Says how much of a tree was run.</summary>
    public static void WriteUse(TextWriter to, KernelTree tree) =>
        to.WriteLine(
            $"Ran {Quantity.Of(tree.Code.Use.Functions.Length, "function")} of the tree, over "
                + $"{Quantity.Of(tree.Code.Use.Called.Length, "name")} with a meaning of their own (list --primitives)."
        );

    private void WriteEnd(ImmutableArray<CaseResult> results)
    {
        if (!request.Screen.IsQuiet)
        {
            WriteUse(terminal.Out, tree);
            if (request.Screen.IsVerbose)
            {
                WriteTrust(tree.Code.Use.Functions, tree.Code.Use.Called);
            }
        }

        if (Against is { } other)
        {
            var cases = other.Catalogue.Kernels.SelectMany(kernel => kernel.Cases);
            Comparison.Write(terminal, results, null, [.. cases], other.Name, request);
        }
    }

    private void WriteTrust(ImmutableArray<FlowFunction> functions, ImmutableArray<string> called)
    {
        foreach (var function in functions)
        {
            terminal.Out.WriteLine($"  {function.Place.FileAndLine, -44} {function.Name}");
        }

        foreach (var name in called)
        {
            terminal.Out.WriteLine($"  meaning: {name}");
        }

        foreach (var name in tree.Code.Use.Assumed)
        {
            if (NamesWithMeaning.Find(name) is { } meaning)
            {
                terminal.Out.WriteLine($"  {meaning.How}: {name}: {meaning.Why}");
            }
        }
    }
}
