using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Interleave.Search.Dpor;
using Interleave.Search.Eager;
using Interleave.Traces;

namespace Interleave.Search;

/// <summary>A search on disk: what it has found, the local states it knows, its open work, and all visited states.</summary>
/// <remarks>
/// Numbers are little-endian; the file ends with the SHA-256 of all before. Local states are written as the steps in which
/// they were met: taken again in that order they get the same numbers and fingerprints, which is checked, so that a program
/// that has changed is noticed even if its name has not.
/// </remarks>
public sealed class SavedSearch
{
    private const string Magic = "interleave search 2";
    private const int HashBytes = 32;
    private const int BufferBytes = 1 << 16;

    private SavedSearch(ImmutableArray<KeyValuePair<string, string>> identity) => Identity = identity;

    /// <summary>What it is a search of, as <see cref="CheckpointOptions.Identity"/> said it.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Identity { get; }

    internal bool SleepSets { get; private init; }

    /// <summary>True if steps may be, or become, eager.</summary>
    internal bool PersistentSets { get; private init; }

    /// <summary>What is relied on for eager steps; null if none are yet.</summary>
    internal EagerBasis? Eager { get; private init; }

    /// <summary>What properties have looked at; null if that was not noted.</summary>
    internal (Footprint Always, Footprint Sometimes)? Seen { get; private init; }

    internal long Transitions { get; private init; }

    internal int Depth { get; private init; }

    internal TimeSpan Elapsed { get; private init; }

    internal TimeSpan CpuTime { get; private init; }

    internal ImmutableArray<Counterexample> Found { get; private init; } = [];

    internal ImmutableArray<bool> Reached { get; private init; } = [];

    internal ImmutableArray<(int Kind, int A, int B, int C)> Coverage { get; private init; } = [];

    internal ImmutableArray<OpenWork> Open { get; private init; } = [];

