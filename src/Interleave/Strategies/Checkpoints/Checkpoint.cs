using System.Collections.Immutable;
using Interleave.Programs;
using Interleave.Reduction;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Visited;

namespace Interleave.Strategies.Checkpoints;

/// <summary>
/// A search on disk: how far it has come. Local states and visited states are many, and go straight from the search
/// to the file and back. Numbers are little-endian.
/// </summary>
/// <param name="SleepSets">True if it is one with sleep sets.</param>
/// <param name="PersistentSets">True if steps may be, or become, persistent.</param>
/// <param name="Basis">What is relied on for persistent steps; null if none are yet.</param>
/// <param name="Seen">What properties have looked at; null if that was not noted.</param>
/// <param name="Tally">What it has found.</param>
/// <param name="Open">What is left to do.</param>
internal sealed record Checkpoint(
    bool SleepSets,
    bool PersistentSets,
    ReductionBasis? Basis,
    (Footprint Always, ImmutableArray<Footprint> Sometimes)? Seen,
    SearchTally Tally,
    ImmutableArray<OpenWork> Open
)
{
    /// <summary>Writes a search.</summary>
    /// <param name="options">Where.</param>
    /// <param name="locals">The local states that it has met.</param>
    /// <param name="visited">The states that it has visited.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(CheckpointOptions options, LocalStates locals, VisitedTable visited) =>
        SealedFile.Write(
            options.Path,
            writer =>
            {
                IdentitySection.Write(writer, options.Identity);
                writer.Write(SleepSets);
                writer.Write(PersistentSets);
                FootprintSection.Write(writer, Basis);
                FootprintSection.Write(writer, Seen);
                TallySection.Write(writer, Tally);
                LocalStateSection.Write(writer, locals);
                WorkSection.Write(writer, Open);
                VisitedSection.Write(writer, visited);
            }
        );

    /// <summary>Reads a search.</summary>
    /// <param name="options">From where, and what it has to be of.</param>
    /// <param name="locals">The local states of a search that has not begun. They are met again.</param>
    /// <param name="begin">Told of all but the visited states, says where to put those.</param>
    /// <exception cref="FormatException">The file is not whole, or is not a search of this program.</exception>
    /// <exception cref="InsufficientMemoryException">The table may not grow so far.</exception>
    public static void Read(CheckpointOptions options, LocalStates locals, Func<Checkpoint, VisitedTable> begin)
    {
        using var reader = SealedFile.Open(options.Path);
        if (new CheckpointHeader(IdentitySection.Read(reader)).Refusal(options.Identity) is { } refusal)
        {
            throw new FormatException(refusal);
        }

        var (sleepSets, persistentSets) = (reader.ReadBoolean(), reader.ReadBoolean());
        var (persistent, seen) = (FootprintSection.ReadBasis(reader), FootprintSection.ReadSeen(reader));
        var tally = TallySection.Read(reader);
        LocalStateSection.Read(reader, locals);
        var open = WorkSection.Read(reader);
        VisitedSection.Read(reader, begin(new Checkpoint(sleepSets, persistentSets, persistent, seen, tally, open)));
    }
}
