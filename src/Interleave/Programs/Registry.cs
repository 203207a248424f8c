using System.Collections;
using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Programs;

/// <summary>
/// A list that grows while a machine is being set up and never after: what a program declares one by one and its
/// routines then look up. Being fixed while fibers run, it needs no place in the engine's memory.
/// </summary>
/// <typeparam name="T">An immutable object.</typeparam>
public sealed class Registry<T> : IEngineObject, IReadOnlyList<T>
    where T : class
{
    private readonly Machine _machine;
    private readonly List<T> _items = [];

    internal Registry(Machine machine) => _machine = machine;

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    /// <summary>Appends an item.</summary>
    /// <exception cref="RoutineMisuseException">The machine runs already, or the item can change.</exception>
    public T Add(T item)
    {
        if (_machine.HasBooted)
        {
            throw new RoutineMisuseException(
                $"a {typeof(T).Name} was declared by a running routine: declare everything while the machine is set up."
            );
        }

        if (ImmutableObjects.FindMutable(item, _machine.Immutable) is { } path)
        {
            throw new RoutineMisuseException(
                $"{path} can change outside the engine's memory: make it readonly, or hold the value in a Cell."
            );
        }

        _items.Add(item);
        return item;
    }

    /// <summary>Goes through the items, and allocates nothing: properties do so in every state.</summary>
    public List<T>.Enumerator GetEnumerator() => _items.GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}
