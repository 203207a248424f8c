using System.Collections.Immutable;
using Interleave.Search;

namespace Interleave.Strategies.Checkpoints;

/// <summary>Open work in a file.</summary>
internal static class WorkSection
{
    /// <summary>Writes it.</summary>
    public static void Write(BinaryWriter writer, ImmutableArray<OpenWork> open) =>
        writer.WriteMany(
            open,
            static (writer, work) =>
                writer.WriteMany(
                    work.Frames,
                    static (writer, frame) =>
                    {
                        writer.Write((short)frame.Fiber);
                        writer.Write((ushort)frame.Choice);
                        writer.Write((ushort)frame.Choices);
                        writer.Write(frame.Todo);
                        writer.Write(frame.Sleep);
                        writer.Write(frame.Explored);
                    }
                )
        );

    /// <summary>Reads it.</summary>
    public static ImmutableArray<OpenWork> Read(BinaryReader reader) =>
        reader.ReadMany(static reader => new OpenWork(
            reader.ReadMany(static reader => new OpenFrame(
                reader.ReadInt16(),
                reader.ReadUInt16(),
                reader.ReadUInt16(),
                reader.ReadUInt32(),
                reader.ReadUInt32(),
                reader.ReadUInt32()
            ))
        ));
}
