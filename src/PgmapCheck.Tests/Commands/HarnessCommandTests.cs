using System.Text.Json;
using PgmapCheck.Cases;
using PgmapCheck.Commands;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

/// <summary><c>check</c> and <c>mutants</c> of harness files, on a small tree of our own.</summary>
public sealed class HarnessCommandTests : IDisposable
{
    private const string Right = "spin_lock(&gate_lock); gate_users++; spin_unlock(&gate_lock);";
    private const string Wrong = "gate_users++;";
    private const string Unknown = "unheard_of(&gate_lock);";

    private readonly TemporaryFolder _folder = new();
    private readonly Repository _repository;
    private readonly string _harness;

    public HarnessCommandTests()
    {
        _repository = new Repository(_folder);
        _folder.Write("Makefile", "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 7\n");
        Directory.CreateDirectory(_folder.File("lib"));
        WriteGate(Right);
        _harness = _folder.Write(
            "gate.harness",
            """
            summary two threads go through a gate that counts them
            read lib/gate.c
            thread "one" { gate_enter(); }
            thread "two" { gate_enter(); }
            end { WARN_ON(gate_users != 2); }
            expect clean
            seed not-locked "no WARN_ON triggers"
            change lib/gate.c /spin_(un)?lock\(&gate_lock\);//
            """
        );
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_patch_is_applied_in_memory_and_what_it_changes_is_said()
    {
        var patch = _folder.Write(
            "wrong.patch",
            """
            --- a/lib/gate.c
            +++ b/lib/gate.c
            @@ -5,3 +5,3 @@
             {
            -	spin_lock(&gate_lock); gate_users++; spin_unlock(&gate_lock);
            +	gate_users++;
             }

            """
        );

        var run = Check("--patch", patch);

        Assert.Equal(2, run.Exit);
        Assert.Contains("[lib/gate.c:6]", run.Out, StringComparison.Ordinal);
        Assert.Contains("Against the tree without the patches:", run.Out, StringComparison.Ordinal);
        Assert.Contains("gate: violates 'no WARN_ON triggers' now, proved before", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, Check().Exit); // the tree is as it was
    }

    [Fact]
    public void Another_tree_is_searched_and_compared_with()
    {
        using var other = new TemporaryFolder();
        other.Write("Makefile", "VERSION = 6\nPATCHLEVEL = 2\nSUBLEVEL = 0\n");
        Directory.CreateDirectory(other.File("lib"));
        File.Copy(_folder.File("lib/gate.c"), other.File("lib/gate.c"));

        var same = Check("--against", other.Path);
        WriteGate(Wrong);
        var worse = Check("--against", other.Path);

        Assert.Equal((0, 2), (same.Exit, worse.Exit));
        Assert.DoesNotContain("gate: violates", same.Out, StringComparison.Ordinal);
        Assert.Contains("gate: violates 'no WARN_ON triggers' now, proved before", worse.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bisection_skips_what_nothing_can_be_said_of()
    {
        Assert.Equal(0, Check("--bisect").Exit);

        WriteGate(Wrong);
        Assert.Equal(2, Check("--bisect").Exit);

        WriteGate(Unknown);
        var unknown = Check();
        Assert.Equal(4, unknown.Exit);
        Assert.Contains("lib/gate.c:6: unheard_of has no meaning", unknown.Out, StringComparison.Ordinal);
        Assert.Equal(125, Check("--bisect").Exit);

        File.Delete(_folder.File("lib/gate.c"));
        var gone = Check();
        Assert.Equal(1, gone.Exit);
        Assert.Contains("gate.harness:2:", Assert.Single(gone.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(125, Check("--bisect").Exit);
    }

    [Fact]
    public void Git_bisect_names_the_commit()
    {
        _repository.Git("init", "-q");
        Commit("first", Right);
        Commit("rework, half of it", Unknown);
        Commit("rework the rest", Right + " ");
        Commit("simplify", Wrong);
        Commit("tidy up", Wrong + " ");
        _repository.Git("bisect", "start", "HEAD", "HEAD~4");
        var tool = Path.Combine(AppContext.BaseDirectory, "pgmapcheck.dll");

        string[] check = ["check", _harness, "--no-traces", "--kernel-tree", ".", "--quiet", "--bisect"];
        var output = _repository.Git(["bisect", "run", "dotnet", tool, .. check]);

        Assert.Matches("is the first bad commit[\\s\\S]*simplify", output);
    }

    [Fact]
    public void What_to_ask_next_finds_the_same()
    {
        _folder.Write("open.harness", "thread \"one\" { }\n");
        var open = _folder.File("open.harness");

        Assert.Contains(
            $"check {_harness} --kernel-tree {_folder.Path} --seeds   #",
            Next("--seeds"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("--races", Next("--seeds"), StringComparison.Ordinal);

        WriteGate(Wrong);
        Assert.Contains($"--kernel-tree {_folder.Path} --races   #", Next(open, "--races"), StringComparison.Ordinal);
        Assert.Contains(
            $"--kernel-tree {_folder.Path} --races --memory weak   #",
            Next(open, "--races", "--memory", "weak"),
            StringComparison.Ordinal
        );
        Assert.Contains($"--kernel-tree {_folder.Path}   #", Next(open), StringComparison.Ordinal);

        string Next(params string[] more) =>
            Assert.Single(Check(more).OutLines, line => line.Contains("# all of", StringComparison.Ordinal));
    }

    [Fact]
    public void The_report_says_what_a_verdict_rests_on()
    {
        _folder.Write(
            "door.harness",
            """
            read lib/door.c
            stub door_alarm
            drop door_light
            thread "in" { door(0); }
            thread "for ever" { await_nonzero(&door_opens); }
            expect violated "no fiber is blocked for ever"
            """
        );
        _folder.Write(
            Path.Combine("lib", "door.c"),
            """
            static int door_opens;
            void door(int is_broken)
            {
            	might_sleep(); lockdep_assert_held(&door_opens);
            	door_light(nowhere->light);
            	if (is_broken)
            		door_alarm();
            	door_opens = smp_load_acquire(&door_opens);
            }

            """
        );
        var report = _folder.File("report.json");

        var run = Run("check", _folder.File("door.harness"), _harness, "--no-traces", "--report", $"json={report}");

        Assert.Equal(0, run.Exit);
        Assert.Contains("  cut off by the harness, and called: door_light", run.OutLines);
        Assert.Contains("  never ran to their end: for ever", run.OutLines);
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        var cases = json.RootElement.GetProperty("cases");
        var door = cases[0].GetProperty("harness");
        Assert.Equal((6, 5), (door.GetProperty("lines").GetInt32(), door.GetProperty("linesReached").GetInt32()));
        Assert.Equal(["lib/door.c:7"], Strings(door, "linesMissed"));
        Assert.Equal(["door_light"], Strings(door, "cutOff"));
        Assert.Equal(["lockdep_assert_held"], Strings(door, "ignored"));
        Assert.Equal(["await_nonzero", "might_sleep", "smp_load_acquire"], Strings(door, "meanings"));
        Assert.Equal(["for ever"], Strings(door, "threadsNeverEnded"));
        Assert.Empty(Strings(cases[1].GetProperty("harness"), "threadsNeverEnded"));
        Assert.Empty(Strings(cases[1].GetProperty("harness"), "linesMissed"));

        static IEnumerable<string?> Strings(JsonElement element, string name) =>
            element.GetProperty(name).EnumerateArray().Select(one => one.GetString());
    }

    [Fact]
    public void Mutants_are_of_the_functions_of_the_tree()
    {
        var run = Run("mutants", _harness, "--verbose");

        Assert.Equal(0, run.Exit);
        Assert.Contains(
            "gate_enter: spin_lock &gate_lock LeaveOutAll: gate: no WARN_ON triggers",
            run.Out,
            StringComparison.Ordinal
        );
        Assert.Contains("gate: 3 mutants, 3 killed", run.Out, StringComparison.Ordinal);

        WriteGate(Wrong);
        var violated = Run("mutants", _harness);
        Assert.Equal(4, violated.Exit);
        Assert.Contains("gate: it is not proved as it is", violated.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_survives_is_named()
    {
        _folder.Write("gate.harness", File.ReadAllText(_harness).Replace("!= 2", "> 9", StringComparison.Ordinal));

        var run = Run("mutants", _harness);

        Assert.Equal(6, run.Exit);
        Assert.Contains("SURVIVES: gate_enter: spin_lock &gate_lock LeaveOutAll", run.Out, StringComparison.Ordinal);
        Assert.Contains("gate: 3 mutants, 0 killed", run.Out, StringComparison.Ordinal);
    }

    private CliRun Check(params string[] more) => Run(["check", _harness, "--no-traces", .. more]);

    private CliRun Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = CommandLine.Run(
            [.. arguments, "--kernel-tree", _folder.Path],
            new Terminal(output, error),
            () => Catalogue.Known
        );
        return new CliRun(exit, output.ToString(), error.ToString());
    }

    private void WriteGate(string body) =>
        _folder.Write(
            Path.Combine("lib", "gate.c"),
            $$"""
            typedef struct { int slock; } spinlock_t;
            static spinlock_t gate_lock;
            static int gate_users;
            void gate_enter(void)
            {
            	{{body}}
            }

            """
        );

    private void Commit(string subject, string body)
    {
        WriteGate(body);
        _repository.Commit(subject, "lib", "Makefile");
    }
}
