using Interleave.Search.Dpor;
using Interleave.Search.Eager;

namespace Interleave.Search.Saved;

/// <summary>In a file: what properties have looked at, and what a search with eager steps relies on.</summary>
internal static class SavedFootprints
{
    /// <summary>Writes what a search relies on.</summary>
    public static void Write(BinaryWriter writer, EagerBasis? basis)
    {
        writer.Write(basis is not null);
        if (basis is not null)
        {
            writer.Write(basis.LocalStates);
            writer.Write(basis.Edges);
            Write(writer, basis.Visible);
        }
    }

    /// <summary>Writes what both kinds of properties of states have looked at.</summary>
    public static void Write(BinaryWriter writer, (Footprint Always, Footprint Sometimes)? seen)
    {
        writer.Write(seen is not null);
        if (seen is not null)
        {
            Write(writer, seen.Value.Always);
            Write(writer, seen.Value.Sometimes);
        }
    }

    /// <summary>Reads what a search relies on; null for nothing.</summary>
    public static EagerBasis? ReadBasis(BinaryReader reader) =>
        reader.ReadBoolean() ? new EagerBasis(reader.ReadInt32(), reader.ReadInt32(), Read(reader)) : null;

    /// <summary>Reads what both kinds have looked at; null if that was not noted.</summary>
    public static (Footprint Always, Footprint Sometimes)? ReadSeen(BinaryReader reader) =>
        reader.ReadBoolean() ? (Read(reader), Read(reader)) : null;

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
            reader.ReadMany(static reader => reader.ReadString()));
        return footprint;
    }
}
