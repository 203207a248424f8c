using System.Collections.Immutable;
using Interleave.Search;

namespace Interleave.Strategies.Checkpoints;

/// <summary>A checkpoint, as far as its header says what it is a search of. <see cref="Checkpoint"/> is the
/// rest.</summary>
internal sealed class CheckpointHeader
{
    internal CheckpointHeader(ImmutableArray<KeyValuePair<string, string>> identity) => Identity = identity;

    /// <summary>What it is a search of, as <see cref="CheckpointOptions.Identity"/> said it.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Identity { get; }

    /// <summary>Reads what a file is about, and whether it is whole.</summary>
    /// <exception cref="FormatException">It is none of these files, or not whole.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static CheckpointHeader Read(string path)
    {
        using var reader = SealedFile.Open(path);
        return new CheckpointHeader(IdentitySection.Read(reader));
    }

    /// <summary>Why a search cannot go on with this one, in a few words; null if it can.</summary>
    public string? Refusal(ImmutableArray<KeyValuePair<string, string>> identity)
    {
        var mine = identity.ToDictionary(pair => pair.Key, pair => pair.Value);
        var theirs = Identity.ToDictionary(pair => pair.Key, pair => pair.Value);
        return mine
            .Keys.Union(theirs.Keys)
            .Where(name => mine.GetValueOrDefault(name) != theirs.GetValueOrDefault(name))
            .Select(name =>
                $"it has {name} {theirs.GetValueOrDefault(name, "none")}, and this run {mine.GetValueOrDefault(name, "none")}"
            )
            .FirstOrDefault();
    }
}

/// <summary>The header of a checkpoint: its format, and what it is a search of.</summary>
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
            : throw new FormatException("it is no checkpoint, or one of another version");
}
