using System.Text.Json;
using System.Threading;
using System.Xml.Linq;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed class LitmusCommandTests : IDisposable
{
    private const string MessagePassing = """
        C MP
        (* Result: Sometimes *)
        {}
        P0(int *x, int *y) { WRITE_ONCE(*x, 1); WRITE_ONCE(*y, 1); }
        P1(int *x, int *y) { int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x); }
        exists (1:r0=1 /\ 1:r1=0)
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_single_test_is_shown_with_an_execution()
    {
        var run = CliRun.Of("litmus", _folder.Write("mp.litmus", MessagePassing));

        Assert.Equal(0, run.Exit);
        Assert.StartsWith("Sometimes  ", run.OutLines[0], StringComparison.Ordinal);
        Assert.Contains("  An execution that ends so:", run.OutLines);
        Assert.Contains(
            run.OutLines,
            line => line.EndsWith("READ_ONCE(*y): y is 1 (from b)", StringComparison.Ordinal)
        );
        Assert.Equal("exit 0: all as recorded", run.OutLines[^1]);
    }

    [Fact]
    public void What_never_happens_is_shown_with_the_cycle_that_forbids_it()
    {
        var run = CliRun.Of(
            "litmus",
            _folder.Write(
                "mp.litmus",
                MessagePassing
                    .Replace("WRITE_ONCE(*y", "smp_wmb(); WRITE_ONCE(*y")
                    .Replace("int r1", "smp_rmb(); int r1")
                    .Replace("Sometimes", "Never")
            )
        );

        Assert.Equal(0, run.Exit);
        Assert.Contains("  No execution ends so. One that would is forbidden by happens-before:", run.OutLines);
        Assert.Contains(
            run.OutLines,
            line =>
                line.Contains("-rmb->") && line.Contains("-fre->") && line.Contains("-wmb->") && line.Contains("-rfe->")
        );
    }

    [Fact]
    public void Another_verdict_than_the_recorded_one_is_a_failure()
    {
        _folder.Write("a.litmus", MessagePassing);
        _folder.Write("b.litmus", MessagePassing.Replace("Sometimes", "Never"));
        var run = CliRun.Of("litmus", _folder.Path);

        Assert.Equal(2, run.Exit);
        Assert.EndsWith("b.litmus  recorded: Never", run.OutLines[1], StringComparison.Ordinal);
        Assert.Contains("1 as recorded, 1 not as recorded", run.OutLines);
        Assert.Equal("exit 2: a verdict is not the recorded one", run.OutLines[^1]);
    }

    [Theory]
    [InlineData("sc", "Never")]
    [InlineData("tso", "Never")]
    [InlineData("lkmm", "Sometimes")]
    public void Records_are_compared_with_the_kernels_model_alone(string model, string verdict)
    {
        var run = CliRun.Of("litmus", "--model", model, _folder.Write("mp.litmus", MessagePassing));

        Assert.Equal(0, run.Exit);
        Assert.StartsWith(verdict, run.OutLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void States_are_listed()
    {
        var run = CliRun.Of("litmus", "--show-states", _folder.Write("mp.litmus", MessagePassing));

        Assert.Equal(
            ["1:r0=0; 1:r1=0;", "1:r0=0; 1:r1=1;", "1:r0=1; 1:r1=0;", "1:r0=1; 1:r1=1;"],
            run.OutLines.Skip(1).Take(4).Select(line => line.Trim())
        );
    }

    [Fact]
    public void The_machines_verdict_stands_beside()
    {
        var same = _folder.Write("a.litmus", MessagePassing);
        _folder.Write(
            "b.litmus",
            MessagePassing
                .Replace("WRITE_ONCE(*x, 1);", "int r0 = READ_ONCE(*x);")
                .Replace("int r1 = READ_ONCE(*x);", "WRITE_ONCE(*x, 1);")
                .Replace("1:r0=1 /\\ 1:r1=0", "0:r0=1 /\\ 1:r0=1")
        );
        var json = _folder.File("out.json");
        var run = CliRun.Of("litmus", "--machine", "--report", $"json={json}", _folder.Path);

        Assert.Equal(0, run.Exit);
        Assert.EndsWith("a.litmus  machine: Sometimes", run.OutLines[0], StringComparison.Ordinal);
        Assert.EndsWith(
            "b.litmus  machine: Never (stronger: load buffering)",
            run.OutLines[1],
            StringComparison.Ordinal
        );
        Assert.Contains(
            run.OutLines,
            line => line.StartsWith("machine: 1 of 2 the same, 1 stronger: load buffering; ", StringComparison.Ordinal)
        );
        var files = JsonDocument.Parse(File.ReadAllText(json)).RootElement.GetProperty("files");
        Assert.Equal("loadBuffering", files[1].GetProperty("machine").GetProperty("difference").GetString());
        Assert.Contains(
            "machine with load buffering: 2 of 2 the same",
            CliRun.Of("litmus", "--machine", "--load-buffering", _folder.Path).Out,
            StringComparison.Ordinal
        );
        Assert.Equal(1, CliRun.Of("litmus", "--load-buffering", same).Exit);
    }

    [Fact]
    public void A_bad_file_is_named_and_stops_no_other()
    {
        var bad = _folder.Write("a.litmus", MessagePassing.Replace("int r0 =", "int r0 = foo(x) +"));
        _folder.Write("b.litmus", MessagePassing);
        _folder.Write("c.litmus", "PPC c\n{}\n");
        var run = CliRun.Of("litmus", _folder.Path);

        Assert.Equal(1, run.Exit);
        Assert.Equal(
            [$"pgmapcheck: {bad}:5:31: expected a primitive of the kernel's memory model, found 'foo'"],
            run.ErrorLines
        );
        Assert.Contains("1 as recorded, 1 not read, 1 skipped, not C", run.OutLines);
        Assert.Equal(1, CliRun.Of("litmus", _folder.File("c.litmus")).Exit); // asked for by name
    }

    [Fact]
    public void Nothing_to_judge_is_an_error()
    {
        Assert.Equal(
            $"pgmapcheck: no *.litmus in {_folder.Path}",
            Assert.Single(CliRun.Of("litmus", _folder.Path).ErrorLines)
        );
        Assert.Equal(
            "pgmapcheck: there is no file or folder 'nowhere'",
            Assert.Single(CliRun.Of("litmus", "nowhere").ErrorLines)
        );
    }

    [Fact]
    public void Out_of_time_is_incomplete()
    {
        const int Threads = 6;
        var ring = string.Concat(
            Enumerable
                .Range(0, Threads)
                .Select(i => (Own: i, Next: (i + 1) % Threads))
                .Select(t =>
                    $"P{t.Own}(int *x{t.Own}, int *x{t.Next}) {{ int r; "
                    + $"WRITE_ONCE(*x{t.Own}, 1); r = READ_ONCE(*x{t.Next}); "
                    + $"WRITE_ONCE(*x{t.Own}, 2); r = READ_ONCE(*x{t.Next}); }}\n"
                )
        );
        var file = _folder.Write("big.litmus", $"C big\n(* Result: Never *)\n{{}}\n{ring}\nexists (x0=7)\n");
        var run = CliRun.Of("litmus", "--time", "1ms", "--show-states", file);

        Assert.Equal(4, run.Exit);
        Assert.Contains("(time)", run.OutLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_leaves_the_rest()
    {
        _folder.Write("a.litmus", MessagePassing);
        using var interrupted = new CancellationTokenSource();
        interrupted.Cancel();
        var run = CliRun.On(terminal => terminal with { Interrupted = interrupted.Token }, "litmus", _folder.Path);

        Assert.Equal(4, run.Exit);
        Assert.Contains("1 not begun, interrupted", run.OutLines);
        Assert.Equal("exit 4: incomplete, nothing differs so far", run.OutLines[^1]);
    }

    [Fact]
    public void Shards_have_all_files_between_them()
    {
        for (var i = 0; i < 7; i++)
        {
            _folder.Write($"{i}.litmus", MessagePassing);
        }

        string[] Files(string shard) =>
            [
                .. CliRun
                    .Of("litmus", "--shard", shard, _folder.Path)
                    .OutLines.Where(line => line.StartsWith("Sometimes", StringComparison.Ordinal)),
            ];

        Assert.Equal([3, 4], ((int[])[Files("1/2").Length, Files("2/2").Length]).Order());
        Assert.Equal(
            Files("1/1").Order(StringComparer.Ordinal),
            Files("1/2").Concat(Files("2/2")).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("1")]
    [InlineData("5")]
    public void Lines_are_in_order_whatever_the_number_of_jobs(string jobs)
    {
        for (var i = 10; i < 40; i++)
        {
            _folder.Write($"{i}.litmus", MessagePassing);
        }

        var run = CliRun.Of("litmus", "--jobs", jobs, _folder.Path);
        Assert.Equal(
            Enumerable.Range(10, 30).Select(i => $"{i}.litmus"),
            run.OutLines.Take(30).Select(line => Path.GetFileName(line))
        );
    }

    [Fact]
    public void Reports_say_the_same()
    {
        _folder.Write("a.litmus", MessagePassing);
        _folder.Write("b.litmus", MessagePassing.Replace("Sometimes", "Never"));
        _folder.Write("c.litmus", "C c\n{}\n");
        _folder.Write("d.litmus", "LISA d\n{}\n");
        var (junit, json) = (_folder.File("junit.xml"), _folder.File("out.json"));
        var run = CliRun.Of(
            "litmus",
            "--explain",
            "--report",
            $"junit={junit}",
            "--report",
            $"json={json}",
            _folder.Path
        );

        Assert.Equal(1, run.Exit);
        var suite = XDocument.Load(junit).Root!.Element("testsuite")!;
        Assert.Equal(
            ("4", "1", "1", "1"),
            (
                suite.Attribute("tests")!.Value,
                suite.Attribute("failures")!.Value,
                suite.Attribute("errors")!.Value,
                suite.Attribute("skipped")!.Value
            )
        );
        using var document = JsonDocument.Parse(File.ReadAllText(json));
        var files = document.RootElement.GetProperty("files").EnumerateArray().ToArray();
        Assert.Equal(
            ["asRecorded", "differs", "unread", "skipped"],
            files.Select(file => file.GetProperty("outcome").GetString())
        );
        Assert.Equal("1:r0=1; 1:r1=0;", files[0].GetProperty("witness").GetProperty("state").GetString());
        Assert.Equal(1, document.RootElement.GetProperty("exitCode").GetInt32());
    }
}
