using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Strategies.DepthFirst;

namespace Interleave.Tests.Search;

/// <summary>A bound on memory counts what local states take, and it is about what the heap has more.</summary>
[Collection(Alone)]
public sealed class LocalStateBytesTests
{
    /// <summary>The tests of this collection are run by themselves: the heap is one for all.</summary>
    public const string Alone = "measures the heap";

    private const int Steps = 20_000;

    public static TheoryData<string> Programs => ["one frame", "five frames", "many locals"];

    [Theory]
    [MemberData(nameof(Programs))]
    public void What_local_states_take_is_about_what_the_heap_has_more(string name)
    {
        var program = Given.Program(machine => Fill(machine, name));
        var before = GC.GetTotalMemory(true);

        var verdict = StateSpaceSearch.Search(program, new SearchOptions(), out var execution);

        var heap = GC.GetTotalMemory(true) - before;
        var counted = execution.Locals.Bytes;
        Assert.True(verdict.IsProof && execution.Locals.Count >= Steps);
        Assert.True(
            2 * counted > heap && counted < 2 * heap,
            $"counted {counted:N0} bytes, the heap has {heap:N0} more"
        );
        Assert.True(verdict.PeakBytes > counted);
    }

    [Fact]
    public void They_count_for_the_bound()
    {
        var program = Given.Program(machine => Fill(machine, "five frames"));
        var all = Checker.Prove(program);

        var bounded = Checker.Prove(
            program,
            new SearchOptions { Bounds = new SearchBounds { MaxBytes = all.PeakBytes / 2 } }
        );

        Assert.StartsWith("stopped at ", bounded.Incomplete, StringComparison.Ordinal);
        Assert.InRange(bounded.PeakBytes, all.PeakBytes / 4, all.PeakBytes * 3 / 4);
    }

    private static void Fill(Machine machine, string name)
    {
        var cell = machine.Cell("cell");
        machine.Fiber(
            "fiber",
            name switch
            {
                "one frame" => () => Count(cell),
                "five frames" => () => CountInCalls(cell),
                _ => () => CountWithLocals(cell, 7),
            }
        );
    }

    private static async Routine Count(Cell cell)
    {
        for (var i = 0; i < Steps; i++)
        {
            await cell.Load();
        }
    }

    private static async Routine CountInCalls(Cell cell)
    {
        for (var i = 0; i < Steps; i++)
        {
            await Call(cell, 4);
        }
    }

    private static async Routine<int> Call(Cell cell, int depth) =>
        depth == 1 ? await cell.Load() : 1 + await Call(cell, depth - 1);

    private static async Routine CountWithLocals(Cell cell, int start)
    {
        var (a, b, c, d) = (start, start + 1L, start + 2L, start + 3L);
        for (var i = 0; i < Steps; i++)
        {
            var value = await cell.Load();
            (a, b, c, d) = (a + value + 1, b + a, c + b, d ^ c);
        }

        await cell.Store((int)(a + b + c + d));
    }
}

[CollectionDefinition(LocalStateBytesTests.Alone, DisableParallelization = true)]
public sealed class Alone;
