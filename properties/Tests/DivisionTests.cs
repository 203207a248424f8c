using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Properties.Tests;

/// <summary>The protocol is divided once: its parts, its bugs and its scenarios have the same divisions.</summary>
public sealed class DivisionTests
{
    private const string Protocol = "PgmapCheck.Model.Protocol.";

    private static readonly string[] s_divisions =
    [
        .. typeof(Linux)
            .Assembly.GetTypes()
            .Select(type => type.Namespace ?? "")
            .Where(space => space.StartsWith(Protocol, StringComparison.Ordinal))
            .Select(space => space[Protocol.Length..])
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Bugs_are_divided_as_the_protocol_is() => Assert.Equal(s_divisions, Named(typeof(Bug), "Bugs"));

    [Fact]
    public void Scenarios_are_divided_as_the_protocol_is() =>
        Assert.Equal(s_divisions, Named(typeof(Scenario), "Scenarios"));

    private static IEnumerable<string> Named(Type beside, string suffix) =>
        beside
            .Assembly.GetTypes()
            .Where(type => type.Namespace == beside.Namespace && type.Name.EndsWith(suffix, StringComparison.Ordinal))
            .Select(type => type.Name[..^suffix.Length])
            .Where(name => name != "Known")
            .Order(StringComparer.Ordinal);
}
