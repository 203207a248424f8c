using System.Buffers.Binary;
using Interleave.Visited;

namespace Interleave.Strategies.Checkpoints;

/// <summary>Visited states in a file: for each both fingerprints and the sleep set that it was explored with.</summary>
internal static class VisitedSection
{
    /// <summary>Writes them, in no order.</summary>
    public static void Write(BinaryWriter writer, VisitedTable visited)
    {
        writer.Write(visited.Count);
        visited.ForEach(
            (first, second, sleep) =>
            {
                Span<byte> state = stackalloc byte[20];
                BinaryPrimitives.WriteUInt64LittleEndian(state, first);
                BinaryPrimitives.WriteUInt64LittleEndian(state[8..], second);
                BinaryPrimitives.WriteUInt32LittleEndian(state[16..], sleep);
                writer.Write(state);
            }
        );
    }

    /// <summary>Adds them to a table.</summary>
    /// <exception cref="InsufficientMemoryException">It may not grow so far.</exception>
    public static void Read(BinaryReader reader, VisitedTable visited)
    {
        for (var count = reader.ReadInt64(); count > 0; count--)
        {
            visited.Add(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt32(), out _);
            if (visited.Full is { } why)
            {
                throw new InsufficientMemoryException(why);
            }
        }
    }
}
