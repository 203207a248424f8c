using System.Text.Json.Nodes;
using PgmapCheck.Blobs;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Blobs;

public sealed class MergeReportsTests : IDisposable
{
    private const string Refused = "exit 4: the shards are not one whole run, nothing was merged";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void The_union_of_the_shards_is_the_single_run(int count)
    {
        string[] formats = ["junit", "json", "sarif", "markdown", "html", "github"];
        string[] common = ["--traces", _folder.File("traces")];
        var single = CliRun.Of(["check", .. common, "--coverage", "--report", $"json={_folder.File("single")}"]);
        for (var index = 1; index <= count; index++)
        {
            RunShard(index, count, "--coverage");
        }

        var merged = CliRun.Of([
            "merge-reports",
            _folder.File("shards"),
            .. common,
            .. formats.SelectMany(format => new[] { "--report", $"{format}={_folder.File($"merged.{format}")}" }),
        ]);

        Assert.Equal((single.Exit, ""), (merged.Exit, merged.Error));
        Assert.Equal(Findings(_folder.File("single")), Findings(_folder.File("merged.json")));
        Assert.Equal(WithoutTimes(single), WithoutTimes(merged));
        Assert.All(formats, format => Assert.True(new FileInfo(_folder.File($"merged.{format}")).Length > 0));
    }

    [Fact]
    public void A_missing_shard_is_refused()
    {
        RunShard(1, 3);
        RunShard(3, 3);

        AssertRefused("shard 2/3 is not there", "5 of 16 cases are not there: v0.1/");
    }

    [Fact]
    public void A_shard_that_is_there_twice_is_refused()
    {
        RunShard(1, 2);
        RunShard(2, 2);
        File.Copy(_folder.File("shards/2.json"), _folder.File("shards/again.json"));

        AssertRefused("shard 2/2 is there 2 times: ", "8 cases there too often: v0.");
    }

    [Fact]
    public void A_case_that_is_missing_or_unknown_is_refused()
    {
        RunShard(1, 1);
        Change("shards/1.json", blob => blob["cases"]!.AsArray()[2]!["name"] = "v0.1/unheard-of");

        AssertRefused(
            $"{_folder.File("shards/1.json")}: not selected: v0.1/unheard-of",
            "1 of 16 cases are not there: v0.1/put-vs-wait"
        );
    }

    [Theory]
    [InlineData("tool", "\"pgmapcheck 0.0.1\"", "written by pgmapcheck 0.0.1, and ")]
    [InlineData("model", "\"00\"", "of model 00, and ")]
    [InlineData("shards", "3", "one of 3 shards, and ")]
    [InlineData("version", "5", "a blob of another version than 7")]
    [InlineData("selection", "[]", "of a run of 0 cases, and ")]
    public void A_shard_of_another_run_is_refused(string field, string value, string expected)
    {
        RunShard(1, 2);
        RunShard(2, 2);
        Change("shards/2.json", blob => blob[field] = JsonNode.Parse(value));

        var run = CliRun.Of("merge-reports", _folder.File("shards"), "--report", $"json={_folder.File("out.json")}");

        Assert.Equal((4, Refused), (run.Exit, run.OutLines.Single()));
        Assert.StartsWith(
            $"pgmapcheck: not merged: {_folder.File("shards/2.json")}: {expected}",
            run.ErrorLines[0],
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(_folder.File("out.json")));
    }

    [Theory]
    [InlineData("max states none", "--max-states", "100000")]
    [InlineData("max seconds none", "--time", "60s")]
    [InlineData("fingerprint bits 64", "--bits", "128")]
    [InlineData("liveness strong fairness", "--liveness", "off")]
    [InlineData("sleep sets on", "--no-sleep-sets")]
    public void A_shard_with_other_bounds_is_refused(string expected, params string[] options)
    {
        RunShard(1, 2, options);
        RunShard(2, 2);

        AssertRefused(
            $"{_folder.File("shards/2.json")}: searched with {expected}, and {_folder.File("shards/1.json")} with "
        );
    }

    [Fact]
    public void Shards_that_agree_with_each_other_and_not_with_this_program_are_refused()
    {
        RunShard(1, 1);
        Change("shards/1.json", blob => blob["model"] = "00");

        AssertRefused($"{_folder.File("shards/1.json")}: of model 00, and this program has ");
    }

