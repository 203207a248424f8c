using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Model.Harnesses;
using PgmapCheck.Properties;

namespace PgmapCheck.Reports;

/// <summary>Tables of what can be checked.</summary>
internal sealed class Listing(Terminal terminal, Catalogue catalogue)
{
    public void ShowKernels() =>
        Show(
            ["kernel", "cases", ""],
            catalogue.AllKernels.Select(kernel => new[] { kernel.Name, $"{kernel.Cases.Length}", kernel.Title })
        );

    public void ShowScenarios() =>
        Show(["scenario", ""], catalogue.Scenarios.Select(scenario => new[] { scenario.Name, scenario.Summary }));

    public void ShowBugs() =>
        Show(["bug", "fixed by", ""], catalogue.Bugs.Select(bug => new[] { bug.Id, bug.FixedBy ?? "-", bug.Title }));

    public void ShowProperties() =>
        Show(
            ["property", "expected in"],
            KernelProperties
                .Names.Union(HarnessReader.Properties)
                .Select(name =>
                    new[]
                    {
                        name,
                        !KernelProperties.Names.Contains(name) ? "harnesses"
                        : HarnessReader.Properties.Contains(name) ? "scenarios, harnesses"
                        : "scenarios",
                    }
                )
        );

    private void Show(ImmutableArray<string> heads, IEnumerable<string[]> rows)
    {
        new PlainTable(heads, [.. rows]).WriteTo(terminal);
    }
}
