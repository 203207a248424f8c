using System.Collections.Concurrent;
using System.Collections.Immutable;
using Interleave.Routines;
using KernelText.Flow;

namespace PgmapCheck.Model.Text;

/// <summary>What of a tree was run. May be written and read by several threads.</summary>
/// <param name="whole">What is noted here is noted there as well; null for nowhere.</param>
public sealed class TextUse(TextUse? whole = null) : IImmutable
{
    private readonly ConcurrentDictionary<FlowFunction, bool> _functions = [];
    private readonly ConcurrentDictionary<string, bool> _names = [];

    /// <summary>The functions that were run so far, by name.</summary>
    public ImmutableArray<FlowFunction> Functions =>
        [
            .. _functions
                .Keys.OrderBy(f => f.Name, StringComparer.Ordinal)
                .ThenBy(f => f.Place.File, StringComparer.Ordinal),
        ];

    /// <summary>True if no function of the tree was run: what came of it says nothing about the tree.</summary>
    public bool IsEmpty => _functions.IsEmpty;

    /// <summary>The names with a meaning of their own that were called so far.</summary>
    public ImmutableArray<string> Called => [.. _names.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The names in those functions that are ignored, a number, or their argument: nothing calls
    /// them.</summary>
    public ImmutableArray<string> Assumed =>
        [.. _functions.Keys.SelectMany(f => f.Assumed).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Notes that a function runs.</summary>
    internal void Add(FlowFunction function)
    {
        if (_functions.TryAdd(function, true))
        {
            whole?.Add(function);
        }
    }

    /// <summary>Notes that a name with a meaning is called.</summary>
    internal void Add(string name)
    {
        if (_names.TryAdd(name, true))
        {
            whole?.Add(name);
        }
    }
}
