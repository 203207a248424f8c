using System.Text.Json;

namespace PgmapCheck.Tests.Commands;

/// <summary><c>bugs --kernel-tree</c>, and shards of a tree, on a small tree of our own, in which only static keys are
/// text.</summary>
public sealed class TreeBugsTests : IDisposable
{
    private readonly SmallTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Bugs_of_the_base_are_looked_for_in_the_text()
    {
        var run = _tree.Run("bugs", "SKEY-SLOWDEC", "REL-PAGES", "IDLE-PUT", "--no-traces");

        Assert.Equal((2, ""), (run.Exit, run.Error));
        Assert.Matches(@"(?m)^SKEY-SLOWDEC +found in \d+ steps +key-put-vs-extra-put ", run.Out);
        Assert.Matches("(?m)^REL-PAGES +not compared: v6.1 by hand has not got it ", run.Out);
        Assert.Contains("3 bugs: 1 found in the text, 0 not there, 2 not compared", run.Out, StringComparison.Ordinal);
        Assert.Equal("exit 2: the tree has known bugs", run.OutLines[^1]);
    }

    [Fact]
    public void A_bug_that_the_text_has_not_got_is_not_there()
    {
        _tree.WriteKey(isLast: "atomic_read(&key->enabled) > 0 && atomic_dec_and_test(&key->enabled)");

        var run = _tree.Run("bugs", "SKEY-SLOWDEC", "--no-traces");

        Assert.Matches("(?m)^SKEY-SLOWDEC +not there: the text is as after 83ab38ef0a0b ", run.Out);
        Assert.Equal((0, "exit 0: no bug that was compared is in the tree"), (run.Exit, run.OutLines[^1]));
    }

    [Fact]
    public void A_bug_of_a_part_that_is_not_read_is_not_compared() =>
        Assert.Matches(
            "(?m)^LAYOUT-KEEP +not compared: [A-Za-z, ]+ is by hand here",
            _tree.Run("bugs", "LAYOUT-KEEP", "--no-traces").Out
        );

    [Fact]
    public void Merged_shards_say_what_ran_and_are_of_one_text()
    {
        string[] scenarios = ["--scenario", "key-get-vs-get", "--scenario", "key-put-vs-get"];
        var report = _tree.Folder.File("merged");
        for (var i = 1; i <= 2; i++)
        {
            _tree.Run([
                "check",
                .. scenarios,
                "--no-traces",
                "--shard",
                $"{i}/2",
                "--blob",
                _tree.Folder.File($"blobs/{i}.json"),
            ]);
        }

        var merged = _tree.Run(
            "merge-reports",
            _tree.Folder.File("blobs"),
            "--no-traces",
            "--report",
            $"json={report}"
        );

        Assert.Equal((0, ""), (merged.Exit, merged.Error));
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        Assert.All(
            json.RootElement.GetProperty("cases").EnumerateArray(),
            one =>
                Assert.Contains(
                    "static_key_slow_inc",
                    one.GetProperty("functions").ToString(),
                    StringComparison.Ordinal
                )
        );

        _tree.WriteKey(SmallTree.Wrong);
        var other = _tree.Run("merge-reports", _tree.Folder.File("blobs"), "--no-traces");
        Assert.Equal(4, other.Exit);
        Assert.Contains("static_key_slow_inc is not what it was", other.Error, StringComparison.Ordinal);
    }
}
