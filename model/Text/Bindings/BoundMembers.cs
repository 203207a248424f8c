using System.Collections.Frozen;
using KernelText.Types;
using PgmapCheck.Model.Text.Objects;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>Where a tree's layout of a struct has the members that a binding names.</summary>
internal sealed class BoundMembers
{
    private readonly FrozenDictionary<long, Func<TextWorld, object, Field?>> _members;
    private readonly RecordLayout? _layout;

    /// <summary>Looks the members up; those that the tree's struct does not have are left out.</summary>
    public BoundMembers(StructBinding binding, Func<string, RecordType?> find)
    {
        Struct = binding.Struct;
        var isStruct = Struct.StartsWith("struct ", StringComparison.Ordinal);
        _layout = isStruct ? find(Struct)?.Layout : null;
        var twin = binding.Twin is { } name ? find(name)?.Layout : null;
        var members = new Dictionary<long, Func<TextWorld, object, Field?>>();
        foreach (var (path, make) in binding.Members)
        {
            if (path.Length == 0)
            {
                members.TryAdd(0, make);
            }
            else if ((OffsetOf(_layout, path) ?? OffsetOf(twin, path)) is { } offset)
            {
                members.TryAdd(offset, make);
            }
        }

        foreach (var (around, member, path, make) in binding.Around)
        {
            var outer = find(around)?.Layout;
            if (OffsetOf(outer, path) - OffsetOf(outer, member) is { } offset)
            {
                members.TryAdd(offset, make);
            }
        }

        _members = members.ToFrozenDictionary();
    }

    /// <summary>The struct.</summary>
    public string Struct { get; }

    /// <summary>The field of an object at an offset; null if the binding names none there.</summary>
    public Field? Make(TextWorld world, object subject, long offset) =>
        _members.GetValueOrDefault(offset)?.Invoke(world, subject);

    /// <summary>The text's name for what is at an offset.</summary>
    public string PathAt(long offset) =>
        _layout is null || offset < 0 || offset >= _layout.Size ? $"+{offset}" : _layout.PathAt((int)offset);

    /// <summary>Bytes from the beginning of a record to a member of a member; null if there is none.</summary>
    public static long? OffsetOf(RecordLayout? layout, string path)
    {
        var (at, offset) = (layout, 0L);
        foreach (var name in path.Split('.'))
        {
            if (at?.Find(name) is not { } member)
            {
                return null;
            }

            offset += member.Offset;
            at = (member.Type as RecordType)?.Layout;
        }

        return offset;
    }
}
