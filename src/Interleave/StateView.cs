using Interleave.Memory;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Traces;

namespace Interleave;

/// <summary>One state, as properties see it.</summary>
public sealed class StateView
{
    private readonly Execution _execution;

    internal StateView(Execution execution) => _execution = execution;

    /// <summary>The value of a cell, whether or not it is alive.</summary>
    public int this[Cell cell]
    {
        get
        {
            _execution.Footprint?.Add(cell);
            return _execution.Memory[cell.Location];
        }
    }

    /// <summary>True while the lifetime lasts.</summary>
    public bool IsAlive(Lifetime lifetime) => this[lifetime.Alive] == 1;

    /// <summary>How many of <paramref name="resource"/> all fibers hold together.</summary>
    public int Held(Resource resource)
    {
        _execution.Footprint?.Add(resource);
        var held = 0;
        for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
        {
            held += _execution.LocalState(fiber).Holdings[resource];
        }

        return held;
    }

    /// <summary>
    /// How many fibers are inside a routine with this <see cref="RoutineNameAttribute"/>. A routine without one may be
    /// left out of a local state, so it cannot be asked for.
    /// </summary>
    /// <exception cref="RoutineMisuseException">A method of this name is active, and has no such attribute.</exception>
    public int Inside(string name)
    {
        _execution.Footprint?.Add(name);
        var count = 0;
        for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
        {
            count += IsInside(_execution.LocalState(fiber), name) ? 1 : 0;
        }

        return count;
    }

    internal static bool IsInside(LocalState state, string name) => state.Stack.Any(frame => Is(frame, name));

    private static bool Is(FrameLayout frame, string name)
    {
        if (!frame.IsNamed && frame.Method?.Name == name)
        {
            throw new RoutineMisuseException(
                $"a property asks who is inside {frame.MethodName}: give that routine a [RoutineName]."
            );
        }

        return frame.IsNamed && RoutineCall.Of(frame).Name == name;
    }
}
