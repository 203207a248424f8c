using PgmapCheck.Properties.Mutation;

namespace PgmapCheck.Reports;

/// <summary>The mutants of releases: who killed how many, and which survive with what argument.</summary>
internal sealed class MutantReport(Terminal terminal, bool isVerbose)
{
    private readonly HashSet<string> _survivors = new(StringComparer.Ordinal);

    /// <summary>Prints the arguments for mutants that none of the releases has, or that all of them kill.</summary>
    /// <param name="argued">The mutants that are argued for.</param>
    public ExitCode WriteStale(IEnumerable<string> argued)
    {
        var stale = argued.Where(mutant => !_survivors.Contains(mutant)).ToArray();
        foreach (var mutant in stale)
        {
            terminal.Out.WriteLine($"argued for, and no survivor: {mutant}");
        }

        return stale.Length > 0 ? ExitCode.Vacuous : ExitCode.Held;
    }

    /// <summary>Names a mutant that was killed, where every one is to be named.</summary>
    public void WriteKilled<TMutation>(MutationVerdict<TMutation> dead)
    {
        if (isVerbose)
        {
            var steps = dead.Steps == 0 ? "" : $", {Quantity.Of(dead.Steps, "step")}";
            terminal.Out.WriteLine($"{dead.Mutation}: {dead.Scenario}: {dead.Property}{steps}");
        }
    }

    /// <summary>Prints what came of a kernel's mutants.</summary>
    /// <param name="kernel">The kernel's name.</param>
    /// <param name="chosen">How many there were to check.</param>
    /// <param name="verdicts">What came of those that were.</param>
    /// <param name="argumentFor">Why a mutant that nothing kills is none; null for one that is open.</param>
    public ExitCode Write<TMutation>(
        string kernel,
        int chosen,
        IReadOnlyList<MutationVerdict<TMutation>> verdicts,
        Func<TMutation, string?> argumentFor
    )
        where TMutation : notnull
    {
        var killed = verdicts.Where(verdict => verdict.IsKilled).ToArray();
        new PlainTable(
            [$"killed on {kernel} by", "mutants", "fewest steps", "scenarios"],
            [
                .. killed
                    .GroupBy(verdict =>
                        verdict.Property!.StartsWith("reached: ", StringComparison.Ordinal)
                            ? "(something is no longer reached)"
                            : verdict.Property!
                    )
                    .OrderByDescending(group => group.Count())
                    .ThenBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group =>
                        new[]
                        {
                            group.Key,
                            $"{group.Count()}",
                            $"{group.Min(verdict => verdict.Steps)}",
                            $"{group.Select(verdict => verdict.Scenario).Distinct().Count()}",
                        }
                    ),
            ]
        ).WriteTo(terminal);
        var stopped = verdicts.Where(verdict => verdict is { IsKilled: false, Stopped: not null }).ToArray();
        foreach (var verdict in stopped.Where(_ => isVerbose))
        {
            terminal.Out.WriteLine($"cannot be followed: {verdict.Mutation}: {verdict.Stopped}");
        }

        var survivors = verdicts.Where(verdict => verdict is { IsKilled: false, Stopped: null }).ToArray();
        _survivors.UnionWith(survivors.Select(verdict => verdict.Mutation.ToString()!));
        var open = survivors.Where(verdict => argumentFor(verdict.Mutation) is null).ToArray();
        foreach (var verdict in survivors.Except(open).Where(_ => isVerbose))
        {
            terminal.Out.WriteLine($"survives: {verdict.Mutation}: {argumentFor(verdict.Mutation)}");
        }

        foreach (var verdict in open)
        {
            terminal.Out.WriteLine(
                $"SURVIVES: {verdict.Mutation}{(verdict.IsIncomplete ? " (a search was cut short)" : "")}"
            );
        }

        terminal.Out.WriteLine(
            $"{kernel}: {Quantity.Of(verdicts.Count, "mutant")}, {killed.Length:N0} killed, "
                + $"{survivors.Length - open.Length:N0} survive with an argument, {open.Length:N0} without"
                + (stopped.Length > 0 ? $"; {stopped.Length:N0} cannot be followed" : "")
        );
        terminal.Out.WriteLine();
        return open.Length > 0 ? ExitCode.Vacuous
            : verdicts.Count < chosen ? ExitCode.Incomplete
            : ExitCode.Held;
    }
}
