using System.Collections.Concurrent;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>A struct of the text that the model has an object for: its members are what the binding of the struct
/// says.</summary>
/// <param name="name">What traces call it.</param>
/// <param name="subject">The model's object.</param>
/// <param name="members">What is at which offset.</param>
internal sealed class BoundObject(string name, object subject, BoundMembers members) : MemoryObject
{
    private readonly ConcurrentDictionary<long, Field> _fields = [];

    /// <inheritdoc/>
    public override string Name => name;

    /// <summary>The model's object.</summary>
    public object Subject { get; } = subject;

    /// <inheritdoc/>
    public override Field FieldAt(TextContext context, long offset, int bytes) =>
        _fields.TryGetValue(offset, out var known)
            ? known
            : _fields.GetOrAdd(offset, members.Make(context.World, Subject, offset) ?? throw Missing(offset));

    /// <inheritdoc/>
    public override string Describe(long offset) =>
        offset == 0 ? $"&{name}" : $"&{name}->{members.PathAt(offset & ~3)}{(offset % 4 == 0 ? "" : $"|{offset % 4}")}";

    private MeaninglessException Missing(long offset) =>
        new($"{name}->{members.PathAt(offset)} has no meaning: the model has no such member of {members.Struct}");
}
