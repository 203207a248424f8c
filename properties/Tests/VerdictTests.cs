using System.Globalization;
using Interleave;
using Interleave.Search;
using Interleave.Violations;

namespace PgmapCheck.Properties.Tests;

/// <summary>The verdict of every case, and that it does not depend on how the state space is searched.</summary>
public sealed class VerdictTests
{
    public static TheoryData<string> Names => Cases.Names;

    public static TheoryData<string> SampleNames => Cases.SampleNames;

    /// <summary>UPDATE_GOLDEN=1 writes the file anew; the change is then to be read.</summary>
    [Fact]
    public void Every_verdict_is_the_recorded_one()
    {
        var path = SourceFolder.File("verdicts.txt");
        var actual = Cases.All.Select(c => Line(c, Cases.Check(c))).ToArray();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, string.Concat(actual.Select(line => line + "\n")));
            return;
        }

        var recorded = File.Exists(path) ? File.ReadAllLines(path) : [];
        var differences = recorded
            .Except(actual)
            .Select(line => "- " + line)
            .Concat(actual.Except(recorded).Select(line => "+ " + line))
            .ToArray();
        Assert.True(
            recorded.SequenceEqual(actual),
            $"{path} differs (UPDATE_GOLDEN=1 accepts the new verdicts):\n{string.Join('\n', differences)}"
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_verdict_is_complete_and_every_counterexample_shortest(string name)
    {
        var verdict = Cases.Check(Cases.Named(name));

        Assert.Null(verdict.Incomplete);
        Assert.All(
            verdict.Counterexamples,
            found =>
                Assert.True(
                    found.IsShortest || found.Violation.Kind == ViolationKind.Livelock,
                    found.Violation.Property
                )
        );
    }

    // Without sleep sets, so that every step is taken with every result that it can have; the searches for shortest
    // schedules and for livelocks run the same code in the same local states. Depth first comes to what breadth first
    // has seen.
    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Running_every_transition_twice_changes_nothing(string name)
    {
        var subject = Cases.Named(name);
        var once = Cases.SearchBreadthFirst(subject);
        var twice = Checker.Prove(
            subject.Program,
            new SearchOptions
            {
                SleepSets = false,
                PersistentSets = false,
                AuditEvery = 1,
            }
        );

        Assert.Null(twice.Incomplete);
        Assert.Equal(Cases.Violated(once), Cases.Violated(twice));
        Assert.Equal(once.NeverReached.Order(), twice.NeverReached.Order());
        Assert.Equal((once.States, once.Transitions), (twice.States, twice.Transitions));
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Twice_as_many_fingerprint_bits_tell_no_more_states_apart(string name)
    {
        var subject = Cases.Named(name);
        var wide = Checker.Check(subject.Program, Cases.Options with { FingerprintBits = 128 });

        Assert.Equal(Line(subject, Cases.Check(subject)), Line(subject, wide));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_reductions_the_same_is_violated_and_reached(string name)
    {
        var subject = Cases.Named(name);
        var reduced = Cases.Check(subject);
        var full = Checker.Prove(
            subject.Program,
            new SearchOptions
            {
                Symmetry = false,
                SleepSets = false,
                DropsDeadLocals = false,
                PersistentSets = false,
            }
        );

        Assert.Null(full.Incomplete);
        Assert.Equal(Cases.ViolatedByStates(reduced), Cases.ViolatedByStates(full));
        Assert.Equal(reduced.NeverReached.Order(), full.NeverReached.Order());
        Assert.True(full.States >= reduced.States, $"{full.States} states without reductions, {reduced.States} with");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void With_steps_taken_at_once_from_the_start_the_same_is_violated_and_reached(string name)
    {
        var subject = Cases.Named(name);
        var reduced = Cases.Check(subject);
        var persistent = Checker.Prove(
            subject.Program,
            new SearchOptions { PersistentSetsAfter = 0, SleepSets = false }
        );

        Assert.Null(persistent.Incomplete);
        Assert.Equal(Cases.ViolatedByStates(reduced), Cases.ViolatedByStates(persistent));
        Assert.Equal(reduced.NeverReached.Order(), persistent.NeverReached.Order());
    }

    // Sleep sets skip steps and no states, except behind a violation, where a search ends: a step sleeps because its
    // other order was explored, and that was not to the end. So the count is a bound there, and exact in a proof.
    [Theory]
    [MemberData(nameof(Names))]
    public void Breadth_first_search_sees_the_same_states(string name)
    {
        var subject = Cases.Named(name);
        var reduced = Cases.Check(subject);
        var wide = Cases.SearchBreadthFirst(subject);
        var asleep =
            reduced.States == wide.States
                ? reduced
                : Checker.Prove(subject.Program, new SearchOptions { PersistentSets = false });

        Assert.Null(wide.Incomplete);
        Assert.Equal(Cases.ViolatedByStates(reduced), Cases.ViolatedByStates(wide));
        Assert.Equal(reduced.NeverReached.Order(), wide.NeverReached.Order());
        Assert.InRange(asleep.States, reduced.Counterexamples.IsEmpty ? wide.States : 1, wide.States);
    }

    private static string Line(Case subject, Verdict verdict) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{subject.Name} | {verdict.States} states | {Found(verdict)} | {Unreached(verdict)}"
        );

    private static string Found(Verdict verdict) =>
        verdict.Counterexamples.IsEmpty
            ? "nothing violated"
            : string.Join(
                "; ",
                verdict
                    .Counterexamples.OrderBy(c => (c.Violation.Kind, c.Violation.Property))
                    .Select(c => $"{c.Violation.Kind}: {c.Violation.Property}, {c.Schedule.Steps.Length} steps")
            );

    private static string Unreached(Verdict verdict) =>
        verdict.NeverReached.IsEmpty ? "all reached" : "never reached: " + string.Join(", ", verdict.NeverReached);
}
