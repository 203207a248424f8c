using PgmapCheck.Model.Releases;
using PgmapCheck.Runs;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

/// <summary><c>new patch</c>; that what it writes builds and runs is checked by the gate with a real compiler for more
/// parts.</summary>
public sealed class NewCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static IEnumerable<object[]> Parts =>
        [
            .. from release in (Release[])[KnownReleases.V4_14, KnownReleases.V4_18, KnownReleases.V6_17]
            from part in typeof(Release).GetProperties()
            where PatchSource.IsForm(part.PropertyType) && part.GetValue(release) is not null
            select new object[] { release.Name, part.Name },
        ];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Every_part_of_a_kernel_is_open(string release, string part)
    {
        var folder = _folder.File("project");

        var run = CliRun.Of("new", "patch", "my-change", "--from", release, "--replaces", part, "--output", folder);

        Assert.Equal((0, ""), (run.Exit, run.Error));
        var source = File.ReadAllText(Path.Combine(folder, "MyChange.cs"));
        Assert.Contains($"Name = \"{release}-my-change\"", source, StringComparison.Ordinal);
        Assert.Contains("override Routine", source, StringComparison.Ordinal);
        var form = typeof(Release)
            .GetProperty(part)!
            .GetValue(KnownReleases.All.Single(one => one.Name == release))!
            .GetType();
        Assert.False(form.IsSealed, form.Name);
    }

    [Theory]
    [InlineData("v6.14", "BreakLayouts", "--from: no kernel is called 'v6.14'")]
    [InlineData("v6.15", "BreakLayout", "--replaces: no part is called 'BreakLayout'")]
    [InlineData("v6.15", "HugeEntries", "--replaces: v6.15 has no HugeEntries")]
    public void A_name_that_is_none_is_one_line(string from, string part, string message)
    {
        var folder = _folder.File("project");

        var run = CliRun.Of("new", "patch", "my-change", "--from", from, "--replaces", part, "--output", folder);

        Assert.Equal(1, run.Exit);
        Assert.Contains(message, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void What_is_there_is_not_written_over()
    {
        var folder = _folder.File("project");
        string[] args = ["new", "patch", "mine", "--from", "v6.15", "--replaces", "Memremap", "--output", folder];
        Assert.Equal(0, CliRun.Of(args).Exit);

        var run = CliRun.Of(args);

        Assert.Equal(1, run.Exit);
        Assert.Contains("expected no such folder, or an empty one", run.Error, StringComparison.Ordinal);
    }
}
