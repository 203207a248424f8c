using System.Collections.Immutable;
using PgmapCheck.Model.Text.Primitives;

namespace PgmapCheck.Model.Text;

/// <summary>A name of the kernel whose text is not read.</summary>
/// <param name="Group">The subsystem.</param>
/// <param name="Name">The function or macro; a beginning and <c>*</c> for all names that begin so.</param>
/// <param name="How"><c>steps</c>, <c>sleeps</c>, <c>number</c>, <c>its argument</c> or <c>ignored</c>.</param>
/// <param name="Why">What it means, or why it may be ignored; one line.</param>
public sealed record NameWithMeaning(string Group, string Name, string How, string Why);

/// <summary>All names that verdicts on text take on trust.</summary>
public static class NamesWithMeaning
{
    /// <summary>By group, in the order of the sources.</summary>
    public static ImmutableArray<NameWithMeaning> All { get; } =
    [
        .. PrimitiveTable.All.Select(Of),
        new("atomics", "atomic_*", "steps", "one atomic step, by the parts of its name (Documentation/atomic_t.txt)"),
        new("atomics", "atomic_long_*, atomic64_*", "steps", "the same, of eight bytes"),
        .. Annotations
            .Prefixes.ToArray()
            .Select(p => new NameWithMeaning("annotations", p + "*", "ignored", "tracing and instrumentation")),
    ];

    /// <summary>What a name means; null for one that is read from the text.</summary>
    public static NameWithMeaning? Find(string name) =>
        PrimitiveTable.Protocol.Find(name) is { } primitive ? Of(primitive) : null;

    /// <summary>What a primitive is to who reads the list.</summary>
    internal static NameWithMeaning Of(Primitive primitive) =>
        new(primitive.Group, primitive.Name, HowOf(primitive), primitive.Why);

    private static string HowOf(Primitive primitive) =>
        primitive.Meaning.IsNothing ? "ignored"
        : primitive.Meaning.IsIdentity ? "its argument"
        : primitive.Meaning.Number is not null ? "number"
        : primitive.Sleeps ? "sleeps"
        : "steps";
}
