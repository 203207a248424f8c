using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Traces;
using Interleave.Violations;
using PgmapCheck.Blobs;
using PgmapCheck.Cases;
using PgmapCheck.Results;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Blobs;

/// <summary>However a case ends, it has ended so too for whoever reads it from a blob.</summary>
public sealed class VerdictInBlobTests : IDisposable
{
    private const string Meaning = "the text has a meaning";

    private static readonly Dictionary<string, CaseResult> s_results = new()
    {
        ["proved"] = Check(TinyKernel.Case("locked-update")),
        ["expected violation"] = Check(TinyKernel.Case("lost-update") with { Expects = ["both increments count"] }),
        ["violated"] = Check(TinyKernel.Case("lost-update")),
        ["expectation not met"] = Check(TinyKernel.Case("locked-update") with { Expects = ["both increments count"] }),
        ["never reached"] = Check(TinyKernel.Case("never-contended")),
        ["incomplete"] = Check(TinyKernel.Case("large"), 5),
        ["incomplete: unknown"] = Check(Unknown()),
        ["incomplete: unknown, expected"] = Check(Unknown() with { Expects = [] }),
        ["violated: and unknown"] = Check(Unknown("x stays 0")),
        ["error"] = Check(TinyKernel.Case("throws")),
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Ends => [.. s_results.Keys];

    [Fact]
    public void Every_end_is_there()
    {
        // what is known is so for a baseline, which is asked after a blob was read
        Assert.Equal(
            Enum.GetValues<Outcome>().Except([Outcome.KnownViolation]).Select(static outcome => outcome.Word()).Order(),
            s_results.Keys.Select(static name => name.Split(':')[0]).Distinct().Order()
        );
        Assert.All(s_results, static one => Assert.Equal(one.Key.Split(':')[0], one.Value.Outcome.Word()));
        Assert.All(
            s_results,
            static one =>
                Assert.Equal(
                    one.Key.Contains("unknown", StringComparison.Ordinal),
                    one.Value.Verdict is { Unknown.IsEmpty: false }
                )
        );
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_verdict_is_the_same_behind_a_blob(string end)
    {
        var result = s_results[end];

        var read = ThroughFile(BlobCase.Of(result)).ToResult(result.Case);

        Assert.Equal((result.Outcome, result.ExitCode), (read.Outcome, read.ExitCode));
        Assert.Equal(result.ErrorLine, read.ErrorLine);
        Assert.Equal(result.Verdict?.Incomplete, read.Verdict?.Incomplete);
        // a finding is the counterexample made simple
        Assert.Equal(WaysTo(result.Findings.Select(Found)), WaysTo(read.Verdict?.Counterexamples ?? []));
        Assert.Equal(WaysTo(result.Findings.Select(Found)), WaysTo(read.Findings.Select(Found)));
        Assert.Equal(WaysTo(result.Verdict?.Unknown ?? []), WaysTo(read.Verdict?.Unknown ?? []));
    }

    [Fact]
    public void A_way_to_what_has_no_meaning_that_a_replay_does_not_show_is_refused()
    {
        var blob = BlobCase.Of(s_results["incomplete: unknown"]);
        var verdict = blob.Verdict!;
        var changed = blob with { Verdict = verdict with { Unknown = [verdict.Unknown[0] with { Schedule = "0" }] } };

        Assert.Contains(
            $"a replay of '0' on v0.1/unknown does not violate '{Meaning}'",
            Assert.Throws<InvalidOperationException>(() => changed.ToResult(Unknown())).Message,
            StringComparison.Ordinal
        );
    }

    // In each order, and beside a part that ended at a bound: what has no meaning comes first, as in one search.
    [Theory]
    [InlineData("incomplete: unknown", "proved")]
    [InlineData("proved", "incomplete: unknown")]
    [InlineData("incomplete", "incomplete: unknown")]
    [InlineData("violated", "incomplete: unknown")]
    [InlineData("incomplete: unknown", "incomplete: unknown")]
    public void What_one_part_cannot_say_is_never_merged_into_a_pass(string first, string second)
    {
        var merged = SharedCase.Merge([PartOf(first, 0), PartOf(second, 1)]).Verdict!;

        var unknown = Assert.Single(merged.Unknown);
        Assert.Equal((ViolationKind.Unknown, Meaning), (unknown.Kind, unknown.Property));
        Assert.Equal("nobody knows", merged.Incomplete);
        Assert.DoesNotContain(merged.Counterexamples, static found => found.Kind == ViolationKind.Unknown);
        Assert.Equal(first == "violated", !merged.Counterexamples.IsEmpty);
    }

    private BlobCase ThroughFile(BlobCase entry)
    {
        var path = _folder.File("blob.json");
        var begun = Blob.Begin(TinyKernel.Catalogue, SearchPlan.Proof(SearchBounds.None), Shard.Whole, []);
        BlobFile.Write(path, begun with { Cases = [entry] });
        return BlobFile.Read(path)!.Cases.Single();
    }

    private static BlobCase PartOf(string end, int unit)
    {
        var result = s_results[end];
        return BlobCase.Of(result with { Verdict = result.Verdict! with { Part = new SearchedPart(2, [unit], []) } });
    }

    private static Counterexample Found(Finding finding) => finding.Counterexample;

    private static IEnumerable<string> WaysTo(IEnumerable<Counterexample> found) =>
        found.Select(static one => $"{one.Violation} {one.Schedule} {one.IsShortest} {one.Execution}");

    private static CaseResult Check(Case @case, long maxStates = long.MaxValue) =>
        SampleRun.Check(@case, maxStates).Result;

    // A routine that cannot go on where it finds the other's store.
    private static Case Unknown(string? violated = null) =>
        new(
            "v0.1",
            "unknown",
            new ConcurrentProgram(
                "v0.1/unknown",
                machine =>
                {
                    var x = machine.Cell("x");
                    machine.Fiber("CPU 0", async () => await x.Store(1));
                    machine.Fiber("CPU 1", () => Read(x));
                    if (violated is not null)
                    {
                        machine.Properties.AtEnd(violated, state => state[x] == 0 ? null : "x is 1");
                    }
                }
            )
        );

    private static async Routine Read(Cell x)
    {
        if (await x.Load() == 1)
        {
            throw new ViolationException(new Violation(ViolationKind.Unknown, Meaning, "nobody knows"));
        }
    }
}
