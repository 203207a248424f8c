using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Commands;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Cases;

public sealed class ShardTests
{
    private static readonly ImmutableArray<Case> s_cases =
    [
        .. Catalogue.Known.AllKernels.SelectMany(kernel => kernel.Cases),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public void Every_case_is_in_one_shard_and_shards_are_of_a_size(int count)
    {
        var shards = Enumerable.Range(1, count).Select(index => new Shard(index, count).Of(s_cases)).ToArray();

        var names = shards.SelectMany(shard => shard.Select(@case => @case.Name)).Order(StringComparer.Ordinal);
        Assert.Equal(s_cases.Select(@case => @case.Name).Order(StringComparer.Ordinal), names);
        Assert.InRange(shards.Max(shard => shard.Length) - shards.Min(shard => shard.Length), 0, 1);
        // in the run's order
        Assert.All(shards, shard => Assert.True(shard.SequenceEqual(s_cases.Where(shard.Contains))));
    }

    [Fact]
    public void Which_shard_a_case_is_in_does_not_depend_on_the_order_of_the_cases() =>
        Assert.Equal(
            new Shard(2, 5).Of(s_cases).Select(@case => @case.Name).Order(StringComparer.Ordinal),
            new Shard(2, 5).Of([.. s_cases.Reverse()]).Select(@case => @case.Name).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void More_shards_than_cases_leave_some_with_none() =>
        Assert.Equal(5, Enumerable.Range(1, 8).Count(index => new Shard(index, 8).Of(s_cases[..3]).IsEmpty));

    [Theory]
    [InlineData("1/1")]
    [InlineData("2/8")]
    [InlineData("8/8")]
    public void A_shard_reads_what_it_prints(string text) => Assert.Equal(text, Shard.Parse(text)!.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("0/8")]
    [InlineData("9/8")]
    [InlineData("-1/8")]
    [InlineData("1/2/3")]
    [InlineData("1/ 8")]
    public void Anything_else_is_no_shard(string text) => Assert.Null(Shard.Parse(text));

    [Theory]
    [InlineData("1/3", 3, "JOB_COMPLETION_INDEX=0")]
    [InlineData("3/3", 3, "JOB_COMPLETION_INDEX=2")]
    [InlineData("2/4", null, "CI_NODE_INDEX=2", "CI_NODE_TOTAL=4")]
    [InlineData(
        "1/4",
        null,
        "SLURM_ARRAY_TASK_ID=1",
        "SLURM_ARRAY_TASK_COUNT=4",
        "SLURM_ARRAY_TASK_MIN=1",
        "SLURM_ARRAY_TASK_STEP=1"
    )]
    [InlineData(
        "4/4",
        null,
        "SLURM_ARRAY_TASK_ID=16",
        "SLURM_ARRAY_TASK_COUNT=4",
        "SLURM_ARRAY_TASK_MIN=10",
        "SLURM_ARRAY_TASK_STEP=2"
    )]
    [InlineData(null, null, "CI_NODE_TOTAL=1")]
    public void A_job_array_names_the_shard(string? expected, int? count, params string[] variables) =>
        Assert.Equal(expected, JobArray.Shard(From(variables), count)?.Shard.ToString());

    [Theory]
    [InlineData("does not tell how many shards there are", null, "JOB_COMPLETION_INDEX=0")]
    [InlineData("makes this shard 4, and there are 3", 3, "JOB_COMPLETION_INDEX=3")]
    [InlineData("expected a whole number from 0 up, found 'x'", 3, "JOB_COMPLETION_INDEX=x")]
    [InlineData("CI_NODE_TOTAL: expected a whole number", null, "CI_NODE_INDEX=1")]
    [InlineData("JOB_COMPLETION_INDEX and CI_NODE_INDEX are set", 3, "JOB_COMPLETION_INDEX=0", "CI_NODE_INDEX=1")]
    public void Variables_that_do_not_tell_enough_are_refused(string expected, int? count, params string[] variables) =>
        Assert.Contains(
            expected,
            Assert.Throws<UsageException>(() => JobArray.Shard(From(variables), count)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void The_option_wins_over_the_variables()
    {
        using var folder = new TemporaryFolder();
        var variables = From("CI_NODE_INDEX=1", "CI_NODE_TOTAL=2");

        var run = CliRun.On(
            terminal => terminal with { Variables = variables },
            "check",
            "--no-traces",
            "--shard",
            "3/15",
            "--blob",
            folder.File("a.json")
        );

        Assert.Equal("shard 3/15: 1 of 16 cases", run.OutLines[0]);
        Assert.EndsWith("(shard 3/15 only)", run.OutLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_one_shard_is_refused()
    {
        var variables = From("CI_NODE_INDEX=1", "CI_NODE_TOTAL=2");

        var run = CliRun.On(terminal => terminal with { Variables = variables }, "check", "--report", "github");

        Assert.Equal((1, ""), (run.Exit, run.Out));
        Assert.StartsWith(
            "pgmapcheck: --report would leave out the other shards (CI_NODE_INDEX makes this 1/2)",
            run.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("--shard: expected one such as 2/8, found '9/8'", "--shard", "9/8")]
    [InlineData("--shards: 3 and --shard 1/2 contradict", "--shard", "1/2", "--shards", "3")]
    [InlineData("--shards: there are 3 and nothing says which one this is: use --shard I/3", "--shards", "3")]
    public void Wrong_options_are_refused(string expected, params string[] options)
    {
        var run = CliRun.Of(["check", .. options]);

        Assert.Equal((1, ""), (run.Exit, run.Out));
        Assert.Equal([$"pgmapcheck: {expected}"], run.ErrorLines);
    }

    private static Func<string, string?> From(params string[] variables) =>
        name =>
            variables
                .FirstOrDefault(text => text.StartsWith(name + "=", StringComparison.Ordinal))
                ?[(name.Length + 1)..];
}
