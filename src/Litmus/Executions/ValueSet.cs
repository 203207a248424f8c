using System.Numerics;

namespace Litmus.Executions;

/// <summary>One way in which a value may come about.</summary>
/// <param name="Value">The value.</param>
/// <param name="Through">Instructions that it has come through for certain, as bits.</param>
/// <param name="Length">Through how many it has come at least, one after another.</param>
internal readonly record struct ValueWay(int Value, ulong Through = 0, int Length = 0)
{
    /// <summary>What is made of two values.</summary>
    public static ValueWay Join(int value, ValueWay a, ValueWay b) =>
        new(value, a.Through | b.Through, Math.Max(a.Length, b.Length));
}

/// <summary>
/// Values that a register or a cell may have, each with the instructions that it has come through. An instruction
/// outside of loops is done once, so no value comes through it twice; that keeps sums from growing without end. Where
/// there are many ways, some are taken together and less is known of them: that is still too large a set, never too
/// small.
/// </summary>
internal sealed class ValueSet
{
    private const int MostWays = 6;

    private readonly SortedDictionary<int, List<ValueWay>> _ways = [];

    /// <summary>The values.</summary>
    public IReadOnlyCollection<int> Values => _ways.Keys;

    /// <summary>The values with the ways in which they come about.</summary>
    public ValueWay[] Ways => [.. _ways.Values.SelectMany(ways => ways)];

    /// <summary>Adds a value; false if nothing is new about it.</summary>
    /// <exception cref="BoundException">There are too many values.</exception>
    public bool Add(ValueWay way)
    {
        if (!_ways.TryGetValue(way.Value, out var ways))
        {
            if (_ways.Count == ExecutionBounds.ValuesOfCell)
            {
                throw new BoundException("a register or a cell has too many values");
            }

            _ways.Add(way.Value, ways = []);
        }

        if (ways.Exists(known => Covers(known, way)))
        {
            return false;
        }

        if (ways.Count == MostWays)
        {
            // Together with the one that has most in common.
            var near = ways.MaxBy(known => BitOperations.PopCount(known.Through & way.Through));
            way = new ValueWay(way.Value, near.Through & way.Through, Math.Min(near.Length, way.Length));
        }

        ways.RemoveAll(known => Covers(way, known));
        ways.Add(way);
        return true;
    }

    // What comes that way may go on in all the ways in which the other may.
    private static bool Covers(ValueWay a, ValueWay b) => (a.Through & ~b.Through) == 0 && a.Length <= b.Length;
}
