using Interleave.Search;
using Interleave.Strategies.StateGraphs;
using PgmapCheck.Cases;
using PgmapCheck.Reports.Graphs;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>One run of <c>pgmapcheck graph</c>.</summary>
internal sealed class GraphRun(Terminal terminal, Catalogue catalogue, GraphRequest request, Graphviz graphviz)
{
    /// <summary>Builds the graph and writes it, whole or not at all.</summary>
    /// <exception cref="UsageException">What was asked for is not there, or cannot be written.</exception>
    public ExitCode Run()
    {
        var @case = Choose();
        try
        {
            using var file = Open();
            var graph = Build(@case);
            var text = request.Format.Write(@case.Name, graph);
            if (request.IsDrawn)
            {
                text = graphviz.Draw(text, terminal.Interrupted);
            }

            Write(file, text);
            var console = file is null ? terminal.Error : terminal.Out; // what reads the graph reads nothing else
            foreach (var line in GraphSummary.Of(@case.Name, graph))
            {
                console.WriteLine(line);
            }

            return ExitCode.Held;
        }
        catch (GraphTooLargeException e)
        {
            terminal.Error.WriteLine(
                $"pgmapcheck: {@case.Name}: the graph is not written, {e.Message}, {e.States:N0} known by then; "
                    + "--max-states N allows more, --around-bug --within K shows a part"
            );
            return ExitCode.Incomplete;
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"pgmapcheck: {@case.Name}: the graph is not written, interrupted");
            return ExitCode.Incomplete;
        }
    }

    private Case Choose()
    {
        var cases = request.Selection.In(catalogue);
        return cases.Length == 1
            ? cases[0]
            : throw new UsageException(
                $"'{request.Selection.Patterns[0]}' is {cases.Length} cases, and a graph is of one: "
                    + string.Join(", ", cases.Take(3).Select(@case => @case.Name))
                    + (cases.Length > 3 ? ", ..." : "")
            );
    }

    private StateGraph Build(Case @case)
    {
        var options = new SearchOptions { Bounds = request.Bounds, Cancellation = terminal.Interrupted };
        return request.AroundBug is not { } property
            ? StateGraph.Of(@case.Program, options)
            : StateGraph.Around(@case.Program, options, Find(@case, property).Trace.Schedule, request.Within);
    }

    private Finding Find(Case @case, string property)
    {
        // A graph's bound on states is its own: a case too large to draw can be searched.
        var plan = SearchPlan.Proof(request.Bounds with { MaxStates = long.MaxValue });
        var result = new CaseChecker(terminal, plan, terminal.ShowsProgress ? new ProgressLine(terminal) : null).Check(
            @case
        );
        if (result.ErrorLine is { } error)
        {
            throw new UsageException($"{@case.Name}: {error}");
        }

        var left = result.Verdict!.Incomplete is { } why ? $" ({why})" : "";
        if (result.Findings.IsEmpty)
        {
            throw new UsageException($"--around-bug: {@case.Name} violates nothing{left}");
        }

        return result.Findings.FirstOrDefault(finding =>
                finding.Counterexample.Violation.Property.Contains(property, StringComparison.OrdinalIgnoreCase)
            )
            ?? throw new UsageException(
                $"--around-bug: {@case.Name} does not violate '{property}'{left}, but "
                    + string.Join(
                        ", ",
                        result.Findings.Select(finding => $"'{finding.Counterexample.Violation.Property}'")
                    )
            );
    }

    // Before the work: that it cannot be written is better known early.
    private PendingFile? Open() => request.Output is null ? null : Guarded(() => new PendingFile(request.Output));

    private void Write(PendingFile? file, string text)
    {
        if (file is null)
        {
            terminal.Out.Write(text);
        }
        else
        {
            Guarded(() =>
            {
                file.Write(text);
                return file;
            });
        }
    }

    private PendingFile Guarded(Func<PendingFile> use)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"cannot write the graph '{request.Output}' ({e.Message.TrimEnd('.')})", e);
        }
    }
}

/// <summary>What <c>pgmapcheck graph</c> is asked to do.</summary>
/// <param name="Selection">The case: exactly one.</param>
/// <param name="Format">How to write it.</param>
internal sealed record GraphRequest(CaseSelection Selection, IGraphFormat Format)
{
    /// <summary>Bounds of the graph, and of the search for the counterexample.</summary>
    public required SearchBounds Bounds { get; init; }

    /// <summary>Where to write it; null for the standard output.</summary>
    public string? Output { get; init; }

    /// <summary>True to have Graphviz draw it.</summary>
    public bool IsDrawn { get; init; }

    /// <summary>The property, or a part of its name, whose counterexample to show; empty for the first; null for the
    /// whole graph.</summary>
    public string? AroundBug { get; init; }

    /// <summary>How many steps around the counterexample.</summary>
    public int Within { get; init; }
}
