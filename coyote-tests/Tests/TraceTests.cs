using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interleave.Coyote;
using Interleave.Traces;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Properties;

namespace PgmapCheck.Coyote.Tests;

/// <summary>
/// Failing schedules that Coyote made, under traces/coyote: each as Coyote keeps it and as <c>pgmapcheck replay</c>
/// reads it. UPDATE_GOLDEN=1 lets Coyote make them anew.
/// </summary>
public sealed class TraceTests
{
    private static readonly string s_folder = typeof(TraceTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "TraceFolder")
        .Value!;

    private const int Seeds = 10;

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] s_bugs =
    [
        "SKEY-GET2",
        "SKEY-PUTGET",
        "REL-PAGES",
        "HMM-KEYLEAK",
        "FINAL-PUT",
        "FSDAX-FOLIO-WAKE",
    ];

    public static TheoryData<string> Bugs => [.. s_bugs];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void Coyote_follows_its_trace_to_the_bug(string id)
    {
        var bug = KnownBugs.All.First(bug => bug.Id == id);
        var program = Case.OfBroken(bug).Program;
        var (coyoteFile, ourFile) = (
            Path.Combine(s_folder, id + ".coyote.trace"),
            Path.Combine(s_folder, id + ".trace")
        );
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Make(bug, coyoteFile, ourFile);
            return;
        }

        var kept = TraceFile.Parse(File.ReadAllText(ourFile), ourFile);
        var again = CoyoteChecker.Replay(program, File.ReadAllText(coyoteFile));

        Assert.Equal(1, again.Iterations);
        Assert.Equal(kept.Schedule.ToString(), again.Counterexample!.Schedule.ToString());
        Assert.Contains((bug.Scenario, again.Counterexample.Violation.Property), bug.Symptoms);
        Assert.Equal(again.Counterexample.Violation, kept.Replay(program).Violation);
    }

    [Theory]
    [MemberData(nameof(Bugs))]
    public void Its_trace_is_read_without_Coyote(string id)
    {
        var program = Case.OfBroken(KnownBugs.All.First(bug => bug.Id == id)).Program;
        var ours = Path.Combine(s_folder, id + ".trace");
        var coyotes = Path.Combine(s_folder, id + ".coyote.trace");

        Assert.Equal(
            TraceFile.Parse(File.ReadAllText(ours), ours).Schedule.ToString(),
            CoyoteTrace.Parse(File.ReadAllText(coyotes), coyotes).ScheduleOf(program).ToString()
        );
    }

    [Fact]
    public void No_other_traces_are_kept() =>
        Assert.Equal(
            s_bugs.SelectMany(id => new[] { $"{id}.coyote.trace", $"{id}.trace" }).Order(StringComparer.Ordinal),
            Directory.GetFiles(s_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );

    private static void Make(Bug bug, string coyoteFile, string ourFile)
    {
        var program = Case.OfBroken(bug).Program;
        Directory.CreateDirectory(s_folder);
        var found = Enumerable
            .Range(1, Seeds)
            .SelectMany(
                seed => Enum.GetValues<CoyoteStrategy>(),
                (seed, strategy) =>
                    CoyoteChecker.Check(program, new CoyoteOptions { Strategy = strategy, Seed = (uint)seed })
            )
            .Where(result =>
                result.Counterexample is { } shown && bug.Symptoms.Contains((bug.Scenario, shown.Violation.Property))
            )
            .OrderBy(result => result.Counterexample!.Violation.Property != bug.Property)
            .First();
        var trace = Replayer.Replay(program, found.Counterexample!.Schedule);
        var coyotes = JsonNode.Parse(found.CoyoteTrace!)!;
        coyotes["TestName"] = "PgmapCheck.Cases.CoyoteCases.OfCase"; // or Coyote's own tool does not take it
        File.WriteAllText(coyoteFile, coyotes.ToJsonString(s_json) + "\n");
        File.WriteAllText(ourFile, TraceFile.Of(trace, "Microsoft.Coyote 1.7.11").ToString());
    }
}
