using System.Threading;
using Interleave.Programs;
using PgmapCheck.Cases;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed class InterruptTests
{
    [Fact]
    public void An_interrupt_stops_the_search_and_leaves_the_rest()
    {
        using var interrupt = new CancellationTokenSource();
        var large = TinyKernel.Case("large").Program;
        var program = new ConcurrentProgram(
            "v0.1/large",
            machine =>
            {
                large.Fill(machine);
                interrupt.Cancel(); // while this case is being checked, whatever the machine's load
            }
        );
        var cases = new[]
        {
            TinyKernel.Case("locked-update"),
            new("v0.1", "large", program),
            TinyKernel.Case("doomed"),
        };
        var catalogue = TinyKernel.Catalogue with { Kernels = [new KernelEntry("v0.1", "", [.. cases], null)] };

        var run = CliRun.On(
            catalogue,
            terminal => terminal with { Interrupted = interrupt.Token },
            "check",
            "--jobs",
            "1",
            "--no-symmetry",
            "--no-sleep-sets",
            "--no-traces"
        );

        Assert.Equal(4, run.Exit);
        Assert.EndsWith("proved", run.OutLines[0], StringComparison.Ordinal);
        Assert.EndsWith("incomplete: interrupted", run.OutLines[1], StringComparison.Ordinal);
        Assert.Contains("3 cases: 1 proved, 1 incomplete, 1 not begun.", run.OutLines);
        Assert.Equal("exit 4: incomplete, nothing violated so far", run.OutLines[^1]);
    }

    [Fact]
    public void A_violation_found_before_still_counts()
    {
        using var interrupt = new CancellationTokenSource();
        var doomed = TinyKernel.Case("doomed").Program;
        var program = new ConcurrentProgram(
            "v0.1/doomed",
            machine =>
            {
                doomed.Fill(machine);
                interrupt.Cancel();
            }
        );
        var catalogue = TinyKernel.Catalogue with
        {
            Kernels =
            [
                new KernelEntry("v0.1", "", [new Case("v0.1", "doomed", program), TinyKernel.Case("large")], null),
            ],
        };

        var run = CliRun.On(
            catalogue,
            terminal => terminal with { Interrupted = interrupt.Token },
            "check",
            "--jobs",
            "1",
            "--no-traces"
        );

        Assert.Equal(2, run.Exit);
        Assert.Contains("2 cases: 1 violated, 1 not begun.", run.OutLines);
    }

    [Fact]
    public void A_benchmark_is_interrupted_too()
    {
        using var interrupt = new CancellationTokenSource();
        interrupt.Cancel();

        var run = CliRun.On(
            terminal => terminal with { Interrupted = interrupt.Token },
            "bench",
            "s3",
            "--togglers",
            "1",
            "--putters",
            "2",
            "--getters",
            "1",
            "--no-symmetry"
        );

        Assert.Equal(4, run.Exit);
        Assert.Contains("incomplete", run.Out, StringComparison.Ordinal);
    }
}
