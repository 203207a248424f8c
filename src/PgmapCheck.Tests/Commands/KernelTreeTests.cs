using System.Text.Json;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

/// <summary><c>check --kernel-tree</c> on a small tree of our own, in which only static keys are text.</summary>
public sealed class KernelTreeTests : IDisposable
{
    private static readonly string[] s_check = ["check", "--scenario", "key-get-vs-get", "--no-traces"];

    private static readonly string[] s_other = ["check", "--scenario", "put-page-vs-truncate", "--no-traces"];

    private readonly SmallTree _tree = new();
    private readonly Repository _repository;

    public KernelTreeTests() => _repository = new Repository(_tree.Folder);

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Says_what_is_read_and_proves_it()
    {
        var run = Check();

        Assert.Equal(0, run.Exit);
        Assert.Equal($"tree         {_tree.Folder.Path}, v6.1.7, default options", run.OutLines[0]);
        Assert.Equal("from text    JumpLabel", run.OutLines[1]);
        Assert.Contains("v6.1.7-text/key-get-vs-get", run.Out, StringComparison.Ordinal);
        Assert.Contains("Ran 1 function of the tree, over 6 names", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patch_is_applied_in_memory_and_what_it_changes_is_said()
    {
        var patch = _tree.Folder.Write(
            "wrong.patch",
            """
            --- a/kernel/jump_label.c
            +++ b/kernel/jump_label.c
            @@ -7,3 +7,3 @@
             	mutex_lock(&jump_label_mutex);
            -	if (atomic_read(&key->enabled) == 0) {
            +	if (atomic_read(&key->enabled) == 1) {
             		atomic_set(&key->enabled, -1);

            """
        );

        var run = Check("--patch", patch);

        Assert.Equal(2, run.Exit);
        Assert.Contains("[kernel/jump_label.c:", run.Out, StringComparison.Ordinal);
        Assert.Contains("key-get-vs-get: violates", run.Out, StringComparison.Ordinal);
        Assert.Contains("now, proved before", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_text_alone_does_wrong_is_known_of_no_bug()
    {
        _tree.WriteKey(SmallTree.Wrong);

        Assert.Contains("Not in the catalogue of known bugs", Check().Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_meaning_is_incomplete()
    {
        _tree.WriteKey("== unheard_of(key)");

        Assert.Equal(4, Check().Exit);
        Assert.Equal(125, Check("--bisect").Exit);
        Assert.Contains("kernel/jump_label.c:8: unheard_of has no meaning", Check().Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_that_runs_no_function_of_the_tree_is_not_about_it()
    {
        var report = _tree.Folder.File("report.json");
        var run = _tree.Run(
            "check",
            "--scenario",
            "key-get-vs-get",
            "--scenario",
            "put-page-vs-truncate",
            "--no-traces",
            "--report",
            $"json={report}"
        );

        Assert.Equal(4, run.Exit);
        Assert.Contains("not about the tree: none of its functions runs here", run.Out, StringComparison.Ordinal);
        Assert.Contains("2 cases: 1 proved, 1 incomplete", run.Out, StringComparison.Ordinal);
        Assert.Equal(125, _tree.Run([.. s_other, "--bisect"]).Exit);

        using var json = JsonDocument.Parse(File.ReadAllText(report));
        var cases = json.RootElement.GetProperty("cases");
        Assert.Equal([0, 1], cases.EnumerateArray().Select(c => c.GetProperty("functions").GetArrayLength()).Order());
        Assert.Contains(
            "jump_label_update",
            json.RootElement.GetProperty("trusted").ToString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("sarif", "\"uri\": \"kernel/jump_label.c\"", "\"startLine\": ")]
    [InlineData("github", "file=kernel/jump_label.c,line=", "violated")]
    [InlineData("json", "\"place\": \"kernel/jump_label.c:", "\"line\": ")]
    public void Reports_name_file_and_line(string format, string where, string more)
    {
        _tree.WriteKey(SmallTree.Wrong);
        var report = _tree.Folder.File("report");

        _tree.Run([.. s_check, "--report", $"{format}={report}"]);

        var text = File.ReadAllText(report);
        Assert.Contains(where, text, StringComparison.Ordinal);
        Assert.Contains(more, text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("--patch", "nowhere.patch")]
    [InlineData("--config", "nowhere.config")]
    [InlineData("--base", "v9.9")]
    [InlineData("--against", "nowhere")]
    public void Bad_input_is_one_line(string option, string value)
    {
        var run = Check(option, value);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("pgmapcheck: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_file_runs_on_the_tree_and_its_trace_replays_there()
    {
        var file = _tree.Folder.Write(
            "two.scenario",
            """
            scenario two
            pgmap pmem0 fsdax unbound
            pgmap pmem1 fsdax unbound
            thread "a"
              bind pmem0
            thread "b"
              bind pmem1

            """
        );
        _tree.WriteKey(SmallTree.Wrong);
        var traces = _tree.Folder.File("traces");

        var run = _tree.Run("check", file, "--traces", traces);

        Assert.Equal(2, run.Exit);
        Assert.Contains("v6.1.7-text/two", run.Out, StringComparison.Ordinal);
        Assert.Contains("[kernel/jump_label.c:", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"--kernel-tree[\s\\]+", run.Out);
        Assert.Equal(0, _tree.Run("replay", file, traces, "--quiet").Exit);
    }

    [Fact]
    public void A_graph_is_of_the_text()
    {
        var run = _tree.Run("graph", "key-get-vs-get");

        Assert.Equal(0, run.Exit);
        Assert.Contains("static_key_slow_inc", run.Out, StringComparison.Ordinal);
        Assert.Contains("v6.1.7-text/key-get-vs-get:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Trees_stand_side_by_side_in_a_history()
    {
        using var other = new TemporaryFolder();
        other.Write("Makefile", "VERSION = 6\nPATCHLEVEL = 2\nSUBLEVEL = 0\n");
        Directory.CreateDirectory(other.File("kernel"));
        File.Copy(_tree.Folder.File("kernel/jump_label.c"), other.File("kernel/jump_label.c"));
        _tree.WriteKey(SmallTree.Wrong);

        var run = _tree.Run("history", "--scenario", "key-get-vs-get", "--kernel-tree", other.Path);

        Assert.Equal(2, run.Exit);
        Assert.Contains("v6.1.7-text", run.Out, StringComparison.Ordinal);
        Assert.Contains("v6.2-text", run.Out, StringComparison.Ordinal);
        Assert.Matches("key-get-vs-get +\\. +!", run.Out);
        Assert.Contains("2 cases on 2 kernels", run.Out, StringComparison.Ordinal);
        Assert.Equal(1, _tree.Run("history", "--kernel-tree", _tree.Folder.Path).Exit); // one tree twice
    }

    [Fact]
    public void Fuzzing_a_tree_shows_what_its_text_does()
    {
        _tree.WriteKey(SmallTree.Wrong);

        var run = _tree.Run("fuzz", "--runs", "30", "--seed", "1", "--no-save");

        Assert.Equal(2, run.Exit);
        Assert.StartsWith("tree  ", run.OutLines[0], StringComparison.Ordinal);
        Assert.Contains("[kernel/jump_label.c:", run.Out, StringComparison.Ordinal);
        Assert.Contains(
            $"Again:  pgmapcheck fuzz --kernel-tree {_tree.Folder.Path} ",
            run.Out,
            StringComparison.Ordinal
        );
        Assert.Contains("of the tree, over", run.Out, StringComparison.Ordinal);
        Assert.Equal(1, _tree.Run("fuzz", "--kernel", "v6.1").Exit);
    }

    [Fact]
    public void Mutants_are_of_a_tree_or_of_a_kernel()
    {
        var run = _tree.Run(["mutants", "--kernel", "v4.18"]);

        Assert.Equal(1, run.Exit);
        Assert.Equal(
            "pgmapcheck: --kernel and --kernel-tree: expected one of them; --base names a kernel beside a tree",
            Assert.Single(run.ErrorLines)
        );
    }

    [Fact]
    public void Git_bisect_names_the_commit()
    {
        _repository.Git("init", "-q");
        Commit("first", SmallTree.Right, 0);
        Commit("tidy up", SmallTree.Right, 1);
        Commit("simplify", SmallTree.Wrong, 2);
        Commit("tidy up more", SmallTree.Wrong, 3);
        _repository.Git("bisect", "start", "HEAD", "HEAD~3");
        var tool = Path.Combine(AppContext.BaseDirectory, "pgmapcheck.dll");

        var output = _repository.Git([
            "bisect",
            "run",
            "dotnet",
            tool,
            .. s_check,
            "--kernel-tree",
            ".",
            "--quiet",
            "--bisect",
        ]);

        Assert.Matches("is the first bad commit[\\s\\S]*simplify", output);
    }

    private CliRun Check(params string[] more) => _tree.Run([.. s_check, .. more]);

    private void Commit(string subject, string condition, int number)
    {
        _tree.WriteKey(condition);
        _tree.Folder.Write("notes", $"{number}");
        _repository.Commit(subject, "-A");
    }
}
