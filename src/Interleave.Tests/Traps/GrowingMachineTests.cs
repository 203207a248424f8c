using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Tests.Traps;

/// <summary>A routine that needs what its machine does not have yet.</summary>
public sealed class GrowingMachineTests
{
    [Fact]
    public void A_search_begins_anew_until_the_machine_has_all()
    {
        var fills = 0;
        var cells = new CellsByNeed();

        var verdict = Checker.Check(cells.Program(() => fills++, isDeclaring: true));

        Assert.True(verdict.IsProof);
        Assert.Equal(2, cells.Names.Count);
        Assert.InRange(fills, 3, 50);
    }

    [Fact]
    public void A_round_that_adds_nothing_is_refused()
    {
        var fills = 0;
        var cells = new CellsByNeed();

        var refused = Assert.Throws<InvalidOperationException>(() =>
            Checker.Check(cells.Program(() => fills++, isDeclaring: false))
        );

        Assert.Contains("x was not declared yet", refused.Message, StringComparison.Ordinal);
        Assert.InRange(fills, 2, 20);
    }

    // What a program has been asked for so far, as a kernel's memory notes its words.
    private sealed class CellsByNeed : IImmutable
    {
        public SortedSet<string> Names { get; } = [];

        public ConcurrentProgram Program(Action filled, bool isDeclaring) =>
            new(
                "grows",
                machine =>
                {
                    filled();
                    var cells = isDeclaring ? Names.ToDictionary(name => name, name => machine.Cell(name)) : [];
                    var other = machine.Cell("other");
                    machine.Fiber("a", () => Use(other, new Declared(this, cells)));
                    machine.Fiber("b", () => Use(other, new Declared(this, cells)));
                }
            );

        private static async Routine Use(Cell other, Declared declared)
        {
            await other.Store(1);
            await declared["x"].Store(1);
            await other.Store(2);
            await declared["y"].Store(1);
        }
    }

    private sealed class Declared(CellsByNeed need, Dictionary<string, Cell> cells) : IImmutable
    {
        public Cell this[string name]
        {
            get
            {
                need.Names.Add(name);
                return cells.GetValueOrDefault(name)
                    ?? throw new MachineGrowsException($"{name} was not declared yet", (need, name));
            }
        }
    }
}
