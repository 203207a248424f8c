using System.Collections.Immutable;
using Interleave.Programs;

namespace Interleave.Tests.RandomPrograms;

/// <summary>A random program, readable in a failure.</summary>
/// <param name="Roles">Its fibers.</param>
/// <param name="Cells">How many cells it has.</param>
/// <param name="CanFree">True if the last cell has a lifetime.</param>
/// <param name="AtEnd">A value that the first cell must not have in the end; null for none.</param>
/// <param name="Never">Values that the first and the last cell must never have together; null for none.</param>
internal sealed record ProgramText(
    ImmutableArray<Role> Roles,
    int Cells,
    bool CanFree,
    int? AtEnd,
    (int First, int Last)? Never
)
{
    /// <summary>The property of every state that <see cref="Never"/> stands for.</summary>
    public const string Invariant = "never together";

    /// <summary>True to leave out all properties of states, which some searches treat as a dependence between
    /// steps.</summary>
    public bool HasNoProperties { get; init; }

    /// <summary>Which memory orders its statements have; 0 for those that one gets without asking.</summary>
    public int Orders { get; init; }

    public override string ToString() =>
        $"\n  {string.Join("\n  ", Roles)}\n  {Cells} cells{(CanFree ? ", the last can be freed" : "")}"
        + (AtEnd is { } last ? $", in the end c0 != {last}" : "")
        + (Never is { } never ? $", never c0 == {never.First} and c{Cells - 1} == {never.Last}" : "")
        + (Orders == 0 ? "" : $", orders {Orders}");

    public ConcurrentProgram ToProgram() => new("random", Fill);

    private void Fill(Machine machine)
    {
        var interpreter = new Interpreter(machine, Cells, CanFree, Orders);
        foreach (var role in Roles)
        {
            for (var i = 0; i < role.Fibers; i++)
            {
                machine.Fiber($"f{machine.Fibers.Count}", () => interpreter.Main(role.Body), role.IsDaemon);
            }
        }

        var first = interpreter.FirstCell;
        if (!HasNoProperties)
        {
            machine.Properties.Sometimes("c0 is 2", state => state[first] == 2);
        }

        if (AtEnd is { } last)
        {
            machine.Properties.AtEnd("last value", state => state[first] == last ? "c0 has it" : null);
        }

        if (Never is { } never)
        {
            machine.Properties.Always(
                Invariant,
                state => state[first] == never.First && state[interpreter.LastCell] == never.Last ? "they are" : null
            );
        }
    }
}
