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
/// <param name="known">The kernels by hand.</param>
/// <param name="tree">What to check.</param>
/// <param name="request">How.</param>
internal sealed class TreeRun(Terminal terminal, Catalogue known, KernelTree tree, CheckRequest request)
{
    /// <summary>The tree, or the kernel by hand, that verdicts are compared with; null for none.</summary>
    public (string Name, Catalogue Catalogue)? Against { get; init; }

    /// <summary>Exits with 125 where nothing can be said, so that <c>git bisect run</c> skips the commit.</summary>
    public bool IsBisecting { get; init; }

    /// <summary>Checks the tree.</summary>
    public ExitCode Run()
    {
        if (!request.IsQuiet)
        {
            WriteHead();
        }

        var run = new CheckRun(terminal, tree.In(known), request) { BeforeEnd = WriteEnd };
        var exit = run.Run();
        return IsBisecting && exit is (ExitCode.Incomplete or ExitCode.Vacuous) ? ExitCode.Skip : exit;
    }

    private void WriteHead()
    {
        terminal.Out.WriteLine($"tree         {tree.Tree.Name}, {tree.Tree.Version}, {tree.Options}");
        terminal.Out.WriteLine($"from text    {string.Join(", ", tree.PartsFromText)}");
        terminal.Out.WriteLine($"from {tree.Base.Name, -7} what is not read from the tree (--base)");
        terminal.Out.WriteLine();
    }

    private void WriteEnd(ImmutableArray<CaseResult> results)
    {
        if (!request.IsQuiet)
        {
            var (functions, called) = (tree.Code.Use.Functions, tree.Code.Use.Called);
            terminal.Out.WriteLine(
                $"Ran {Quantity.Of(functions.Length, "function")} of the tree, over "
                    + $"{Quantity.Of(called.Length, "name")} with a meaning of their own (list --primitives)."
            );
            if (request.IsVerbose)
            {
                WriteTrust(functions, called);
            }
        }

        if (Against is { } other)
        {
            Compare(results, other.Name, other.Catalogue);
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

    private void Compare(ImmutableArray<CaseResult> results, string name, Catalogue catalogue)
    {
        var cases = catalogue.Kernels.SelectMany(kernel => kernel.Cases).ToDictionary(@case => @case.Scenario);
        var both = results.Where(result => cases.ContainsKey(result.Case.Scenario)).ToImmutableArray();
        var checker = new CaseChecker(terminal, request.Plan, null) { Jobs = request.Jobs };
        var before = checker
            .Check<CaseResult>([.. both.Select(result => cases[result.Case.Scenario])], static result => result)
            .Select(pair => pair.Made)
            .ToArray();
        terminal.Out.WriteLine($"Against {name}:");
        var same = 0;
        for (var i = 0; i < both.Length; i++)
        {
            if (before[i] is { } old && Difference(old, both[i]) is { } difference)
            {
                terminal.Out.WriteLine($"  {both[i].Case.Scenario}: {difference}");
            }
            else
            {
                same++;
            }
        }

        terminal.Out.WriteLine($"  {same} of {Quantity.Of(both.Length, "scenario")} the same");
    }

    private static string? Difference(CaseResult old, CaseResult now)
    {
        var (was, isNow) = (Words(old), Words(now));
        var states = $"{old.Verdict?.States ?? 0} -> {now.Verdict?.States ?? 0} states";
        return was == isNow
            ? old.Verdict?.States == now.Verdict?.States
                ? null
                : states
            : $"{isNow} now, {was} before ({states})";
    }

    private static string Words(CaseResult result) =>
        result.Verdict is not { } verdict ? "no verdict"
        : !verdict.Counterexamples.IsEmpty
            ? "violates "
                + string.Join(", ", verdict.Counterexamples.Select(c => $"'{c.Violation.Property}'").Distinct().Order())
        : verdict.IsProof ? "proved"
        : "incomplete";
}
