using System.Reflection;

namespace Interleave.Routines;

/// <summary>Numbers the objects that frames refer to, and checks once that each of them cannot change.</summary>
internal sealed class Handles
{
    private readonly Dictionary<object, int> _ids = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _checked = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, object?[]> _captured = new(ReferenceEqualityComparer.Instance);

    public int IdOf(object value, FrameLayout layout, FieldInfo field)
    {
        if (!_ids.TryGetValue(value, out var id))
        {
            if (ImmutableObjects.FindMutable(value, _checked) is { } path)
            {
                throw new RoutineMisuseException(
                    $"{layout.MethodName} keeps '{field.Name}' across an await, and {path} can change outside the " +
                    "engine's memory: make it readonly, or hold the value in a Cell.");
            }

            id = _ids.Count + 1;
            _ids.Add(value, id);
            if (ImmutableObjects.IsClosure(value.GetType()))
            {
                _captured.Add(value, Captured(value));
            }
        }
        else if (_captured.TryGetValue(value, out var before) && !before.SequenceEqual(Captured(value)))
        {
            throw new RoutineMisuseException(
                $"{layout.MethodName} writes a variable that its lambda captured: the engine cannot restore it. " +
                "Hold the value in a Cell.");
        }

        return id;
    }

    private static object?[] Captured(object closure) =>
        [.. ImmutableObjects.FieldsOf(closure.GetType()).Select(f => f.GetValue(closure))];
}
