using FsCheck;
using FsCheck.Fluent;
using Interleave.Violations;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties.Fuzzing;

namespace PgmapCheck.Properties.Tests.Fuzzing;

/// <summary>Programs made at random are valid uses: on a kernel without known bugs nothing is wrong with
/// them.</summary>
public sealed class ProgramGeneratorTests
{
    private static readonly ProgramExplorer s_explorer = new(3_000, 20);

    public static TheoryData<string> FixedReleases => [.. FixedForms.All.Select(release => release.Name)];

    [Theory]
    [MemberData(nameof(FixedReleases))]
    public void On_a_fixed_kernel_no_program_violates_anything(string name)
    {
        var release = FixedForms.All.Single(r => r.Name == name);
        var config = Config
            .QuickThrowOnFailure.WithQuietOnSuccess(true)
            .WithMaxTest(60)
            .WithStartSize(4)
            .WithEndSize(12)
            .WithReplay(new Replay(new Rnd(7, 3), null));

        Check.One(
            config,
            Prop.ForAll(
                ProgramGenerator.Programs(release),
                (RefcountProgram program) => Assert.Empty(Violated(program, release))
            )
        );
    }

    [Fact]
    public void On_v4_18_some_programs_violate_something_and_shrink_to_a_few_calls()
    {
        var release = KnownReleases.V4_18;
        var arbitrary = ProgramGenerator.Programs(release);
        var failing = Samples(arbitrary, 60).First(program => Violated(program, release).Length > 0);

        var smallest = failing;
        while (
            arbitrary.Shrinker(smallest).FirstOrDefault(smaller => Violated(smaller, release).Length > 0) is { } smaller
        )
        {
            smallest = smaller;
        }

        Assert.InRange(smallest.CallCount, 1, 6);
        Assert.True(smallest.CallCount <= failing.CallCount);
    }

    [Fact]
    public void Every_program_and_everything_smaller_keeps_the_rules() =>
        Assert.All(
            Samples(ProgramGenerator.Programs(KnownReleases.V5_10), 40)
                .SelectMany(program =>
                    ProgramGenerator.Programs(KnownReleases.V5_10).Shrinker(program).Prepend(program)
                ),
            program =>
            {
                Assert.Null(ProgramRules.Check(program));
                Assert.Null(ProgramRules.CheckEnds(program));
                Assert.True(BootedProgram.RunsOn(program, KnownReleases.V5_10));
            }
        );

    public static TheoryData<string> Releases => [.. KnownReleases.History.Select(release => release.Name)];

    // Whatever a kernel has can come up, or a part of it would never be tried. There are no exceptions.
    [Theory]
    [MemberData(nameof(Releases))]
    public void Every_operation_of_a_kernel_comes_up(string name)
    {
        var release = KnownReleases.All.Single(r => r.Name == name);
        var seen = Samples(ProgramGenerator.Programs(release), 1_000)
            .SelectMany(program => program.Threads)
            .SelectMany(thread => thread.Calls)
            .Select(call => call.Operation)
            .ToHashSet();

        Assert.Empty(
            Operations.All.Where(operation => operation.IsIn(release)).Select(operation => operation.Name).Except(seen)
        );
    }

    // The rest of the format: each word of a declaration, on a kernel that has it.
    [Theory]
    [InlineData(
        "v4.18",
        " fsdax",
        " unmanaged",
        " private",
        " public",
        " unbound",
        " failing",
        " over ",
        " unmapped",
        " huge",
        " sparse",
        " xfs",
        " ext4",
        " ext2"
    )]
    [InlineData(
        "v6.17",
        " p2pdma",
        " no-page-free",
        " failing",
        " over ",
        " shared",
        " sparse",
        " fuse",
        " xfs",
        " ext4"
    )]
    [InlineData(
        "v5.10",
        "\npage ",
        "\nprocess ",
        " in ram",
        " in device",
        " in nowhere",
        "\nfaults full-counts",
        "\none-wait-queue",
        " holds ",
        "pin pmem",
        "key",
        " pages=3"
    )]
    public void Every_declaration_comes_up(string name, params string[] words)
    {
        var texts = Samples(ProgramGenerator.Programs(KnownReleases.All.Single(r => r.Name == name)), 1_000)
            .Select(ScenarioWriter.Write)
            .ToArray();

        Assert.All(words, word => Assert.Contains(texts, text => text.Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void Programs_for_two_kernels_run_on_both() =>
        Assert.All(
            Samples(ProgramGenerator.Programs(KnownReleases.V4_18, KnownReleases.V6_15), 60),
            program =>
                Assert.True(
                    BootedProgram.RunsOn(program, KnownReleases.V4_18)
                        && BootedProgram.RunsOn(program, KnownReleases.V6_15)
                )
        );

    [Fact]
    public void The_same_seed_makes_the_same_programs() =>
        Assert.Equal(
            Samples(ProgramGenerator.Programs(KnownReleases.V5_10), 20).Select(ScenarioWriter.Write),
            Samples(ProgramGenerator.Programs(KnownReleases.V5_10), 20).Select(ScenarioWriter.Write)
        );

    private static RefcountProgram[] Samples(Arbitrary<RefcountProgram> arbitrary, int count) =>
        [.. arbitrary.Generator.Sample(count, new Rnd(11, 5), 10)];

    private static Violation[] Violated(RefcountProgram program, Release release) =>
        [.. s_explorer.Explore(program, release).Counterexamples.Select(found => found.Violation)];
}
