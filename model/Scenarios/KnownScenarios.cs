using System.Collections.Immutable;

namespace PgmapCheck.Model.Scenarios;

/// <summary>All scenarios.</summary>
public static class KnownScenarios
{
    /// <summary>In the order in which reports list them.</summary>
    public static ImmutableArray<Scenario> All { get; } =
    [
        .. TruncateScenarios.All,
        .. DaxEntryScenarios.All,
        .. DaxFileScenarios.All,
        .. LayoutScenarios.All,
        .. GetUserPagesScenarios.All,
        .. KeyScenarios.All,
        .. TeardownScenarios.All,
        .. BindScenarios.All,
        .. DeviceMemoryScenarios.All,
        .. PrivateMemoryScenarios.All,
        .. P2PDmaScenarios.All,
    ];
}
