using System.Collections.Immutable;
using System.Globalization;
using System.Threading;
using PgmapCheck.Cases;
using PgmapCheck.Model.Harnesses.Surveys;

namespace PgmapCheck.Runs;

/// <summary>One run of <c>pgmapcheck survey</c>.</summary>
/// <param name="terminal">Where to print.</param>
/// <param name="tree">The tree.</param>
/// <param name="paths">Folders and files; the usual ones that the tree has if empty.</param>
/// <param name="names">How many of the names in the way to print.</param>
internal sealed class SurveyRun(Terminal terminal, KernelTree tree, ImmutableArray<string> paths, int names)
{
    /// <summary>Looks at the tree, or at as much of it as there is time for, and prints what was found.</summary>
    public ExitCode Run(CancellationToken stop)
    {
        var usual = TreeSurvey.UsualPaths.Where(HasFiles).ToImmutableArray();
        foreach (var path in paths)
        {
            if (!HasFiles(path))
            {
                throw new UsageException($"{tree.Tree.Name} has no C file at {path}");
            }
        }

        var asked = paths.IsEmpty ? usual : paths;
        var survey = new TreeSurvey(
            tree.Tree,
            tree.Code.Program.Configuration,
            asked,
            usual.Concat(TreeSurvey.CalledPaths)
        );
        terminal.Out.WriteLine($"tree         {tree.Tree.Name}, {tree.Tree.Version}, {tree.Options}");
        if (paths.IsEmpty && TreeSurvey.UsualPaths.Except(usual).ToArray() is { Length: > 0 } missing)
        {
            terminal.Out.WriteLine($"not there    {string.Join(", ", missing)}");
        }

        terminal.Out.WriteLine();
        var line = terminal.ShowsProgress ? new ProgressLine(terminal) : null;
        var result = survey.Run(
            (done, what) => line?.Announce($"survey: {done:N0} of {survey.Files.Length:N0} files, {what}"),
            stop
        );
        line?.Clear();
        Write(result, asked, survey.Files.Length);
        var exit = result.IsCut ? ExitCode.Incomplete : ExitCode.Held;
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(
            exit.Describe(result.IsCut ? "ended before all functions were looked at" : "all functions looked at")
        );
        return exit;
    }

    private bool HasFiles(string path) =>
        path.EndsWith(".c", StringComparison.Ordinal)
            ? tree.Tree.Find(path) is not null
            : tree.Tree.Files(path.TrimEnd('/')).Any(f => f.EndsWith(".c", StringComparison.Ordinal));

    private void Write(SurveyResult result, ImmutableArray<string> asked, int files)
    {
        var whole = result.Whole;
        new PlainTable(
            ["folder", "functions", "parse", "lower", "can be followed to the end"],
            [
                .. result
                    .By(asked)
                    .Append(whole)
                    .Select(row =>
                        new[]
                        {
                            row.Folder,
                            row.Functions.ToString("N0", CultureInfo.InvariantCulture),
                            Share(row.Parse, row),
                            Share(row.Lower, row),
                            $"{Share(row.Followed, row)} ({row.Followed:N0})",
                        }
                    ),
            ]
        ).WriteTo(terminal);
        terminal.Out.WriteLine(
            $"{Quantity.Of(files, "file")}, {Quantity.Of(result.Functions.Length, "function")} looked at, "
                + $"{Quantity.Of(result.Unparsed, "definition")} of which not even the head is read"
        );
        if (names == 0 || result.InTheWay.IsEmpty)
        {
            return;
        }

        terminal.Out.WriteLine();
        new PlainTable(
            ["functions", "alone", "in the way"],
            [.. result.InTheWay.Take(names).Select(n => new[] { $"{n.Functions:N0}", $"{n.Alone:N0}", n.Name })]
        ).WriteTo(terminal);
    }

    private static string Share(int part, SurveyedFolder of) =>
        of.Functions == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / of.Functions:0.0} %");
}
