using System.Text.Json;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed class BenchCommandTests
{
    [Fact]
    public void Json_is_one_object_with_the_agreed_fields()
    {
        var run = CliRun.Of(
            "bench",
            "s2",
            "--putters",
            "6",
            "--no-symmetry",
            "--no-sleep-sets",
            "--no-persistent-sets",
            "--json"
        );

        Assert.Equal(0, run.Exit);
        using var json = JsonDocument.Parse(run.Out);
        var root = json.RootElement;
        Assert.Equal("s2", root.GetProperty("scenario").GetString());
        Assert.Equal(2223, root.GetProperty("states").GetInt64());
        Assert.True(root.GetProperty("transitions").GetInt64() > 2223);
        Assert.True(root.GetProperty("complete").GetBoolean());
        Assert.True(root.GetProperty("seconds").GetDouble() >= 0);
        Assert.True(root.GetProperty("cpuSeconds").GetDouble() >= 0);
        Assert.True(root.GetProperty("peakBytes").GetInt64() > 0);
        Assert.True(root.GetProperty("peakWorkingSetBytes").GetInt64() > 0);
        Assert.Equal(
            (0, 6, 0),
            (
                root.GetProperty("togglers").GetInt32(),
                root.GetProperty("putters").GetInt32(),
                root.GetProperty("getters").GetInt32()
            )
        );
        Assert.False(root.GetProperty("symmetry").GetBoolean());
        Assert.False(root.GetProperty("sleepSets").GetBoolean());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("violation").ValueKind);
    }

    [Theory]
    [InlineData("the key is on while a thread uses it", "s1", "--broken")]
    [InlineData("no fiber is blocked for ever", "s2", "--broken")]
    [InlineData("no fiber is blocked for ever", "s2", "--broken", "key-off")]
    [InlineData(
        "the page map is not used after it was freed",
        "s3",
        "--broken",
        "--togglers",
        "1",
        "--putters",
        "1",
        "--getters",
        "1"
    )]
    public void A_broken_form_is_violated(string property, params string[] args)
    {
        var run = CliRun.Of(["bench", .. args, "--json"]);

        Assert.Equal(2, run.Exit);
        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal(property, json.RootElement.GetProperty("violation").GetString());
    }

    [Fact]
    public void People_get_a_table()
    {
        var run = CliRun.Of("bench", "s1", "--togglers", "3", "--engine", "bfs", "--no-symmetry", "--bits", "128");

        Assert.Equal(0, run.Exit);
        Assert.Equal("benchmark    s1, 3 togglers", run.OutLines[0]);
        Assert.Contains("states       280", run.OutLines);
        Assert.Contains(run.OutLines, line => line.Contains("breadth first, 128-bit", StringComparison.Ordinal));
        Assert.Equal("exit 0: searched to the end, nothing violated", run.OutLines[^1]);
    }
}
