using System.Collections.Immutable;
using PgmapCheck.Model.Harnesses.Primitives;
using PgmapCheck.Model.Text;
using PgmapCheck.Model.Text.Primitives;

namespace PgmapCheck.Model.Harnesses;

/// <summary>All names that verdicts on harnesses take on trust.</summary>
public static class HarnessNames
{
    /// <summary>By group and name.</summary>
    public static ImmutableArray<NameWithMeaning> All { get; } =
    [
        .. GenericPrimitives
            .ByName.OrderBy(p => p.Group, StringComparer.Ordinal)
            .ThenBy(p => p.Name, StringComparer.Ordinal)
            .Select(NamesWithMeaning.Of),
        new("atomics", "atomic_*", "steps", "one atomic step, by the parts of its name (Documentation/atomic_t.txt)"),
        new("atomics", "atomic_long_*, atomic64_*", "steps", "the same, of eight bytes"),
        .. GenericEnvironment
            .Prefixes.ToArray()
            .Select(p => new NameWithMeaning("environment", p + "*", "number", GenericEnvironment.Off)),
        .. Annotations
            .Prefixes.ToArray()
            .Select(p => new NameWithMeaning("annotations", p + "*", "ignored", "tracing and instrumentation")),
    ];
}
