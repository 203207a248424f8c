using Interleave.Memory;
using Interleave.Search;
using Interleave.Traces;

namespace Interleave;

/// <summary>One state, as properties see it.</summary>
public sealed class StateView
{
    private readonly Execution _execution;

    internal StateView(Execution execution) => _execution = execution;

    /// <summary>The value of a cell, whether or not it is alive.</summary>
    public int this[Cell cell] => _execution.Memory[cell.Location];

    /// <summary>True while the lifetime lasts.</summary>
    public bool IsAlive(Lifetime lifetime) => this[lifetime.Alive] == 1;

    /// <summary>How many of <paramref name="resource"/> all fibers hold together.</summary>
    public int Held(Resource resource)
    {
        var held = 0;
        for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
        {
            held += _execution.LocalState(fiber).Holdings[resource];
        }

        return held;
    }

    /// <summary>How many fibers are inside a routine that traces call <paramref name="name"/>.</summary>
    public int Inside(string name)
    {
        var count = 0;
        for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
        {
            count += _execution.LocalState(fiber).Stack.Any(frame => RoutineCall.Of(frame).Name == name) ? 1 : 0;
        }

        return count;
    }
}
