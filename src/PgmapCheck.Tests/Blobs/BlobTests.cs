using Interleave.Memory;
using Interleave.Properties;
using Interleave.Routines;
using Interleave.Search;
using PgmapCheck.Blobs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Results;

namespace PgmapCheck.Tests.Blobs;

public sealed class BlobTests
{
    private static readonly BranchPoint s_point = new(
        "i",
        new StepSite("j", 1, OperationKind.Load),
        "k",
        [new StepOutcome("0", true, 1)]
    );

    [Fact]
    public void A_search_plan_survives()
    {
        var plan = new SearchPlan(
            Engine.Pct,
            new SearchOptions
            {
                Symmetry = false,
                SleepSets = false,
                FingerprintBits = 128,
                AuditEvery = 3,
                Memory = MemoryModel.Weak,
                Coverage = true,
                Liveness = Liveness.Weak,
                Bounds = new SearchBounds
                {
                    MaxStates = 5,
                    MaxDepth = 6,
                    MaxTime = TimeSpan.FromMilliseconds(7.5),
                    MaxBytes = 8,
                },
            },
            ulong.MaxValue,
            10
        )
        {
            Depth = 11,
            HasStoreBuffers = true,
        };

        Assert.Equal(plan, BlobSearch.Of(plan).ToPlan());
        Assert.Equal(SearchPlan.Proof(SearchBounds.None), BlobSearch.Of(SearchPlan.Proof(SearchBounds.None)).ToPlan());
    }

    [Fact]
    public void A_verdict_survives()
    {
        var verdict = new Verdict
        {
            Strategy = "a",
            Memory = MemoryModel.Weak,
            Incomplete = "b",
            NeverReached = ["c"],
            UsedSleepSets = true,
            Notes = ["d"],
            FinalStates = 1,
            States = 2,
            Transitions = 3,
            Executions = 4,
            RedundantExecutions = 14,
            Depth = 5,
            Elapsed = TimeSpan.FromTicks(6),
            CpuTime = TimeSpan.FromTicks(7),
            PeakBytes = 8,
            FingerprintBits = 9,
            Termination = new Termination(Liveness.Weak, TerminationProof.Search)
            {
                States = 10,
                Transitions = 11,
                FingerprintBits = 12,
                CpuTime = TimeSpan.FromTicks(13),
                Undecided = "e",
            },
            Coverage = new Coverage(
                [typeof(Release).GetMethod(nameof(Release.ToString))!],
                ["f"],
                [new WakeUp("g", "h")],
                [s_point]
            ),
        };

        var read = BlobVerdict.Of(verdict, []).ToVerdict([], []);

        Assert.Equal(
            verdict with
            {
                NeverReached = read.NeverReached,
                Notes = read.Notes,
            },
            read with
            {
                Counterexamples = verdict.Counterexamples,
                Coverage = verdict.Coverage,
            }
        );
        Assert.Equal(verdict.Coverage.Routines.ToArray(), read.Coverage!.Routines.ToArray());
        Assert.Equal(verdict.Coverage.Waits.ToArray(), read.Coverage.Waits.ToArray());
        Assert.Equal(verdict.Coverage.HandOvers.ToArray(), read.Coverage.HandOvers.ToArray());
        var point = Assert.Single(read.Coverage.BranchPoints);
        Assert.Equal(s_point with { Outcomes = point.Outcomes }, point);
        Assert.Equal(s_point.Outcomes.ToArray(), point.Outcomes.ToArray());
        Assert.Equal(["c"], read.NeverReached.ToArray());
        Assert.Equal(["d"], read.Notes.ToArray());
    }

    // A field that somebody adds to a verdict would be lost on the way through a shard, and no other test would notice.
    [Fact]
    public void Everything_that_a_verdict_has_is_in_a_blob() =>
        Assert.Empty(
            Fields(typeof(Verdict))
                .Except(Fields(typeof(BlobVerdict)))
                // for diagrams of a program of one's own; a case has its program from its name
                .Except([nameof(Verdict.Program)])
                .Concat(Fields(typeof(Termination)).Except(Fields(typeof(BlobTermination))))
                .Concat(Fields(typeof(Coverage)).Except(Fields(typeof(BlobCoverage))))
        );

    // Bounds are written one by one; the others say how a search is run or watched, not what its verdict depends on.
    [Fact]
    public void Everything_that_a_verdict_depends_on_is_in_a_blob()
    {
        string[] others =
        [
            nameof(SearchOptions.Bounds),
            nameof(SearchOptions.ChecksEveryState),
            nameof(SearchOptions.Progress),
            nameof(SearchOptions.Cancellation),
            nameof(SearchOptions.Workers),
            nameof(SearchOptions.ShareAfter),
            nameof(SearchOptions.Spare),
            nameof(SearchOptions.PersistentSetsAfter),
            nameof(SearchOptions.SpillDirectory),
            nameof(SearchOptions.Checkpoint),
            nameof(SearchOptions.Part), // it is BlobSearch.Split
            nameof(SearchOptions.Reductions), // its switches are there one by one
        ];

        Assert.Empty(Fields(typeof(SearchOptions)).Except(Fields(typeof(BlobSearch))).Except(others));
    }

    private static IEnumerable<string> Fields(Type type) =>
        type.GetProperties().Where(property => property.CanWrite).Select(property => property.Name);
}
