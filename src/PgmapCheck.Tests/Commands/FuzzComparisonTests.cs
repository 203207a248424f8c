using PgmapCheck.Commands;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Layouts;
using PgmapCheck.Model.Releases;
using PgmapCheck.Runs.Fuzzing;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

/// <summary>What <c>fuzz</c> compares programs with: plain numbers, another kernel, and the end of every fair
/// execution.</summary>
public sealed class FuzzComparisonTests
{
    private const string Livelock =
        "scenario x\npgmap g private\nprocess p on g in device\nthread \"a\"\n  handle_pte_fault p\n"
        + "thread \"b\"\n  migrate_to_device p\n  handle_pte_fault p\n";

    [Fact]
    public void Sequences_are_compared_with_plain_numbers_and_a_difference_is_shrunk()
    {
        var run = Run("fuzz", "--kernel", "v4.18", "--sequences", "--seed", "1", "--runs", "150", "--no-save");

        Assert.Equal(2, run.Exit);
        Assert.Contains(
            "Violated: each call does what the sequential reference does",
            run.Out,
            StringComparison.Ordinal
        );
        Assert.Matches(@"(?m)^[1-9]\d* programs compared with the sequential reference", run.Out);
    }

    [Fact]
    public void Sequences_on_a_fixed_kernel_do_what_plain_numbers_say()
    {
        var run = Run("fuzz", "--kernel", "v6.1+fixes", "--sequences", "--seed", "2", "--runs", "200", "--no-save");

        Assert.Equal(0, run.Exit);
        Assert.Contains("0 failures; 200 programs", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Fixed_kernels_that_count_differently_end_alike()
    {
        var run = Run(
            "fuzz",
            "--kernel",
            "v4.18+fixes",
            "--against",
            "v6.15+fixes",
            "--seed",
            "4",
            "--runs",
            "60",
            "--max-states",
            "3000",
            "--schedules",
            "0",
            "--no-save"
        );

        Assert.Contains("0 failures; 60 programs", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^[2-6]\d programs compared with v6\.15\+fixes", run.Out);
    }

    // Nothing is violated on it, and nobody would notice without another kernel to compare it with.
    [Fact]
    public void A_kernel_that_keeps_blocks_is_told_from_one_that_frees_them()
    {
        using var output = new StringWriter();
        using var folder = new TemporaryFolder();
        var release = FixedForms.All.Single(r => r.Name == "v6.15+fixes");
        var request = new FuzzRequest
        {
            Release = release,
            Against = release with
            {
                Name = "other",
                Truncate = new KeepsBlocks { ExpectsNoEntries = true, WaitsOnEvict = true },
            },
            Seed = 2,
            Runs = 80,
            MaxStates = 2_000,
            RandomRuns = 0,
            Folder = folder.Path,
        };

        Assert.Equal(ExitCode.Violated, new FuzzRun(new Terminal(output, TextWriter.Null), request).Run());
        Assert.Contains(
            "DIFFERENCE: v6.15+fixes and other end differently",
            output.ToString(),
            StringComparison.Ordinal
        );
        Assert.Matches(
            @"only v6\.15\+fixes:\n +page 0 idle, file0\[0\] freed\n  only other:\n +page 0 idle, file0\[0\] allocated",
            output.ToString()
        );
        Assert.Matches(@"shrunk from \d+ calls? to 1\n", output.ToString());
        Assert.Contains("--against other", output.ToString(), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(folder.Path, "*.scenario"));
    }

    [Theory]
    [InlineData("off", false)]
    [InlineData("strong", true)]
    public void Livelocks_are_looked_for_if_asked(string liveness, bool isFound)
    {
        using var folder = new TemporaryFolder();
        folder.Write("x.scenario", Livelock);
        var run = Run(
            "fuzz",
            "--kernel",
            "v6.17+fixes",
            "--liveness",
            liveness,
            "--runs",
            "1",
            "--seed",
            "7",
            "--max-states",
            "4000",
            "--schedules",
            "0",
            "--save",
            folder.Path
        );

        Assert.Equal(isFound, run.Exit == 2);
        Assert.Equal(isFound, run.Out.Contains("BUG: livelock in handle_pte_fault", StringComparison.Ordinal));
    }

    private static CliRun Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = CommandLine.Run(args, new Terminal(output, error));
        return new CliRun(exit, output.ToString(), error.ToString());
    }

    private sealed record KeepsBlocks : TruncateForm
    {
        protected override async Interleave.Routines.Routine FreeBlocks(
            Linux linux,
            TaskStruct current,
            DaxFile file,
            int first,
            int last
        )
        {
            await file.MmapSem.Acquire();
            await linux.Release.BreakLayouts.Break(linux, current, file, first, last);
            await file.MmapSem.Release();
        }
    }
}
