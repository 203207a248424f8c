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
    /// <summary>How the names of all properties of states begin that can be violated.</summary>
    public const string Invariant = "never ";

    /// <summary>The property of every state that <see cref="Never"/> stands for.</summary>
    public const string Together = Invariant + "together";

    /// <summary>The property of ends that <see cref="AtEnd"/> stands for.</summary>
    public const string LastValue = "last value";

    /// <summary>What may be seen in some state of every program.</summary>
    public const string FirstIsTwo = "c0 is 2";

    /// <summary>What must never be seen, besides <see cref="Never"/>.</summary>
    public ImmutableArray<Observation> NeverSeen { get; init; } = [];

    /// <summary>What may be seen in some state.</summary>
    public ImmutableArray<Observation> SometimesSeen { get; init; } = [];

    /// <summary>True to leave out what may be seen in some state: some searches treat it as a dependence between
    /// steps.</summary>
    public bool HasNoGoals { get; init; }

    /// <summary>Which memory orders its statements have; 0 for those that one gets without asking.</summary>
    public int Orders { get; init; }

    public override string ToString() =>
        $"\n  {string.Join("\n  ", Roles)}\n  {Cells} cells{(CanFree ? ", the last can be freed" : "")}"
        + (AtEnd is { } last ? $", in the end c0 != {last}" : "")
        + (Never is { } never ? $", never c0 == {never.First} and c{Cells - 1} == {never.Last}" : "")
        + string.Concat(NeverSeen.Select(static seen => $", never {seen}"))
        + string.Concat(SometimesSeen.Select(static seen => $", sometimes {seen}"))
        + (HasNoGoals ? ", no goals" : "")
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
        if (AtEnd is { } last)
        {
            machine.Properties.AtEnd(LastValue, state => state[first] == last ? "c0 has it" : null);
        }

        if (!HasNoGoals)
        {
            machine.Properties.Sometimes(FirstIsTwo, state => state[first] == 2);
            foreach (var seen in SometimesSeen)
            {
                machine.Properties.Sometimes(seen.ToString(), state => IsSeen(seen, state));
            }
        }

        if (Never is { } never)
        {
            machine.Properties.Always(
                Together,
                state => state[first] == never.First && state[interpreter.LastCell] == never.Last ? "they are" : null
            );
        }

        foreach (var seen in NeverSeen)
        {
            machine.Properties.Always(Invariant + seen, state => IsSeen(seen, state) ? "they are" : null);
        }

        bool IsSeen(Observation seen, StateView state) =>
            seen.Holds(
                () => state.Held(interpreter.Token),
                () => state.Inside(Interpreter.NamedRoutine),
                () => state[first]
            );
    }
}
