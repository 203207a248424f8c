using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Interleave;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using PgmapCheck.Properties.Fuzzing;

namespace PgmapCheck.Properties.Tests.Programs;

/// <summary>Scenario files: what is read is what was written, and what is wrong is named.</summary>
public sealed class ScenarioFileTests
{
    private static readonly Config s_config = Config
        .QuickThrowOnFailure.WithQuietOnSuccess(true)
        .WithMaxTest(150)
        .WithStartSize(2)
        .WithEndSize(14)
        .WithReplay(new Replay(new Rnd(20261121, 1), null));

    public static TheoryData<string> Examples =>
        [.. Directory.GetFiles(Folder, "*.scenario").Select(Path.GetFileName).OfType<string>()];

    private static string Folder => SourceFolder.File("../../scenarios");

    [Theory]
    [InlineData("v4.18")]
    [InlineData("v5.10")]
    [InlineData("v6.17")]
    public void A_program_is_read_as_it_was_written(string release) =>
        Check.One(
            s_config,
            Prop.ForAll(
                ProgramGenerator.Programs(Named(release)),
                (RefcountProgram program) =>
                {
                    // a file has no threads that do nothing
                    var threads = program.Threads.RemoveAll(thread => thread.Calls.IsEmpty);
                    if (threads.IsEmpty)
                    {
                        return;
                    }

                    var noted = program with
                    {
                        Threads = threads,
                        Summary = "a \"quoted\" \\ line",
                        Expects = Expectations(program.CallCount),
                    };
                    var read = Read(ScenarioWriter.Write(noted));
                    Assert.Equal(JsonSerializer.Serialize(noted), JsonSerializer.Serialize(read));
                    Assert.Equal(ScenarioWriter.Write(noted), ScenarioWriter.Write(read));
                }
            )
        );

