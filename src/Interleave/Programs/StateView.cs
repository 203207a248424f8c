using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Programs;

/// <summary>One state, as properties see it.</summary>
public sealed class StateView
{
    private readonly int[] _values;
    private readonly int[] _localIds;
    private readonly LocalStates _locals;

    /// <summary>Looks at a state that changes under it.</summary>
    internal StateView(int[] values, int[] localIds, LocalStates locals) =>
        (_values, _localIds, _locals) = (values, localIds, locals);

    /// <summary>Notes what properties look at; null if nobody wants to know.</summary>
    internal Footprint? Footprint { get; set; }

    /// <summary>The value of a cell, whether or not it is alive.</summary>
    public int this[Cell cell]
    {
        get
        {
            Footprint?.Add(cell);
            return _values[cell.Location];
        }
    }

    /// <summary>True while the lifetime lasts.</summary>
    public bool IsAlive(Lifetime lifetime) => this[lifetime.Alive] == 1;

    /// <summary>How many of <paramref name="resource"/> all fibers hold together.</summary>
    public int Held(Resource resource)
    {
        Footprint?.Add(resource);
        var held = 0;
        foreach (var local in _localIds)
        {
            held += _locals[local].Holdings[resource];
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
        Footprint?.Add(name);
        var count = 0;
        foreach (var local in _localIds)
        {
            count += IsInside(_locals[local], name) ? 1 : 0;
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

        return frame.IsNamed && frame.Call.Name == name;
    }
}
