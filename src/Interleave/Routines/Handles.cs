using System.Reflection;

namespace Interleave.Routines;

/// <summary>Numbers the objects that frames refer to, and checks once that each of them cannot change.</summary>
internal sealed class Handles
{
    private readonly Dictionary<object, int> _ids = []; // by value: a string made twice is the same local state
    private readonly HashSet<object> _checked = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, object?[]> _captured = new(ReferenceEqualityComparer.Instance);

    public int IdOf(object value, FrameLayout layout, FieldInfo field)
    {
        if (!_ids.TryGetValue(value, out var id))
        {
            if (ImmutableObjects.FindMutable(value, _checked) is { } path)
            {
                throw new RoutineMisuseException(
                    $"{layout.MethodName} keeps '{field.Name}' across an await, and {path} can change outside the "
                        + "engine's memory: make it readonly, or hold the value in a Cell."
                );
            }

            id = _ids.Count + 1;
            _ids.Add(value, id);
            if (ImmutableObjects.IsClosure(value.GetType()))
            {
                _captured.Add(value, [.. Captured(value)]);
            }
        }
        else if (_captured.TryGetValue(value, out var before))
        {
            RequireUnchanged(value, before, layout.MethodName);
        }

        return id;
    }

    /// <summary>For a fiber that has ended: no frame of it is left to lead to what it wrote.</summary>
    public void RequireUnchanged(string method)
    {
        foreach (var (closure, before) in _captured)
        {
            RequireUnchanged(closure, before, method);
        }
    }

    private static void RequireUnchanged(object closure, object?[] before, string method)
    {
        if (!before.SequenceEqual(Captured(closure)))
        {
            throw new RoutineMisuseException(
                $"{method} writes a variable that its lambda captured: the engine cannot restore it. "
                    + "Hold the value in a Cell."
            );
        }
    }

    // A lambda in a loop captures the variables around the loop through a closure within its closure.
    private static IEnumerable<object?> Captured(object closure) =>
        ImmutableObjects
            .FieldsOf(closure.GetType())
            .Select(f => f.GetValue(closure))
            .SelectMany(value =>
                value is not null && ImmutableObjects.IsClosure(value.GetType()) ? Captured(value) : [value]
            );
}