    [Theory]
    [InlineData("v4.18")]
    [InlineData("v4.18+fixes")]
    [InlineData("v5.10")]
    [InlineData("v6.15")]
    public void A_file_has_the_verdict_of_the_scenario_in_code(string release)
    {
        var kernel = Cases.All.First(c => c.Release.Name == release).Release;
        foreach (
            var (file, name) in new[]
            {
                ("put-page-vs-truncate", "put-page-vs-truncate"),
                ("release-pages-vs-truncate", "release-batch-vs-truncate"),
            }
        )
        {
            var program = Read(File.ReadAllText(Path.Combine(Folder, $"{file}.scenario")));
            var fromFile = Checker.Prove(new Case(kernel, BootedProgram.AsScenario(program)).Program);
            var inCode = Checker.Prove(new Case(kernel, KnownScenarios.All.Single(s => s.Name == name)).Program);

            Assert.True(fromFile.Complete);
            Assert.Equal(Cases.Violated(inCode), Cases.Violated(fromFile));
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_can_be_read_and_runs_somewhere(string name)
    {
        var program = Read(File.ReadAllText(Path.Combine(Folder, name)));

        Assert.Contains(KnownReleases.History, release => BootedProgram.RunsOn(program, release));
    }

    [Theory]
    [InlineData("", 1, 1, "expected scenario NAME, found the end of the line")]
    [InlineData("pgmap p fsdax", 1, 1, "expected 'scenario', found 'pgmap'")]
    [InlineData(
        "scenario x\npgmap p fsdux",
        2,
        9,
        "expected fsdax, unmanaged, private, public or p2pdma, found 'fsdux'"
    )]
    [InlineData("scenario x\npgmap p fsdax pages=99", 2, 21, "expected how many pages, a number up to 64, found '99'")]
    [InlineData(
        "scenario x\npgmap p fsdax\nfile f on p xfs",
        3,
        11,
        "expected pages of a page map, such as p[0] or p[0..1], found 'p'"
    )]
    [InlineData(
        "scenario x\npgmap p fsdax bound",
        2,
        15,
        "expected pages=N, unbound, failing, no-page-free or over, found 'bound'"
    )]
    [InlineData(
        "scenario x\npgmap p fsdax\nfile f on p[0] xfs spare",
        3,
        20,
        "expected unmapped, huge, sparse or shared, found 'spare'"
    )]
    [InlineData(
        "scenario x\npgmap p fsdax\nfile f on p[0] xfs\nfile g on p[0] xfs shared\nthread \"a\"",
        3,
        1,
        "f has pages of another file, and not both are shared"
    )]
    [InlineData(
        "scenario x\npgmap p fsdax\npgmap q unmanaged unbound over p\nthread \"a\"",
        3,
        1,
        "q and p are both fsdax, both unmanaged or both public"
    )]
    [InlineData(
        "scenario x\npgmap p fsdax\nfile f on p[0] xfs\nthread \"a\"\n  munmap f\n  mmap f\n  read_copy f[0]",
        7,
        3,
        "'munmap f' takes private copies away, and has to come after read_copy f[0]"
    )]
    [InlineData("scenario x\nthread a", 2, 8, "expected a name in quotation marks, found 'a'")]
    [InlineData(
        "scenario x\nput_page p[0]",
        2,
        1,
        "expected pgmap, file, page, process, faults, one-wait-queue, thread or expect, found 'put_page'"
    )]
    [InlineData(
        "scenario x\npgmap p fsdax\nthread \"a\"\n  put_page p[0]",
        4,
        3,
        "the thread cannot hold a reference to p[0] here"
    )]
    [InlineData("scenario x\npgmap p fsdax\nthread \"a\"\n  put_page p[1]", 4, 3, "there is no page p[1]")]
    [InlineData("scenario x\npgmap p fsdax\nthread \"a\"\n  put_page", 4, 3, "put_page takes one argument")]
    [InlineData(
        "scenario x\npgmap p fsdax\nthread \"a\" holds p[0]\n  unbind p",
        4,
        3,
        "unbind may wait for what the thread itself can hold here: p[0]"
    )]
    [InlineData("scenario x\nthread \"a\"\n  wait never", 3, 3, "no thread gives the signal never")]
    [InlineData("scenario x\nthread \"a\"\nexpect violated \"nothing\"", 3, 17, "there is no property 'nothing' ('")]
    [InlineData(
        "scenario x\nthread \"a\"\nexpect violated \"an idle page wakes its waiter\"",
        3,
        17,
        "there is no property 'an idle page wakes its waiter', did you mean 'an idle page wakes its waiters'? ("
    )]
    [InlineData(
        "scenario x\npgmap p fsdax\nthread \"a\"\n  get_dev_pagemaps p[0]",
        4,
        3,
        "expected an operation ('pgmapcheck list --operations'), pgmap, file, page, process, faults, one-wait-queue, "
            + "thread or expect, found 'get_dev_pagemaps', did you mean 'get_dev_pagemap'?"
    )]
    [InlineData("scenario x\nthread \"a\"", 2, 1, "the thread 'a' makes no call")]
    [InlineData("scenario x", 1, 1, "a program has 1 to 7 threads")]
    [InlineData(
        "scenario x\nthread \"1\"\nthread \"2\"\nthread \"3\"\nthread \"4\"\nthread \"5\"\nthread \"6\"\nthread \"7\"\n"
            + "thread \"8\"",
        9,
        1,
        "a program has 1 to 7 threads"
    )]
    [InlineData(
        "scenario x\npgmap p fsdax\nfile f on p[0] xfs\nthread \"a\"\n  get_user_pages f[3]",
        5,
        3,
        "f has one page"
    )]
    [InlineData(
        "scenario x\npgmap p fsdax\nthread \"a\"\n  get_dev_pagemap p[0]\nthread \"a\"\n  get_dev_pagemap p[0]",
        5,
        1,
        "two threads are called 'a'"
    )]
    [InlineData("scenario x\npgmap p fsdax\npgmap p fsdax\nthread \"a\"", 3, 1, "p is declared twice")]
    [InlineData(
        "scenario x\nthread \"a\"\n  wait s\n  signal t\nthread \"b\"\n  wait t\n  signal s",
        3,
        3,
        "threads wait for signals of each other, in a circle"
    )]
    [InlineData("scenario x\nthread \"a\"\n  signal s\n  signal s\n  wait s", 4, 3, "the signal s is given twice")]
    [InlineData("scenario x\nexpect clean on v9.9", 2, 17, "there is no kernel 'v9.9'")]
    [InlineData("scenario x\nexpect clean on v5.11..v5.12", 2, 17, "there is no kernel 'v5.11..v5.12'")]
    [InlineData("scenario x\nexpect clean on v4.18 v5.0", 2, 23, "expected the end of the line, found 'v5'")]
    public void A_mistake_is_named_where_it_is(string text, int line, int column, string what)
    {
        var error = Assert.Throws<ScenarioFormatException>(() => Read(text));

        Assert.StartsWith($"x.scenario:{line}:{column}: {what}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_that_is_wrong_is_named()
    {
        var error = Assert.Throws<ScenarioFormatException>(() =>
            Read("scenario x\npgmap p fsdux\nthread \"a\" hold p[0]\n  put_pag p[0]\n  put_page p[0]\nexpect dirty\n")
        );

        Assert.Equal(
            ["x.scenario:2:9", "x.scenario:3:12", "x.scenario:4:3", "x.scenario:6:8"],
            error.Message.Split('\n').Select(line => string.Join(':', line.Split(':')[..3]))
        );
    }

    [Theory]
    [InlineData("clean on v4.18..v5.2", "v4.18,v5.0,v5.2", "v4.14,v5.3,v4.18+fixes")]
    [InlineData("clean on v4.18..v5.2", "v4.18-no-zone-device", "v6.1")]
    [InlineData("clean on ..v4.18", "v4.14,v4.18", "v5.0,v4.18+fixes")]
    [InlineData("clean on v6.1.., v5.3", "v5.3,v6.1,v6.15,v6.17", "v5.7,v5.19")]
    [InlineData("clean on v4.18+fixes", "v4.18+fixes", "v4.18,v5.0+fixes")]
    [InlineData("clean on v4.17..v4.19", "v4.18", "v4.14,v5.0")]
    [InlineData("clean", "v4.18,v6.17+fixes", "")]
    public void An_expectation_can_be_about_some_kernels(string expectation, string about, string others)
    {
        const string Program = "scenario x\npgmap p fsdax\nthread \"a\"\n  get_dev_pagemap p[0]\n";
        var program = Read($"{Program}expect {expectation}\n");
        string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);

        Assert.All(Names(about), name => Assert.Empty(program.ExpectedOn(AnyNamed(name))!.Value));
        Assert.All(Names(others), name => Assert.Null(program.ExpectedOn(AnyNamed(name))));
    }

    [Fact]
    public void A_kernel_is_not_to_be_clean_and_to_violate_something()
    {
        const string Text =
            "scenario x\npgmap p fsdax\nthread \"a\"\n  get_dev_pagemap p[0]\nexpect clean on ..v5.0\n"
            + "expect violated \"an idle page wakes its waiters\" on v5.0..";

        Assert.Equal(
            "x.scenario:6:1: on v5.0 it is expected to be clean, and to violate a property",
            Assert.Throws<ScenarioFormatException>(() => Read(Text)).Message
        );
        Assert.Equal(2, Read(Text.Replace("v5.0..", "v5.1..", StringComparison.Ordinal)).Expects.Length);
    }

    [Fact]
    public void What_a_kernel_has_not_is_named_where_the_program_needs_it()
    {
        var (program, describe) = ScenarioReader.ReadWithPlaces(
            "scenario x\npgmap p fsdax pages=2\nfile f on p[0..1] xfs huge\nthread \"a\"\n  truncate f\n",
            "x.scenario",
            KernelProperties.Names
        );
        var need = KernelNeed.Of(program).First(need => !need.IsIn(KnownReleases.V6_17));

        Assert.Equal("x.scenario:3:1: x", describe(need.For with { What = "x" }));
    }

    private static System.Collections.Immutable.ImmutableArray<Expectation> Expectations(int seed) =>
        (seed % 4) switch
        {
            0 => [],
            1 => [new(KernelProperties.Names[seed % 5], [])],
            2 => [new(null, [KernelRange.Parse("..v5.0")!, KernelRange.Parse("v6.1+fixes")!])],
            _ =>
            [
                new(KernelProperties.Names[0], [KernelRange.Parse("v4.18..v5.2")!]),
                new(KernelProperties.Names[1], []),
            ],
        };

    private static Release AnyNamed(string name) => KernelRange.Kernels.Single(release => release.Name == name);

    [Fact]
    public void What_the_kernel_serializes_cannot_run_beside_each_other()
    {
        var error = Assert.Throws<ScenarioFormatException>(() =>
            Read(
                "scenario x\npgmap p fsdax\nfile f on p[0] xfs\nthread \"a\"\n  truncate f\n"
                    + "thread \"b\"\n  truncate f\n"
            )
        );

        Assert.Contains("cannot run beside each other", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_operation_is_in_some_kernel() =>
        Assert.All(
            Operations.All,
            operation => Assert.Contains(KnownReleases.History, release => operation.IsIn(release))
        );

    private static RefcountProgram Read(string text) => ScenarioReader.Read(text, "x.scenario", KernelProperties.Names);

    private static Release Named(string name) => KnownReleases.All.Single(release => release.Name == name);
}
