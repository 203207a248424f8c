using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.Traps;

/// <summary>
/// The step that a fiber has announced, and the routine that announced it, are part of its local state: here nothing
/// else tells two ways apart.
/// </summary>
public sealed class AnnouncedStepTests
{
    [Fact]
    public void Steps_on_different_cells_are_different() =>
        AssertDifferent(
            "1,0",
            "0,1",
            static async (machine, x, y) => await (await machine.Choose(2, "way") == 0 ? x : y).Add(1)
        );

    [Fact]
    public void Steps_of_different_kinds_are_different() =>
        AssertDifferent(
            "1,0",
            "5,0",
            static async (machine, x, _) => await (await machine.Choose(2, "way") == 0 ? x.Add(1) : x.Exchange(5))
        );

    [Fact]
    public void Steps_with_different_arguments_are_different()
    {
        AssertDifferent(
            "1,0",
            "2,0",
            static async (machine, x, _) => await x.Store(1 + await machine.Choose(2, "way"))
        );
        AssertDifferent(
            "1,0",
            "2,0",
            static async (machine, x, _) => await x.CompareExchange(0, 1 + await machine.Choose(2, "way"))
        );
    }

    [Fact]
    public void Steps_with_different_functions_are_different()
    {
        AssertDifferent(
            "1,0",
            "-1,0",
            static async (machine, x, _) =>
                await x.Update(await machine.Choose(2, "way") == 0 ? Increment : Decrement, 0)
        );
        AssertDifferent(
            "0,0",
            "0,1",
            static async (machine, x, y) =>
            {
                await x.Until(await machine.Choose(2, "way") == 0 ? IsNever : IsAlways);
                await y.Store(1);
            }
        );
    }

    [Fact]
    public void The_same_step_of_different_routines_is_different() =>
        AssertDifferent(
            "1,0",
            "2,0",
            static async (machine, x, y) =>
                await x.Store(await (await machine.Choose(2, "way") == 0 ? LoadForOne(y) : LoadForTwo(y)))
        );

    [Fact]
    public void The_same_step_at_different_places_is_different() =>
        AssertDifferent(
            "1,0",
            "2,0",
            static async (machine, x, y) => await x.Store(await LoadForOneOrTwo(await machine.Choose(2, "way"), y))
        );

    private static void AssertDifferent(string one, string other, Func<Machine, Cell, Cell, Routine> body)
    {
        var ends = new SortedSet<string>(StringComparer.Ordinal);
        Checker.Prove(
            Given.Program(machine =>
            {
                var x = machine.Cell("x");
                var y = machine.Cell("y");
                machine.Fiber("a", () => body(machine, x, y));
            }),
            new SearchOptions { OnEnd = (execution, _) => ends.Add(string.Join(',', execution.Memory.ToArray())) }
        );

        Assert.Equal(new SortedSet<string>([one, other], StringComparer.Ordinal), ends);
    }

    private static async Routine<int> LoadForOne(Cell y) => 1 + await y.Load();

    private static async Routine<int> LoadForTwo(Cell y) => 2 + await y.Load();

    // A parameter has a place in the frame. Cleared, it leaves the place of the await as the only difference.
    private static async Routine<int> LoadForOneOrTwo(int way, Cell y)
    {
        var isOne = way == 0;
        way = 0;
        if (isOne)
        {
            await y.Load();
            return 1 + way;
        }

        await y.Load();
        return 2 + way;
    }

    private static int Increment(int value, int argument, out int result) => result = value + 1 + argument;

    private static int Decrement(int value, int argument, out int result) => result = value - 1 - argument;

    private static bool IsNever(int value, int argument) => value < argument;

    private static bool IsAlways(int value, int argument) => value >= argument;
}
