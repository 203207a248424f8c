using System.Collections.Immutable;
using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>What a fiber holds: locks and references, each with a count, in the order of their numbers.</summary>
internal sealed class Holdings
{
    public static readonly Holdings None = new([]);

    private readonly (int Resource, int Count)[] _counts;

    private Holdings((int, int)[] counts) => _counts = counts;

    public IEnumerable<(int Resource, int Count)> All => _counts;

    public int this[Resource resource] => this[resource.Index];

    public int this[int resource]
    {
        get
        {
            foreach (var (held, count) in _counts) // a handful at most
            {
                if (held == resource)
                {
                    return count;
                }
            }

            return 0;
        }
    }

    public Holdings Plus(int resource, int change)
    {
        var others = _counts.Where(held => held.Resource != resource);
        var count = this[resource] + change;
        return new Holdings([
            .. (count == 0 ? others : others.Append((Resource: resource, count))).OrderBy(static held => held.Resource),
        ]);
    }

    /// <summary>What has to be added to <paramref name="before"/> to make this.</summary>
    public ImmutableArray<(int Resource, int Change)> Minus(Holdings before) =>
        [
            .. _counts
                .Concat(before._counts)
                .Select(static held => held.Resource)
                .Distinct()
                .Order()
                .Select(resource => (resource, this[resource] - before[resource]))
                .Where(static change => change.Item2 != 0),
        ];

    /// <summary>What a step that takes or drops a lock leaves; locks are accounted for here, so that no routine has
    /// to.</summary>
    public Holdings After(in Operation operation, int result) =>
        operation.Kind switch
        {
            var kind when kind.TakesLock() && (result != 0 || !kind.IsConditional()) => Plus(operation.B, 1),
            var kind when kind.DropsLock() => Plus(operation.B, -1),
            _ => this,
        };

    public void Write(LocalKey key)
    {
        key.Add(_counts.Length);
        foreach (var (resource, count) in _counts)
        {
            key.Add(resource);
            key.Add(count);
        }
    }
}
