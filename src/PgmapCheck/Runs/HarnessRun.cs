using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Model.Harnesses;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>A run of <c>pgmapcheck check FILE.harness --kernel-tree</c>: behind the verdicts it says what they rest
/// on.</summary>
/// <param name="terminal">Where to write.</param>
/// <param name="tree">Where the functions are.</param>
/// <param name="files">What to check.</param>
/// <param name="request">How.</param>
internal sealed class HarnessRun(Terminal terminal, KernelTree tree, HarnessFiles files, CheckRequest request)
{
    /// <summary>The harnesses on another tree, which verdicts are compared with; null for none.</summary>
    public (string Name, Catalogue Catalogue)? Against { get; init; }

    /// <summary>Exits with 125 where nothing can be said, so that <c>git bisect run</c> skips the commit.</summary>
    public bool IsBisecting { get; init; }

    /// <summary>Checks the harnesses.</summary>
    public ExitCode Run()
    {
        if (!request.Screen.IsQuiet)
        {
            terminal.Out.WriteLine($"tree         {tree.Tree.Name}, {tree.Tree.Version}, {tree.Options}");
            terminal.Out.WriteLine();
        }

        var exit = new CheckRun(terminal, files.Catalogue, request) { BeforeEnd = WriteEnd }.Run();
        return IsBisecting && exit is (ExitCode.Incomplete or ExitCode.Vacuous) ? ExitCode.Skip : exit;
    }

    private void WriteEnd(ImmutableArray<CaseResult> results)
    {
        foreach (var text in files.Texts.Where(text => results.Any(r => r.Case.Scenario == text.Harness.Name)))
        {
            if (!request.Screen.IsQuiet)
            {
                Write(text);
            }
        }

        if (Against is { } other)
        {
            var cases = other.Catalogue.Kernels.SelectMany(kernel => kernel.Cases);
            Comparison.Write(terminal, results, null, [.. cases], other.Name, request);
        }
    }

    private void Write(HarnessText text)
    {
        var coverage = TextCoverage.Of(text);
        terminal.Out.WriteLine(
            $"{text.Harness.Name}: {coverage.Reached} of {Quantity.Of(coverage.All, "line")} reached of "
                + $"{Quantity.Of(text.Functions.Length, "function")} of the tree that ran, over "
                + $"{Quantity.Of(text.PrimitivesReached.Length, "name")} with a meaning of their own"
        );
        foreach (var stub in text.StubsReached)
        {
            terminal.Out.WriteLine($"  cut off by the harness, and called: {stub}");
        }

        if (text.Ignored is { IsEmpty: false } ignored)
        {
            terminal.Out.WriteLine($"  ignored in functions that ran: {string.Join(", ", ignored)}");
        }

        if (text.ThreadsNeverEnded is { IsEmpty: false } stuck)
        {
            terminal.Out.WriteLine($"  never ran to their end: {string.Join(", ", stuck)}");
        }

        if (!request.Screen.IsVerbose)
        {
            return;
        }

        foreach (var function in text.Functions)
        {
            terminal.Out.WriteLine($"  {function.Place.FileAndLine, -44} {function.Name}");
        }

        foreach (var line in coverage.Missed)
        {
            terminal.Out.WriteLine($"  never reached: {line}");
        }

        foreach (var name in text.PrimitivesReached)
        {
            terminal.Out.WriteLine($"  meaning: {name}");
        }
    }
}
