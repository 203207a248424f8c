using Interleave;
using Interleave.Programs;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Reports.Races;
using PgmapCheck.Results;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Reports.Races;

public sealed class RaceDiagramTests
{
    public static TheoryData<string> Violated => TinyKernel.Violated;

    [Theory]
    [MemberData(nameof(Violated))]
    public void A_diagram_is_as_it_was(string scenario) => Golden.Match(scenario, Draw(scenario, false));

    [Fact]
    public void Verbose_shows_pauses_and_uncontended_locks() =>
        Golden.Match("put-vs-wait.verbose", Draw("put-vs-wait", true));

    [Theory]
    [MemberData(nameof(Violated))]
    public void Lines_fit_in_75_columns_of_plain_text_and_can_be_quoted(string scenario)
    {
        foreach (var line in Draw(scenario, false).Concat(Draw(scenario, true)))
        {
            Assert.InRange(line.Length, 0, 75);
            Assert.DoesNotContain(line, char.IsControl);
            Assert.Equal(line.TrimEnd(), line);
            Assert.True(("> " + line).Length <= 77);
        }
    }

    // A terminal that is narrower would break them again.
    [Theory]
    [MemberData(nameof(Violated))]
    public void Lines_fit_on_a_narrow_screen(string scenario)
    {
        foreach (var width in (int[])[40, 60])
        {
            Assert.All(
                Draw(scenario, true, width: width)
                    .Where(line => !line.EndsWith(".trace", StringComparison.Ordinal) && !line.EndsWith('\\')),
                line => Assert.InRange(line.Length, 0, width)
            );
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(31)]
    [InlineData(90)]
    public void Names_of_any_length_fit(int length)
    {
        var name = string.Concat(Enumerable.Repeat("a_long_name", 9))[..length];
        var program = new ConcurrentProgram(
            name,
            machine =>
            {
                var cell = machine.Cell(name, 0, null, value => $"{name} {value}");
                for (var fiber = 0; fiber < 3; fiber++)
                {
                    machine.Fiber($"CPU {fiber} ({name})", async () => await cell.Add(1, label: $"{name} {name}"));
                }

                machine.Properties.AtEnd(name, _ => $"{name} {name}");
            }
        );
        var found = Finding.Of(new Case(name, name, program), Checker.Check(program).Counterexamples.Single());
        var race = new Race(name, name, found.Trace) { TracePath = $"{name}/{name}.trace", IsVerbose = true };

        // but a path, which has to be whole to be pasted
        Assert.All(
            RaceDiagram.Draw(race).Where(line => !line.EndsWith(race.TracePath!, StringComparison.Ordinal)),
            line => Assert.InRange(line.Length, 0, 75)
        );
    }

    [Fact]
    public void A_replay_does_not_claim_to_be_shortest()
    {
        var lines = Draw("lost-update", false, isShortest: null);

        Assert.Contains(lines, line => line.EndsWith("4 steps, 1 preemption", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_in_the_catalogue_is_said_to_be_unknown()
    {
        Assert.Contains(
            Draw("lost-update", false),
            line => line.Contains("Not in the catalogue", StringComparison.Ordinal)
        );
        Assert.Contains(
            Draw("put-vs-wait", false),
            line => line.Contains("Known as LOST-WAKEUP", StringComparison.Ordinal)
        );
    }

    private static string[] Draw(string scenario, bool isVerbose, bool? isShortest = true, int width = 75)
    {
        var @case = TinyKernel.Case(scenario);
        var found = Finding.Of(@case, Checker.Check(@case.Program).Counterexamples.Single());
        var race = Race.Of(@case, found.Trace, isShortest) with
        {
            TracePath = $"traces/v0.1/{scenario}.{TraceFolder.Slug(found.Trace.Violation!.Property)}.trace",
            IsVerbose = isVerbose,
        };
        return [.. RaceDiagram.Draw(race, width)];
    }
}
