using FsCheck;
using FsCheck.Fluent;
using Interleave;
using Interleave.Search;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties.Fuzzing;

namespace PgmapCheck.Properties.Tests.Fuzzing;

/// <summary>The kernels do what plain numbers say when one thread runs alone, and end alike whatever their
/// counts.</summary>
public sealed class SequentialReferenceTests
{
    private static readonly Config s_config = Config
        .QuickThrowOnFailure.WithQuietOnSuccess(true)
        .WithMaxTest(400)
        .WithStartSize(3)
        .WithEndSize(16)
        .WithReplay(new Replay(new Rnd(13, 7), null));

    [Theory]
    [InlineData("v4.18")]
    [InlineData("v5.10")]
    [InlineData("v6.1")]
    [InlineData("v6.15")]
    public void One_thread_alone_does_what_the_reference_does(string name)
    {
        var release = FixedForms.All.Single(r => r.Name == $"{name}+fixes");
        var compared = 0;
        Check.One(
            s_config,
            Prop.ForAll(
                ProgramGenerator.Sequences(release),
                (RefcountProgram program) =>
                {
                    if (SequentialComparison.IsPossible(program))
                    {
                        compared += program.CallCount > 0 ? 1 : 0;
                        Assert.Empty(Violations(program, release));
                    }
                }
            )
        );

        Assert.True(compared > 40, $"only {compared} programs could be compared");
    }

    [Fact]
    public void A_kernel_that_loses_a_put_is_found()
    {
        var release = FixedForms.Of(KnownReleases.V5_10)! with { ReleasePages = new LosesPuts() };

        Assert.Contains(
            ProgramGenerator
                .Sequences(release)
                .Generator.Sample(200, new Rnd(13, 7), 12)
                .Where(SequentialComparison.IsPossible),
            program => Violations(program, release).Contains(SequentialComparison.Property)
        );
    }

    [Theory]
    [InlineData("v4.18", "v6.15")]
    [InlineData("v5.10", "v6.17")]
    public void Two_kernels_that_count_differently_end_alike(string first, string second)
    {
        var (one, other) = (
            FixedForms.All.Single(r => r.Name == $"{first}+fixes"),
            FixedForms.All.Single(r => r.Name == $"{second}+fixes")
        );
        var compared = 0;
        Check.One(
            s_config.WithMaxTest(150).WithEndSize(8),
            Prop.ForAll(
                ProgramGenerator.Programs(one, other),
                (RefcountProgram program) =>
                {
                    if (Outcomes.Compare(program, one, other, 5_000) is { } difference)
                    {
                        compared++;
                        Assert.True(difference.IsEmpty, difference.ToString());
                    }
                }
            )
        );

        Assert.True(compared > 60, $"only {compared} programs could be compared");
    }

    private static string[] Violations(RefcountProgram program, Release release) =>
        [
            .. Checker
                .Prove(SequentialComparison.Of(program, release), new SearchOptions())
                .Counterexamples.Select(found => found.Violation.Property),
        ];

    private sealed class LosesPuts : ReleasePagesForm
    {
        protected override async Interleave.Routines.Routine<bool> PutDevicePage(
            Model.Kernel.Linux linux,
            Model.Kernel.Page page
        )
        {
            await page.ReadPgmap();
            return true;
        }
    }
}
