using System.Collections.Immutable;
using Interleave.Traces;

namespace Interleave.Search.Saved;

/// <summary>What a search has counted, found and reached so far.</summary>
/// <param name="Transitions">How many steps it has taken.</param>
/// <param name="Depth">How many it has taken one after the other, at most.</param>
/// <param name="Elapsed">How long it has taken, in all processes.</param>
/// <param name="CpuTime">The processor time.</param>
/// <param name="Found">What is violated.</param>
/// <param name="Reached">For each <c>Sometimes</c> property whether it has held.</param>
/// <param name="Coverage">What coverage is read from.</param>
internal sealed record SavedFindings(
    long Transitions,
    int Depth,
    TimeSpan Elapsed,
    TimeSpan CpuTime,
    ImmutableArray<Counterexample> Found,
    ImmutableArray<bool> Reached,
    ImmutableArray<(int Kind, int A, int B, int C)> Coverage
)
{
    /// <summary>What a search has by now.</summary>
    public static SavedFindings Of(SearchRun run) =>
        new(
            run.Transitions,
            run.MaxDepth,
            run.Elapsed,
            run.CpuTime,
            run.Counterexamples,
            run.Monitor.Reached,
            [.. run.Monitor.Coverage?.Entries ?? []]
        );

    /// <summary>Reads it.</summary>
    public static SavedFindings Read(BinaryReader reader) =>
        new(
            reader.ReadInt64(),
            reader.ReadInt32(),
            TimeSpan.FromTicks(reader.ReadInt64()),
            TimeSpan.FromTicks(reader.ReadInt64()),
            reader.ReadMany(ReadCounterexample),
            reader.ReadMany(static reader => reader.ReadBoolean()),
            reader.ReadMany(static reader =>
                (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32())
            )
        );

    /// <summary>Writes it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Transitions);
        writer.Write(Depth);
        writer.Write(Elapsed.Ticks);
        writer.Write(CpuTime.Ticks);
        writer.WriteMany(Found, Write);
        writer.WriteMany(Reached, static (writer, reached) => writer.Write(reached));
        writer.WriteMany(
            Coverage,
            static (writer, entry) =>
            {
                writer.Write(entry.Kind);
                writer.Write(entry.A);
                writer.Write(entry.B);
                writer.Write(entry.C);
            }
        );
    }

    private static void Write(BinaryWriter writer, Counterexample found)
    {
        writer.Write((int)found.Violation.Kind);
        writer.Write(found.Violation.Property);
        writer.Write(found.Violation.Explanation);
        writer.Write(found.Schedule.ToString());
    }

    private static Counterexample ReadCounterexample(BinaryReader reader) =>
        new(
            new Violation((ViolationKind)reader.ReadInt32(), reader.ReadString(), reader.ReadString()),
            Schedule.Parse(reader.ReadString()),
            false
        );
}
