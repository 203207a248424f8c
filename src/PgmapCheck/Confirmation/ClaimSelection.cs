using System.Collections.Immutable;
using PgmapCheck.Selection;

namespace PgmapCheck.Confirmation;

/// <summary>Which of the catalogue's claims a command line asks to confirm.</summary>
/// <param name="Ids">Bugs; all if empty.</param>
/// <param name="Kernels">Kernels; all if empty.</param>
internal sealed record ClaimSelection(ImmutableArray<string> Ids, ImmutableArray<string> Kernels)
{
    /// <summary>The claims, in the catalogue's order.</summary>
    /// <exception cref="UsageException">A name is unknown, or nothing matches; the message says what there is.</exception>
    public ImmutableArray<Claim> In(Catalogue catalogue)
    {
        foreach (var id in Ids.Where(id => !catalogue.Bugs.Any(bug => IsSame(bug.Id, id))))
        {
            throw new UsageException($"no bug is called '{id}'; there are: {Join(catalogue.Bugs.Select(bug => bug.Id))}");
        }

        var known = catalogue.AllKernels.Select(kernel => kernel.Name).ToArray();
        foreach (var name in Kernels.Where(name => !known.Contains(name)))
        {
            throw new UsageException($"no kernel is called '{name}'; there are: {Join(known)}");
        }

        var claims = catalogue.Bugs.Where(bug => Ids.IsEmpty || Ids.Any(id => IsSame(bug.Id, id)))
            .SelectMany(bug => ClaimsAbout(bug, catalogue))
            .Where(claim => Kernels.IsEmpty || Kernels.Contains(claim.Kernel)).ToImmutableArray();
        return !claims.IsEmpty ? claims : throw new UsageException(
            $"the catalogue has no {(Ids.IsEmpty ? "bug" : Join(Ids))} in {(Kernels.IsEmpty ? "any kernel" : Join(Kernels))}");
    }

    private static IEnumerable<Claim> ClaimsAbout(BugEntry bug, Catalogue catalogue)
    {
        var claims = bug.Kernels.SelectMany(kernel => bug.Symptoms.GroupBy(symptom => symptom.Scenario).Select(symptoms =>
            new Claim(
                bug,
                kernel,
                symptoms.Key,
                [.. symptoms.Select(symptom => symptom.Property)],
                catalogue.Find($"{kernel}/{symptoms.Key}"),
                FindTwin(bug, kernel, symptoms.Key, catalogue)))).ToArray();

        // A scenario need not run on each kernel that has the bug. One that runs on none shows nothing, nor does a kernel
        // on which none runs: such entries stay, to be reported.
        return claims.Where(claim => claim.Broken is not null
            || claims.All(other => other.Scenario != claim.Scenario || other.Broken is null)
            || claims.All(other => other.Kernel != claim.Kernel || other.Broken is null));
    }

    // The kernel's own fixed form; that of its release, for a changed or configured one; else the next kernel without it.
    private static Subject? FindTwin(BugEntry bug, string name, string scenario, Catalogue catalogue)
    {
        var kernel = catalogue.AllKernels.FirstOrDefault(kernel => kernel.Name == name);
        var release = catalogue.Kernels.FirstOrDefault(other => other.Name == kernel?.Release);
        return new[] { kernel?.Fixed, release?.Fixed }.OfType<KernelEntry>()
            .Concat(catalogue.AllKernels.SkipWhile(other => other != kernel))
            .Where(twin => !bug.Kernels.Contains(twin.Name))
            .Select(twin => twin.Subjects.FirstOrDefault(subject => subject.Scenario == scenario))
            .FirstOrDefault(subject => subject is not null);
    }

    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string Join(IEnumerable<string> names) => string.Join(", ", names);
}
