using PgmapCheck.Model.Programs;
using PgmapCheck.Properties;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Robustness;

/// <summary>Files that do not end, and files that claim more than they hold.</summary>
public sealed class EndlessInputTests
{
    [Theory]
    [InlineData("a.trace", "replay")]
    [InlineData("a.scenario", "check")]
    [InlineData("a.json", "check", "--blob", "b", "--resume")]
    [InlineData("a.litmus", "litmus")]
    [InlineData("a.patch", "check", "--kernel-tree", ".", "--patch")]
    public void A_device_that_never_ends_is_one_line(string name, params string[] command)
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.File(name), "/dev/zero");

        var run = CliRun.Of([.. command.Select(word => word == "b" ? folder.File(word) : word), folder.File(name)]);

        Assert.Equal(1, run.Exit);
        Assert.Single(run.ErrorLines);
    }

    [Fact]
    public void What_is_larger_than_it_may_be_is_not_read_to_its_end()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a", new string('x', 70_000));

        Assert.Equal(
            $"{file}: expected at most 64.0 KiB, found more",
            Assert.Throws<UsageException>(() => TextFile.Read(file, 1 << 16)).Message
        );
        Assert.Equal(70_000, TextFile.Read(file, 1 << 17).Length);
    }

    // None of what is asked about two calls may be asked about all pairs, or all triples: this would take minutes, or
    // years.
    [Fact]
    public void Twenty_thousand_calls_are_read_at_once()
    {
        var text =
            "scenario x\npgmap p fsdax\nfile f on p[0] xfs\nthread \"a\"\n"
            + string.Concat(
                Enumerable.Range(0, 5_000).Select(i => $"  get_user_pages_fast f[0]\n  put_page p[0]\n  signal s{i}\n")
            )
            + "thread \"b\"\n"
            + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"  wait s{i}\n"));

        var program = ScenarioReader.Read(text, "x", KernelProperties.Names);

        Assert.Equal(20_000, program.CallCount);
    }

    [Fact]
    public void A_search_of_a_file_with_many_calls_stops_when_it_is_to()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write(
            "x.scenario",
            "scenario x\npgmap p fsdax\nfile f on p[0] xfs\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 3)
                        .Select(i =>
                            $"thread \"{i}\"\n"
                            + string.Concat(Enumerable.Repeat("  get_user_pages_fast f[0]\n  put_page p[0]\n", 1000))
                        )
                )
        );

        var run = CliRun.Of("check", file, "--kernel", "v6.15", "--max-states", "2000", "--no-traces");

        Assert.Equal(4, run.Exit);
    }
}
