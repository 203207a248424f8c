using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.Traps;

/// <summary>
/// Immutable objects that a routine makes anew each time: equal ones are one value, or a loop would have no end of
/// states and an audit would take them for hidden state.
/// </summary>
public sealed class KeptObjectTests
{
    [Theory]
    [InlineData("string")]
    [InlineData("record")]
    [InlineData("delegate")]
    public void Equal_objects_are_one_value(string kind)
    {
        var verdict = Checker.Prove(
            Given.Program(machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => Toggle(kind, x));
            }),
            new SearchOptions
            {
                AuditEvery = 1,
                Bounds = new SearchBounds { MaxStates = 100 },
            }
        );

        Assert.True(verdict.IsProof);
        Assert.Equal(4, verdict.States);
    }

    [Fact]
    public void Objects_that_differ_are_different_values()
    {
        var verdict = Checker.Check(
            Given.Program(static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber(
                    "a",
                    async () =>
                    {
                        var way = await machine.Choose(2, "way");
                        await KeepName($"way {way}", machine, x);
                    }
                );
            })
        );

        Assert.Equal("1 is not chosen", Assert.Single(verdict.Counterexamples).Violation.Property);
        Assert.Equal("0.1 0", verdict.Counterexamples[0].Schedule.ToString());
    }

    private static async Routine Toggle(string kind, Cell x)
    {
        while (true)
        {
            var value = await x.Load();
            object made = kind switch
            {
                "string" => $"value {value}",
                "record" => new Made(value, $"value {value}"),
                _ => (Func<Cell, Routine>)Use,
            };
            await x.Store(1 - value);
            GC.KeepAlive(made);
        }
    }

    private static async Routine KeepName(string name, Machine machine, Cell x)
    {
        await x.Load();
        if (name == "way 1")
        {
            machine.Fail("1 is not chosen", "it is");
        }
    }

    private static async Routine Use(Cell x) => await x.Load();

    private sealed record Made(int Value, string Name);
}
