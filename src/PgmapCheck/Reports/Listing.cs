using System.Collections.Immutable;
using PgmapCheck.Cases;
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

    public void ShowProperties() => Show(["property"], KernelProperties.Names.Select(name => new[] { name }));

    private void Show(ImmutableArray<string> heads, IEnumerable<string[]> rows)
    {
        new PlainTable(heads, [.. rows]).WriteTo(terminal);
    }
}
