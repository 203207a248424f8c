using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.Traps;

/// <summary>What the engine says about a program that it refuses to search.</summary>
internal static class Refusal
{
    /// <summary>The message for a program of one fiber with two cells.</summary>
    public static string Of(Func<Cell, Cell, Routine> body) =>
        Of(machine =>
        {
            var x = machine.Cell("x");
            var y = machine.Cell("y");
            machine.Fiber("a", () => body(x, y));
        });

    public static string Of(Action<Machine> fill, SearchOptions? options = null) =>
        Assert.Throws<RoutineMisuseException>(() => Checker.Check(Given.Program(fill), options)).Message;
}
