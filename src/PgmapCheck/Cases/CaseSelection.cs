using System.Collections.Immutable;
using System.IO.Enumeration;

namespace PgmapCheck.Cases;

/// <summary>What a command line asks to check.</summary>
/// <param name="Patterns">Parts of names, or globs; all if empty.</param>
/// <param name="Kernels">Releases; all if empty.</param>
/// <param name="Scenarios">Scenarios; all if empty.</param>
/// <param name="Fixed">Whether to take each kernel's fixed form.</param>
internal sealed record CaseSelection(
    ImmutableArray<string> Patterns,
    ImmutableArray<string> Kernels,
    ImmutableArray<string> Scenarios,
    bool Fixed
)
{
    /// <summary>The cases, in the catalogue's order.</summary>
    /// <exception cref="UsageException">A name is unknown, or nothing matches; the message says what there
    /// is.</exception>
    public ImmutableArray<Case> In(Catalogue catalogue)
    {
        if (Patterns.Contains(""))
        {
            throw new UsageException("expected a part of a case's name, found ''");
        }

        foreach (var name in Scenarios)
        {
            Require("scenario", name, catalogue.Scenarios.Select(scenario => scenario.Name));
        }

        var offered = SelectKernels(catalogue)
            .SelectMany(kernel => kernel.Cases)
            .Where(@case => Scenarios.IsEmpty || Has(Scenarios, @case.Scenario))
            .ToImmutableArray();
        if (offered.IsEmpty)
        {
            throw new UsageException(
                SelectKernels(catalogue).FirstOrDefault(kernel => kernel.Lacks is not null) is { Lacks: { } lacks }
                    ? lacks()
                    : (Scenarios.IsEmpty ? "no scenario runs on " : $"{Join(Scenarios)} does not run on ")
                        + $"{Join(SelectKernels(catalogue).Select(kernel => kernel.Name))}"
            );
        }

        if (Patterns.IsEmpty)
        {
            return offered;
        }

        // A pattern may name a fixed form outright, without --fixed.
        var beyond =
            Kernels.IsEmpty && !Fixed
                ? catalogue.AllKernels.SelectMany(kernel => kernel.Cases).ToImmutableArray()
                : offered;
        var chosen = Patterns
            .SelectMany(pattern => Match(pattern, offered, beyond, catalogue))
            .Concat(offered.Where(@case => @case.File is not null)) // whoever names a file means all of it
            .ToHashSet();
        return [.. beyond.Where(chosen.Contains)];
    }

    private static Case[] Match(
        string pattern,
        ImmutableArray<Case> offered,
        ImmutableArray<Case> beyond,
        Catalogue catalogue
    )
    {
        foreach (var cases in new[] { offered, beyond })
        {
            var exact = cases.Where(@case => IsSame(@case.Name, pattern) || IsSame(@case.Scenario, pattern)).ToArray();
            var matches = exact.Length > 0 ? exact : [.. cases.Where(@case => IsMatch(pattern, @case))];
            if (matches.Length > 0)
            {
                return matches;
            }
        }

        throw new UsageException(
            $"no case matches '{pattern}' (cases are called KERNEL/SCENARIO); "
                + NameList.Of(
                    pattern[(pattern.LastIndexOf('/') + 1)..],
                    catalogue.Scenarios.Select(scenario => scenario.Name),
                    "--scenarios"
                )
        );
    }

    private static bool IsMatch(string pattern, Case @case) =>
        pattern.Contains('*', StringComparison.Ordinal)
            ? FileSystemName.MatchesSimpleExpression(pattern, @case.Name, true)
                || FileSystemName.MatchesSimpleExpression(pattern, @case.Scenario, true)
            : @case.Name.Contains(pattern, StringComparison.OrdinalIgnoreCase);

    private static bool IsRepaired(KernelEntry kernel, Catalogue catalogue) =>
        !catalogue.Kernels.Contains(kernel) && !catalogue.Others.Contains(kernel);

    private static bool Has(ImmutableArray<string> names, string name) => names.Any(other => IsSame(other, name));

    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static void Require(string what, string name, IEnumerable<string> known)
    {
        if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new UsageException($"no {what} is called '{name}'; {NameList.Of(name, known, $"--{what}s")}");
        }
    }

    private static string Join(IEnumerable<string> names) => string.Join(", ", names);

    private ImmutableArray<KernelEntry> SelectKernels(Catalogue catalogue)
    {
        foreach (var name in Kernels)
        {
            if (
                !catalogue.AllKernels.Any(kernel => IsSame(kernel.Name, name))
                && KernelVersions.Answer(name, catalogue) is { } model
            )
            {
                throw new UsageException($"no kernel is called '{name}'; {model}");
            }

            Require("kernel", name, catalogue.AllKernels.Select(kernel => kernel.Name));
        }

        var kernels = Kernels.IsEmpty
            ? catalogue.Kernels
            : [.. catalogue.AllKernels.Where(kernel => Has(Kernels, kernel.Name))];
        if (!Fixed)
        {
            return kernels;
        }

        var repaired = kernels
            .Select(kernel => kernel.Fixed ?? (IsRepaired(kernel, catalogue) ? kernel : null))
            .OfType<KernelEntry>()
            .ToImmutableArray();
        return repaired.IsEmpty
            ? throw new UsageException($"{Join(kernels.Select(k => k.Name))} has no fixed form")
            : repaired;
    }
}

/// <summary>Which of the catalogue's bugs a command line asks to confirm.</summary>
/// <param name="Ids">Bugs; all if empty.</param>
internal sealed record BugSelection(ImmutableArray<string> Ids)
{
    /// <summary>The bugs, in the catalogue's order.</summary>
    /// <exception cref="UsageException">A name is unknown; the message says what there is.</exception>
    public ImmutableArray<BugEntry> In(Catalogue catalogue)
    {
        foreach (var id in Ids.Where(id => !catalogue.Bugs.Any(bug => IsSame(bug.Id, id))))
        {
            throw new UsageException(
                $"no bug is called '{id}'; {NameList.Of(id, catalogue.Bugs.Select(bug => bug.Id), "--bugs")}"
            );
        }

        return [.. catalogue.Bugs.Where(bug => Ids.IsEmpty || Ids.Any(id => IsSame(bug.Id, id)))];
    }

    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
