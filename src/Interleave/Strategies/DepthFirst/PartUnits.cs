using System.Collections.Immutable;
using Interleave.Search;

namespace Interleave.Strategies.DepthFirst;

/// <summary>
/// The units that a search is shared out in: prefixes of schedules, found in the order of the number of steps. A
/// state that is on the way to a unit, or is where one begins, is known as visited from then on, so that no part goes
/// on from where another does.
/// </summary>
/// <param name="worker">Who finds them; it has begun, and has nothing left to do afterwards.</param>
internal sealed class PartUnits(DepthFirstWorker worker)
{
    private readonly SearchStack _stack = worker.Stack;

    /// <summary>Finds all units, and those of one part.</summary>
    /// <param name="part">Which part.</param>
    /// <param name="mine">What it has to do, in order.</param>
    public SearchedPart DealOut(PartOptions part, out ImmutableArray<OpenWork> mine)
    {
        var units = new Queue<OpenWork>();
        if (_stack.Save() is { } begin)
        {
            units.Enqueue(begin);
            _stack.Drop();
        }

        while (units.Count > 0 && units.Count < part.LeastUnits)
        {
            foreach (var further in Expand(units.Dequeue()))
            {
                units.Enqueue(further);
            }
        }

        ImmutableArray<int> numbers =
        [
            .. Enumerable.Range(0, units.Count).Where(unit => unit % part.Count == part.Index - 1),
        ];
        mine = [.. numbers.Select(units.ToArray().ElementAt)];
        return new SearchedPart(units.Count, numbers, []);
    }

    // One step further: what a unit leads to, each with what is to be explored from there.
    private IEnumerable<OpenWork> Expand(OpenWork unit)
    {
        _stack.Restore(unit);
        for (var depth = _stack.Depth; !_stack.IsEmpty; )
        {
            if (!_stack.Advance())
            {
                continue;
            }

            worker.Explore();
            if (_stack.Depth > depth)
            {
                yield return _stack.Behind(_stack.Depth - 1, _stack.Top.Open);
                _stack.Drop();
            }
        }
    }
}
