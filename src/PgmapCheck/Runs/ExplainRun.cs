using Interleave.Search;
using PgmapCheck.Cases;
using PgmapCheck.Reports.Races;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>One run of <c>pgmapcheck explain</c>: a bug or a case in words, with its counterexamples.</summary>
internal sealed class ExplainRun(Terminal terminal, Catalogue catalogue, SearchBounds bounds)
{
    /// <summary>Explains.</summary>
    /// <param name="name">A bug, a case, or a scenario file that <paramref name="kernel"/> says the kernel of.</param>
    /// <param name="kernel">The kernel; null for the first.</param>
    /// <returns>That it was done, whatever is violated; or that there is no verdict.</returns>
    /// <exception cref="UsageException">There is nothing of that name.</exception>
    public ExitCode Run(string name, string? kernel)
    {
        var isFile = ScenarioFiles.IsOne(name);
        var bug = isFile ? null : catalogue.Bugs.FirstOrDefault(bug => IsSame(bug.Id, name));
        if (bug is not null)
        {
            Describe(bug);
            return bug.Experiment is { } experiment ? Show(experiment.Broken, experiment.Property) : ExitCode.Held;
        }

        if (
            !isFile
            && catalogue.Bugs.Any()
            && name.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '-')
        )
        {
            new BugSelection([name]).In(catalogue); // says what there is
        }

        var selection = new CaseSelection(isFile ? [] : [name], kernel is null ? [] : [kernel], [], false);
        return Show(selection.In(catalogue)[0], null);
    }

    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private ExitCode Show(Case @case, string? property)
    {
        Write("case", @case.Name);
        Write("scenario", catalogue.Scenarios.FirstOrDefault(one => one.Name == @case.Scenario).Summary);
        Write("kernel", catalogue.AllKernels.FirstOrDefault(one => one.Name == @case.Kernel)?.Title);
        var progress = terminal.ShowsProgress ? new ProgressLine(terminal) : null;
        var result = new CaseChecker(terminal, SearchPlan.Proof(bounds), progress).Check(@case);
        Write("verdict", Words(result));
        foreach (
            var finding in result.Findings.Where(f =>
                property is null || f.Counterexample.Violation.Property == property
            )
        )
        {
            var race = Race.Of(@case, finding.Trace, finding.Counterexample.IsShortest);
            terminal.Out.WriteLine();
            foreach (var line in RaceDiagram.Draw(race with { Command = terminal.Command }, terminal.TextWidth))
            {
                terminal.Out.WriteLine(line);
            }

            if (property is null && race.KnownBug is { } bug)
            {
                terminal.Out.WriteLine();
                Describe(bug);
            }
        }

        return result.Error is null ? ExitCode.Held : ExitCode.Internal;
    }

    private void Describe(BugEntry bug)
    {
        Write("bug", $"{bug.Id}: {bug.Title}");
        Write("brought by", bug.IntroducedBy);
        Write("fixed by", bug.FixedBy is { } commit ? $"{commit} (\"{bug.FixSubject}\")" : "no fix known");
        Write("evidence", bug.Evidence);
        Write("kernels", string.Join(", ", bug.Kernels));
        Write("breaks", string.Join("; ", bug.Symptoms.Select(symptom => symptom.Property).Distinct()));
        Write("shows in", string.Join(", ", bug.Symptoms.Select(symptom => symptom.Scenario).Distinct()));
        Write("to change", bug.Change);
    }

    private static string Words(CaseResult result) =>
        result.ErrorLine is { } error ? $"no verdict: {error}"
        : result.Surprise is { } surprise ? $"{result.Outcome.Word()}: {surprise}"
        : result.Verdict!.Incomplete is { } why ? $"{result.Outcome.Word()} ({why})"
        : $"{result.Outcome.Word()}, {Quantity.Of(result.Verdict.States, "state")}";

    private void Write(string what, string? text)
    {
        if (text is { Length: > 0 })
        {
            foreach (var line in TextWrap.Wrap($"{what, -11} {text}", terminal.TextWidth, 12))
            {
                terminal.Out.WriteLine(line);
            }
        }
    }
}
