using System.Collections.Immutable;

namespace Interleave.Strategies.Checkpoints;

/// <summary>Lists in a file: their length, then one item after the other.</summary>
internal static class CheckpointLists
{
    /// <summary>Writes a list.</summary>
    public static void WriteMany<T>(this BinaryWriter writer, ImmutableArray<T> items, Action<BinaryWriter, T> write)
    {
        writer.Write(items.Length);
        foreach (var item in items)
        {
            write(writer, item);
        }
    }

    /// <summary>Reads a list.</summary>
    public static ImmutableArray<T> ReadMany<T>(this BinaryReader reader, Func<BinaryReader, T> read)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            items.Add(read(reader));
        }

        return items.ToImmutable();
    }
}
