using System.Collections.Immutable;
using Interleave.Programs;
using Interleave.Reduction;

namespace Interleave.Strategies.Checkpoints;

/// <summary>In a file: what properties have looked at, and what a search with persistent steps relies on.</summary>
internal static class FootprintSection
{
    /// <summary>Writes what a search relies on.</summary>
    public static void Write(BinaryWriter writer, ReductionBasis? basis)
    {
        writer.Write(basis is not null);
        if (basis is not null)
        {
            writer.Write(basis.LocalStates);
            writer.Write(basis.Edges);
            Write(writer, basis.Visible);
            writer.Write(basis.Unreached);
        }
    }

    /// <summary>Writes what properties of states have looked at.</summary>
    public static void Write(BinaryWriter writer, (Footprint Always, ImmutableArray<Footprint> Sometimes)? seen)
    {
        writer.Write(seen is not null);
        if (seen is not null)
        {
            Write(writer, seen.Value.Always);
            writer.WriteMany(seen.Value.Sometimes, Write);
        }
    }

    /// <summary>Reads what a search relies on; null for nothing.</summary>
    public static ReductionBasis? ReadBasis(BinaryReader reader) =>
        reader.ReadBoolean()
            ? new ReductionBasis(reader.ReadInt32(), reader.ReadInt32(), Read(reader), reader.ReadInt32())
            : null;

    /// <summary>Reads what they have looked at; null if that was not noted.</summary>
    public static (Footprint Always, ImmutableArray<Footprint> Sometimes)? ReadSeen(BinaryReader reader) =>
        reader.ReadBoolean() ? (Read(reader), reader.ReadMany(Read)) : null;

    private static void Write(BinaryWriter writer, Footprint footprint)
    {
        writer.WriteMany([.. footprint.Cells], static (writer, cell) => writer.Write(cell));
        writer.WriteMany([.. footprint.Resources], static (writer, resource) => writer.Write(resource));
        writer.WriteMany([.. footprint.Routines], static (writer, routine) => writer.Write(routine));
    }

    private static Footprint Read(BinaryReader reader)
    {
        var footprint = new Footprint();
        footprint.Add(
            reader.ReadMany(static reader => reader.ReadInt32()),
            reader.ReadMany(static reader => reader.ReadInt32()),
            reader.ReadMany(static reader => reader.ReadString())
        );
        return footprint;
    }
}
