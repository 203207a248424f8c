namespace Interleave.Tests.RandomPrograms;

/// <summary>
/// What an <see cref="Automaton"/> does in one of its states: replaces a cell that holds 0 or 1, or only reads it, and
/// goes on to a state that depends on what the cell held.
/// </summary>
internal sealed record Rule(int Cell, bool Writes, int IfZero, int IfOne, int NextIfZero, int NextIfOne)
{
    public override string ToString() =>
        Writes
            ? $"c{Cell}: 0 becomes {IfZero} goto {NextIfZero}, 1 becomes {IfOne} goto {NextIfOne}"
            : $"c{Cell}: 0 goto {NextIfZero}, 1 goto {NextIfOne}";
}
