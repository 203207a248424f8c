using Interleave.Routines;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Properties;
using PgmapCheck.Runs.Fuzzing;

namespace PgmapCheck.Tests.Runs;

/// <summary>What is reported as NEW does not hide what else is.</summary>
public sealed class FuzzerTests
{
    private const string Start = "scenario x\npgmap g fsdax\nfile f on g[0] xfs\nthread \"a\"\n  truncate f\n";
    private const string Release = Start + "thread \"b\" holds g[0]\n  release_pages g[0]\n";
    private const string Unpin = Start + "thread \"b\" holds pin g[0]\n  unpin_user_page g[0]\n";
    private const string Both = Release + "thread \"c\" holds g[0]\n  put_page g[0]\n";

    [Fact]
    public void Two_mistakes_that_break_the_same_property_are_both_told()
    {
        var fuzzer = new Fuzzer(
            new FuzzRequest
            {
                Release = FixedForms.All.Single(r => r.Name == "v5.10+fixes") with
                {
                    Name = "mine",
                    ReleasePages = new ReleasesNothing(),
                    Unpin = new UnpinsNothing(),
                },
                Seed = 1,
            },
            default
        );
        var first = fuzzer.Try(Read(Release));
        var again = fuzzer.Try(Read(Both));
        var second = fuzzer.Try(Read(Unpin));

        Assert.Equal("NEW", first?.Name);
        Assert.Null(again);
        Assert.Equal("NEW", second?.Name);
        Assert.Equal(first?.Property, second?.Property);
    }

    private static RefcountProgram Read(string text) =>
        ScenarioReader.Read(text, "x.scenario", [.. KernelProperties.Names]);

    private sealed class ReleasesNothing : ReleasePagesForm
    {
        protected override async Routine<bool> PutDevicePage(Linux linux, Page page)
        {
            await linux.Machine.Pass("forgets the page");
            return true;
        }
    }

    private sealed class UnpinsNothing : UnpinForm
    {
        public override async Routine Unpin(Linux linux, Page page) => await linux.Machine.Pass("forgets the page");
    }
}
