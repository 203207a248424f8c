using Interleave.Schedules;
using Interleave.Search;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Strategies.Checkpoints;

/// <summary>In a checkpoint: what a search has counted, found and reached so far.</summary>
internal static class TallySection
{
    /// <summary>Reads it.</summary>
    public static SearchTally Read(BinaryReader reader) =>
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
    public static void Write(BinaryWriter writer, SearchTally tally)
    {
        writer.Write(tally.Transitions);
        writer.Write(tally.Depth);
        writer.Write(tally.Elapsed.Ticks);
        writer.Write(tally.CpuTime.Ticks);
        writer.WriteMany(tally.Found, Write);
        writer.WriteMany(tally.Reached, static (writer, reached) => writer.Write(reached));
        writer.WriteMany(
            tally.Coverage,
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
