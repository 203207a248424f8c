using Interleave.Traces;
using PgmapCheck.Model.Bugs;

namespace PgmapCheck.Properties.Tests;

/// <summary>The schedules kept under traces/ still show what they were kept for.</summary>
public sealed class TraceTests
{
    [Fact]
    public void Every_trace_replays_to_its_violation() =>
        Assert.All(
            SourceFolder.Traces(),
            path =>
            {
                var file = Read(path);
                var subject = Assert.Single(Cases.All, c => c.Name == file.Case);

                var trace = file.Replay(subject.Program);

                Assert.Equal((file.Kind, file.Property), (trace.Violation!.Kind, trace.Violation.Property));
                Assert.Contains(file.Property, KernelProperties.Names);
            }
        );

    [Fact]
    public void Every_trace_file_is_written_as_the_tool_writes_it() =>
        Assert.All(SourceFolder.Traces(), path => Assert.Equal(File.ReadAllText(path), Read(path).ToString()));

    [Fact]
    public void Every_bug_has_a_trace_of_its_smallest_scenario()
    {
        var shown = SourceFolder.Traces().Select(Read).Select(file => (file.Case, file.Property)).ToHashSet();

        Assert.All(
            KnownBugs.All.Where(bug => bug.Claim == BugClaim.Violated),
            bug => Assert.Contains((Case.OfBroken(bug).Name, bug.Property), shown)
        );
    }

    [Fact]
    public void Every_bug_of_memory_order_has_a_trace_on_each_memory()
    {
        var shown = SourceFolder
            .Traces()
            .Select(Read)
            .Select(file => (file.Case, file.Property, file.Schedule.Memory))
            .ToHashSet();

        Assert.All(
            KnownBugs.All.SelectMany(bug =>
                bug.ShowsUnder.Select(memory => (Case.OfBroken(bug).Name, bug.Property, memory))
            ),
            trace => Assert.Contains(trace, shown)
        );
    }

    [Fact]
    public void Every_counterexample_survives_being_written_and_read() =>
        Assert.All(
            Cases.All.SelectMany(c => Cases.Check(c).Counterexamples.Select(found => (Case: c, Found: found))),
            pair =>
            {
                var trace = Replayer.Replay(pair.Case.Program, pair.Found.Schedule);
                var text = TraceFile.Of(trace, "pgmapcheck").ToString();

                var again = TraceFile.Parse(text, "memory").Replay(pair.Case.Program);

                Assert.Equal(pair.Found.Violation, again.Violation);
            }
        );

    private static TraceFile Read(string path) => TraceFile.Parse(File.ReadAllText(path), path);
}
