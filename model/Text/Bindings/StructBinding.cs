using System.Collections.Immutable;
using PgmapCheck.Model.Text.Objects;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>Which members of a struct are what in the model.</summary>
/// <param name="Struct">With its keyword: <c>struct page</c>.</param>
/// <param name="Members">Paths of members, and how to make the field for an object; it may make none.</param>
internal sealed record StructBinding(
    string Struct,
    ImmutableArray<(string Path, Func<TextWorld, object, Field?> Make)> Members
)
{
    /// <summary>Another struct whose members lie at the same offsets, for what <see cref="Struct"/> lacks; null for
    /// none.</summary>
    public string? Twin { get; init; }

    /// <summary>Members of structs that have <see cref="Struct"/> as a member, which <c>container_of</c> leads
    /// to.</summary>
    public ImmutableArray<(
        string Around,
        string Member,
        string Path,
        Func<TextWorld, object, Field?> Make
    )> Around { get; init; } = [];

    /// <summary>A binding to objects of one class of the model.</summary>
    public static StructBinding Of<T>(
        string structName,
        params ReadOnlySpan<(string Path, Func<TextWorld, T, Field?> Make)> members
    )
        where T : class
    {
        var all = ImmutableArray.CreateBuilder<(string, Func<TextWorld, object, Field?>)>();
        foreach (var (path, make) in members)
        {
            all.Add((path, (world, subject) => make(world, (T)subject)));
        }

        return new(structName, all.ToImmutable());
    }
}