    /// <summary>Reads what a file is about, and whether it is whole.</summary>
    /// <exception cref="FormatException">It is none of these files, or not whole.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SavedSearch Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        RequireWhole(stream);
        using var reader = new BinaryReader(stream);
        return new SavedSearch(ReadIdentity(reader));
    }

    /// <summary>Why a search cannot go on with this one, in a few words; null if it can.</summary>
    public string? Refusal(ImmutableArray<KeyValuePair<string, string>> identity)
    {
        var mine = identity.ToDictionary(pair => pair.Key, pair => pair.Value);
        var theirs = Identity.ToDictionary(pair => pair.Key, pair => pair.Value);
        return mine.Keys.Union(theirs.Keys)
            .Where(name => mine.GetValueOrDefault(name) != theirs.GetValueOrDefault(name))
            .Select(name => $"it has {name} {theirs.GetValueOrDefault(name, "none")}, and this run {mine.GetValueOrDefault(name, "none")}")
            .FirstOrDefault();
    }

    /// <summary>Writes a search under another name, and renames it.</summary>
    internal static void Write(
        CheckpointOptions options,
        bool sleepSets,
        bool persistentSets,
        EagerBasis? eager,
        SearchRun run,
        IReadOnlyList<OpenWork> open,
        VisitedTable visited)
    {
        var path = Path.GetFullPath(options.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes))
            {
                using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
                {
                    WriteIdentity(writer, options.Identity);
                    writer.Write(sleepSets);
                    writer.Write(persistentSets);
                    Write(writer, eager);
                    Write(writer, run.Monitor.Footprints);
                    Write(writer, run);
                    Write(writer, open);
                    Write(writer, visited);
                }

                stream.Write(HashOf(stream, stream.Length));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Reads a search into a run that has not begun.</summary>
    /// <exception cref="FormatException">The file is not whole, or is not a search of this program.</exception>
    internal static SavedSearch Load(CheckpointOptions options, SearchRun run, Func<bool, VisitedTable> visited)
    {
        using var stream = new FileStream(options.Path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        RequireWhole(stream);
        using var reader = new BinaryReader(stream);
        var identity = ReadIdentity(reader);
        if (new SavedSearch(identity).Refusal(options.Identity) is { } refusal)
        {
            throw new FormatException(refusal);
        }

        var saved = new SavedSearch(identity)
        {
            SleepSets = reader.ReadBoolean(),
            PersistentSets = reader.ReadBoolean(),
            Eager = ReadBasis(reader),
            Seen = ReadSeen(reader),
            Transitions = reader.ReadInt64(),
            Depth = reader.ReadInt32(),
            Elapsed = TimeSpan.FromTicks(reader.ReadInt64()),
            CpuTime = TimeSpan.FromTicks(reader.ReadInt64()),
            Found = ReadMany(reader, ReadCounterexample),
            Reached = ReadMany(reader, static reader => reader.ReadBoolean()),
            Coverage = ReadMany(reader, static reader => (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32())),
            Open = ReadLocalStates(reader, run) ? ReadMany(reader, ReadWork) : throw new FormatException(
                "its program is another one: from equal local states it goes on differently"),
        };
        var table = visited(saved.SleepSets);
        for (var count = reader.ReadInt64(); count > 0; count--)
        {
            table.Add(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt32(), out _);
            if (table.Full is { } why)
            {
                throw new InsufficientMemoryException(why);
            }
        }

        return saved;
    }

    private static void RequireWhole(FileStream stream)
    {
        var hash = new byte[HashBytes];
        var length = stream.Length - HashBytes;
        if (length > 0)
        {
            stream.Position = length;
            stream.ReadExactly(hash);
        }

        if (length <= 0 || !HashOf(stream, length).AsSpan().SequenceEqual(hash))
        {
            throw new FormatException("it is no saved search, or not a whole one");
        }

        stream.Position = 0;
    }

    private static byte[] HashOf(FileStream stream, long length)
    {
        stream.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        for (var left = length; left > 0;)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        return hash.GetHashAndReset();
    }

    private static void WriteIdentity(BinaryWriter writer, ImmutableArray<KeyValuePair<string, string>> identity)
    {
        writer.Write(Magic);
        WriteMany(writer, identity, static (writer, pair) =>
        {
            writer.Write(pair.Key);
            writer.Write(pair.Value);
        });
    }

    private static ImmutableArray<KeyValuePair<string, string>> ReadIdentity(BinaryReader reader) =>
        reader.ReadString() == Magic
            ? ReadMany(reader, static reader => KeyValuePair.Create(reader.ReadString(), reader.ReadString()))
            : throw new FormatException("it is no saved search, or one of another version");

    private static void Write(BinaryWriter writer, EagerBasis? eager)
    {
        writer.Write(eager is not null);
        if (eager is not null)
        {
            writer.Write(eager.LocalStates);
            writer.Write(eager.Edges);
            Write(writer, eager.Visible);
        }
    }

    private static EagerBasis? ReadBasis(BinaryReader reader) =>
        reader.ReadBoolean() ? new EagerBasis(reader.ReadInt32(), reader.ReadInt32(), ReadFootprint(reader)) : null;

    private static void Write(BinaryWriter writer, (Footprint Always, Footprint Sometimes)? seen)
    {
        writer.Write(seen is not null);
        if (seen is not null)
        {
            Write(writer, seen.Value.Always);
            Write(writer, seen.Value.Sometimes);
        }
    }

    private static (Footprint Always, Footprint Sometimes)? ReadSeen(BinaryReader reader) =>
        reader.ReadBoolean() ? (ReadFootprint(reader), ReadFootprint(reader)) : null;

    private static void Write(BinaryWriter writer, Footprint footprint)
    {
        WriteMany(writer, [.. footprint.Cells], static (writer, cell) => writer.Write(cell));
        WriteMany(writer, [.. footprint.Resources], static (writer, resource) => writer.Write(resource));
        WriteMany(writer, [.. footprint.Routines], static (writer, routine) => writer.Write(routine));
    }

    private static Footprint ReadFootprint(BinaryReader reader)
    {
        var footprint = new Footprint();
        footprint.Add(
            ReadMany(reader, static reader => reader.ReadInt32()),
            ReadMany(reader, static reader => reader.ReadInt32()),
            ReadMany(reader, static reader => reader.ReadString()));
        return footprint;
    }

    private static void Write(BinaryWriter writer, SearchRun run)
    {
        writer.Write(run.Transitions);
        writer.Write(run.MaxDepth);
        writer.Write(run.Elapsed.Ticks);
        writer.Write(run.CpuTime.Ticks);
        WriteMany(writer, run.Counterexamples, static (writer, found) =>
        {
            writer.Write((int)found.Violation.Kind);
            writer.Write(found.Violation.Property);
            writer.Write(found.Violation.Explanation);
            writer.Write(found.Schedule.ToString());
        });
        WriteMany(writer, run.Monitor.Reached, static (writer, reached) => writer.Write(reached));
        WriteMany(writer, [.. run.Monitor.Coverage?.Entries ?? []], static (writer, entry) =>
        {
            writer.Write(entry.Kind);
            writer.Write(entry.A);
            writer.Write(entry.B);
            writer.Write(entry.C);
        });
        var locals = run.Execution.Locals;
        WriteMany(writer, [.. locals.Learned], static (writer, step) =>
        {
            writer.Write(step.From);
            writer.Write(step.Result);
            writer.Write(step.To);
        });
        WriteMany(writer, [.. locals.First.AsSpan(0, locals.Count)], static (writer, first) => writer.Write(first));
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<OpenWork> open) =>
        WriteMany(writer, [.. open], static (writer, work) => WriteMany(writer, work.Levels, static (writer, level) =>
        {
            writer.Write((short)level.Fiber);
            writer.Write((ushort)level.Choice);
            writer.Write((ushort)level.Choices);
            writer.Write(level.Todo);
            writer.Write(level.Sleep);
            writer.Write(level.Explored);
        }));

    private static void Write(BinaryWriter writer, VisitedTable visited)
    {
        writer.Write(visited.Count);
        visited.ForEach((first, second, sleep) =>
        {
            Span<byte> state = stackalloc byte[20];
            BinaryPrimitives.WriteUInt64LittleEndian(state, first);
            BinaryPrimitives.WriteUInt64LittleEndian(state[8..], second);
            BinaryPrimitives.WriteUInt32LittleEndian(state[16..], sleep);
            writer.Write(state);
        });
    }

    private static OpenWork ReadWork(BinaryReader reader) => new(ReadMany(reader, static reader => new OpenLevel(
        reader.ReadInt16(), reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32())));

    private static Counterexample ReadCounterexample(BinaryReader reader) => new(
        new Violation((ViolationKind)reader.ReadInt32(), reader.ReadString(), reader.ReadString()),
        Schedule.Parse(reader.ReadString()),
        false);

    private static bool ReadLocalStates(BinaryReader reader, SearchRun run)
    {
        var locals = run.Execution.Locals;
        var steps = ReadMany(reader, static reader => (From: reader.ReadInt32(), Result: reader.ReadInt32(), To: reader.ReadInt32()));
        var first = ReadMany(reader, static reader => reader.ReadUInt64());
        return steps.All(step => step.From < locals.Count && locals[step.From].Top is not null
                && locals.Next(step.From, step.Result) == step.To)
            && first.AsSpan().SequenceEqual(locals.First.AsSpan(0, locals.Count));
    }

    private static void WriteMany<T>(BinaryWriter writer, ImmutableArray<T> items, Action<BinaryWriter, T> write)
    {
        writer.Write(items.Length);
        foreach (var item in items)
        {
            write(writer, item);
        }
    }

    private static ImmutableArray<T> ReadMany<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            items.Add(read(reader));
        }

        return items.ToImmutable();
    }
}
