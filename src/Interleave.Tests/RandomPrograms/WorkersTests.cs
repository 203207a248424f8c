using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Interleave.Memory;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.RandomPrograms;

/// <summary>Verdicts and counts do not depend on how many threads search, nor on how they take turns.</summary>
public sealed class WorkersTests
{
    private static readonly int s_programs = Sample.Of(200);

    // Threads join after so few states that nearly every program has work to hand over.
    private const int ShareAfter = 3;

    private static readonly ImmutableArray<Strategy> s_depthFirst =
    [
        .. Strategy.Others.Where(other => !other.IsBreadthFirst),
    ];

    [Fact]
    public void Any_number_of_threads_agrees_with_one() =>
        Check.One(Repeatable.Config(s_programs), Prop.ForAll(ProgramGenerator.Terminating, Compare));

    [Fact]
    public void Any_number_of_threads_agrees_with_one_where_every_state_has_a_property() =>
        Check.One(Repeatable.Config(s_programs), Prop.ForAll(ProgramGenerator.WithInvariant, Compare));

    [Fact]
    public void Any_number_of_threads_agrees_with_one_where_executions_go_round_in_circles() =>
        Check.One(Repeatable.Config(s_programs), Prop.ForAll(ProgramGenerator.Circular, Compare));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    [InlineData(9, 4)]
    public void Spare_threads_join_as_far_as_there_are_any(int spare, int workers)
    {
        var options = Strategy.Plain.Options with { Workers = 4, ShareAfter = ShareAfter };
        var program = Given.Program(static machine =>
        {
            for (var i = 0; i < 3; i++)
            {
                var cell = machine.Cell($"cell {i}", 0);
                machine.Fiber("adder", () => AddTwice(cell));
            }
        });

        var verdict = Checker.Prove(program, options with { Spare = new SpareThreads(spare) });

        Assert.Equal((workers, 27), (verdict.Workers, verdict.States));

        static async Routine AddTwice(Cell cell)
        {
            await cell.Add(1);
            await cell.Add(1);
        }
    }

    private static void Compare(ProgramText text)
    {
        var program = text.ToProgram();
        var workers = 2;
        foreach (var strategy in (Strategy[])[Strategy.Plain, OneOf(text)])
        {
            var one = strategy.Explore(program);
            workers = 5 - workers;
            var many = (
                strategy with
                {
                    Name = $"{strategy.Name}, {workers} workers",
                    Options = strategy.Options with { Workers = workers, ShareAfter = ShareAfter },
                }
            ).Explore(program);
            var spare = new SpareThreads(1);
            var joined = (
                strategy with
                {
                    Name = $"{strategy.Name}, a spare thread",
                    Options = strategy.Options with { Workers = workers, ShareAfter = ShareAfter, Spare = spare },
                }
            ).Explore(program);
            var difference = Difference(one, many) ?? Difference(one, joined);
            Assert.True(difference is null, difference);
            Assert.Equal(1, spare.Take(workers)); // it came back
        }
    }

    // Another for each program, always the same for the same program.
    private static Strategy OneOf(ProgramText text) => s_depthFirst[text.ToString().Length % s_depthFirst.Length];

    private static string? Difference(Exploration one, Exploration many) =>
        !many.Verdict.Complete ? $"{many.Name} is not complete: {many.Verdict.Incomplete}"
        : one.Verdict.States != many.Verdict.States
            ? $"{many.Name} sees {many.Verdict.States} states and not {one.Verdict.States}"
        : !one.Violated.SequenceEqual(many.Violated) ? $"{many.Name} violates something else"
        : !one.Verdict.NeverReached.SequenceEqual(many.Verdict.NeverReached) ? $"{many.Name} does not reach the same"
        : one.Verdict.Counterexamples.IsEmpty // else a search that is thrown away may have gone on behind a violation
            ? Agreement.FirstNews(one, many) ?? Agreement.FirstNews(many, one)
        : null;
}
