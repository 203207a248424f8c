using System.Collections.Immutable;

namespace Interleave.Strategies.Checkpoints;

/// <summary>The beginning of a saved search: its format, and what it is a search of.</summary>
internal static class IdentitySection
{
    private const string Magic = "interleave search 3";

    /// <summary>Writes it.</summary>
    public static void Write(BinaryWriter writer, ImmutableArray<KeyValuePair<string, string>> identity)
    {
        writer.Write(Magic);
        writer.WriteMany(
            identity,
            static (writer, pair) =>
            {
                writer.Write(pair.Key);
                writer.Write(pair.Value);
            }
        );
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It is another format.</exception>
    public static ImmutableArray<KeyValuePair<string, string>> Read(BinaryReader reader) =>
        reader.ReadString() == Magic
            ? reader.ReadMany(static reader => KeyValuePair.Create(reader.ReadString(), reader.ReadString()))
            : throw new FormatException("it is no saved search, or one of another version");
}
