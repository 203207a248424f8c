using System.Collections.Immutable;

namespace Interleave.Search.Saved;

/// <summary>Open work in a file.</summary>
internal static class SavedWork
{
    /// <summary>Writes it.</summary>
    public static void Write(BinaryWriter writer, ImmutableArray<OpenWork> open) =>
        writer.WriteMany(open, static (writer, work) => writer.WriteMany(work.Levels, static (writer, level) =>
        {
            writer.Write((short)level.Fiber);
            writer.Write((ushort)level.Choice);
            writer.Write((ushort)level.Choices);
            writer.Write(level.Todo);
            writer.Write(level.Sleep);
            writer.Write(level.Explored);
        }));

    /// <summary>Reads it.</summary>
    public static ImmutableArray<OpenWork> Read(BinaryReader reader) =>
        reader.ReadMany(static reader => new OpenWork(reader.ReadMany(static reader => new OpenLevel(
            reader.ReadInt16(), reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32()))));
}