    [Fact]
    public void A_violation_that_a_replay_does_not_show_is_refused()
    {
        RunShard(1, 1);
        Change("shards/1.json", blob => blob["cases"]![0]!["verdict"]!["counterexamples"]![0]!["schedule"] = "0");

        AssertRefused("a replay of '0' on v0.1/lost-update does not violate 'both increments count'");
    }

    // One digit of a figure that a proof rests on; and one of the checksum itself.
    [Theory]
    [InlineData("\"states\": ")]
    [InlineData("\"sha256\": \"")]
    public void A_blob_that_was_changed_is_refused(string before)
    {
        RunShard(1, 1);
        var (file, text) = (_folder.File("shards/1.json"), File.ReadAllText(_folder.File("shards/1.json")));
        var at = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        File.WriteAllText(file, text[..at] + (text[at] == '1' ? '2' : '1') + text[(at + 1)..]);

        var run = CliRun.Of("merge-reports", _folder.File("shards"));

        Assert.Equal((1, ""), (run.Exit, run.Out));
        Assert.Equal(
            [$"pgmapcheck: {file}: expected a blob as 'check' wrote it, found one with another checksum"],
            run.ErrorLines
        );
    }

    [Fact]
    public void No_shards_at_all_are_refused()
    {
        Directory.CreateDirectory(_folder.File("shards"));

        AssertRefused("there is no blob");
    }

    [Theory]
    [InlineData("{", ":1: expected a blob that 'check' wrote")]
    [InlineData("{\"version\": 7,\n\"tool\": 3}", ":2: expected a blob that 'check' wrote ($.tool)")]
    [InlineData("[]", ":1: expected a blob that 'check' wrote, with a version")]
    public void What_is_no_blob_is_named_with_its_line(string text, string expected)
    {
        Directory.CreateDirectory(_folder.File("shards"));
        var file = _folder.Write("shards/1.json", text);

        var run = CliRun.Of("merge-reports", _folder.File("shards"));

        Assert.Equal((1, ""), (run.Exit, run.Out));
        Assert.Equal([$"pgmapcheck: {file}{expected}"], run.ErrorLines);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_named() =>
        Assert.Equal(
            [$"pgmapcheck: {_folder.File("none")}: there is no such directory"],
            CliRun.Of("merge-reports", _folder.File("none")).ErrorLines
        );

    private void RunShard(int index, int count, params string[] options) =>
        CliRun.Of([
            "check",
            "--no-traces",
            "--quiet",
            "--shard",
            $"{index}/{count}",
            "--blob",
            _folder.File($"shards/{index}.json"),
            .. options,
        ]);

    private void AssertRefused(params string[] expected)
    {
        var run = CliRun.Of("merge-reports", _folder.File("shards"));

        Assert.Equal((4, Refused), (run.Exit, run.OutLines.Single()));
        Assert.Equal(expected.Length, run.ErrorLines.Count);
        Assert.All(
            expected.Zip(run.ErrorLines),
            pair => Assert.StartsWith($"pgmapcheck: not merged: {pair.First}", pair.Second, StringComparison.Ordinal)
        );
    }

    private void Change(string name, Action<JsonNode> change)
    {
        var blob = JsonNode.Parse(File.ReadAllText(_folder.File(name)))!;
        change(blob);
        _folder.Write(name, BlobFile.Seal(blob.ToJsonString(), (string)blob["sha256"]!));
    }

    private static string Findings(string path)
    {
        var report = JsonNode.Parse(File.ReadAllText(path))!;
        foreach (var entry in report["cases"]!.AsArray())
        {
            foreach (var field in (string[])["seconds", "cpuSeconds", "peakBytes"])
            {
                entry!.AsObject().Remove(field);
            }

            (entry!["termination"] as JsonObject)?.Remove("cpuSeconds");
        }

        return report.ToJsonString();
    }

    private static IEnumerable<string> WithoutTimes(CliRun run) =>
        run.OutLines.Select(line => System.Text.RegularExpressions.Regex.Replace(line, @"\d+\.\d\d s", "s"));
}
