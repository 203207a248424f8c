using System.Reflection;

namespace Architecture.Tests;

/// <summary>
/// In every assembly dependencies between folders go down the layers of its table. A new assembly gets a table,
/// <c>Layers/NAME.txt</c>, and a line here.
/// </summary>
public sealed class LayerTests
{
    /// <summary>Each assembly with the namespace of its root folder.</summary>
    public static TheoryData<string, string> Assemblies { get; } =
        new()
        {
            { "Interleave", "Interleave" },
            { "KernelText", "KernelText" },
            { "Litmus", "Litmus" },
            { "LitmusMachine", "LitmusMachine" },
            { "PgmapCheck.Model", "PgmapCheck.Model" },
            { "PgmapCheck.Properties", "PgmapCheck.Properties" },
            { "pgmapcheck", "PgmapCheck" },
        };

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Dependencies_go_down(string assembly, string root)
    {
        var (arrows, folders) = Arrow.In(PathOf(assembly), root);

        Assert.NotEmpty(arrows);
        Assert.Empty(TableOf(assembly).Violations(arrows, folders));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_picture_shows_the_table(string assembly, string _)
    {
        Assert.Equal(
            TableOf(assembly).Layers.Select(layer => string.Join(", ", layer)),
            Picture.Of(assembly).Layers.Select(layer => string.Join(", ", layer))
        );
        Assert.Equal(TableOf(assembly).Knots, Picture.Of(assembly).Knots);
    }

    [Fact]
    public void An_arrow_that_goes_up_is_noticed()
    {
        var (arrows, folders) = Arrow.In(Assembly.GetExecutingAssembly().Location, "Architecture.Tests.Seeded");
        var table = LayerTable.Parse(["Low", "High"]);

        var violation = Assert.Single(table.Violations(arrows, folders));
        Assert.Equal("does not go down: Low -> High (Cellar names Roof)", violation);
    }

    [Fact]
    public void Folders_of_one_layer_do_not_know_each_other()
    {
        var (arrows, folders) = Arrow.In(Assembly.GetExecutingAssembly().Location, "Architecture.Tests.Seeded");

        Assert.Equal(2, LayerTable.Parse(["Low, High"]).Violations(arrows, folders).Count);
    }

    [Fact]
    public void Pairs_of_a_knot_are_counted()
    {
        var (arrows, folders) = Arrow.In(Assembly.GetExecutingAssembly().Location, "Architecture.Tests.Seeded");

        Assert.Empty(LayerTable.Parse(["knot 1 Low, High"]).Violations(arrows, folders));
        Assert.Equal(
            ["1 pairs know each other in layer 0, not 2"],
            LayerTable.Parse(["knot 2 Low, High"]).Violations(arrows, folders)
        );
    }

    [Fact]
    public void Every_folder_is_in_the_table()
    {
        var table = LayerTable.Parse(["Low", "Middle"]);

        Assert.Equal(
            ["'High' is in no layer", "'Middle' has no types"],
            table.Violations([], new HashSet<string> { "Low", "High" })
        );
    }

    private static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, assembly + ".dll");

    private static LayerTable TableOf(string assembly) =>
        LayerTable.Parse(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Layers", assembly + ".txt")));
}
