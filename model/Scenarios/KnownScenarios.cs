using System.Collections.Immutable;

namespace PgmapCheck.Model.Scenarios;

/// <summary>All scenarios, by the divisions of the protocol.</summary>
public static class KnownScenarios
{
    /// <summary>In the order in which reports list them.</summary>
    public static ImmutableArray<Scenario> All { get; } =
    [
        .. LayoutsScenarios.OfTruncate,
        .. DaxFilesScenarios.OfEntries,
        .. DaxFilesScenarios.All,
        .. LayoutsScenarios.All,
        .. GetUserPagesScenarios.All,
        .. StaticKeysScenarios.All,
        .. TeardownScenarios.All,
        .. TeardownScenarios.OfBind,
        .. PrivateMemoryScenarios.OfDevmem,
        .. ReferencesScenarios.All,
        .. PrivateMemoryScenarios.All,
        .. P2PDmaScenarios.All,
    ];
}
