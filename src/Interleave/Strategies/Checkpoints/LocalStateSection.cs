using Interleave.Routines;

namespace Interleave.Strategies.Checkpoints;

/// <summary>
/// Local states in a file: the steps in which they were met. Taken again in that order they get the same numbers and
/// fingerprints, which is checked, so that a program that has changed is noticed even if its name has not.
/// </summary>
internal static class LocalStateSection
{
    /// <summary>Writes those that are known.</summary>
    public static void Write(BinaryWriter writer, LocalStates locals)
    {
        writer.WriteMany(
            [.. locals.Learned],
            static (writer, step) =>
            {
                writer.Write(step.From);
                writer.Write(step.Result);
                writer.Write(step.To);
            }
        );
        writer.WriteMany([.. locals.First.AsSpan(0, locals.Count)], static (writer, first) => writer.Write(first));
    }

    /// <summary>Meets them again.</summary>
    /// <exception cref="FormatException">This program has others.</exception>
    public static void Read(BinaryReader reader, LocalStates locals)
    {
        var steps = reader.ReadMany(static reader =>
            (From: reader.ReadInt32(), Result: reader.ReadInt32(), To: reader.ReadInt32())
        );
        var first = reader.ReadMany(static reader => reader.ReadUInt64());
        var areKnown = steps.All(step =>
            step.From < locals.Count
            && locals[step.From].Top is not null
            && locals.Next(step.From, step.Result) == step.To
        );
        if (!areKnown || !first.AsSpan().SequenceEqual(locals.First.AsSpan(0, locals.Count)))
        {
            throw new FormatException("its program is another one: from equal local states it goes on differently");
        }
    }
}
