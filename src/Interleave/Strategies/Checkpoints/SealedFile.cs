using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Interleave.Strategies.Checkpoints;

/// <summary>A file that is read only if it is whole: it ends with the SHA-256 of all before.</summary>
internal static class SealedFile
{
    private const int HashBytes = 32;
    private const int BufferBytes = 1 << 16;

    /// <summary>Writes a file under another name, and renames it.</summary>
    /// <param name="path">Its name; directories that are missing are made.</param>
    /// <param name="write">What comes before the hash.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, Action<BinaryWriter> write)
    {
        path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (
                var stream = new FileStream(
                    temporary,
                    FileMode.CreateNew,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    BufferBytes
                )
            )
            {
                using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
                {
                    write(writer);
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

    /// <summary>Opens a whole file at its beginning.</summary>
    /// <exception cref="FormatException">It is not whole.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static BinaryReader Open(string path)
    {
        var reader = new BinaryReader(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes)
        );
        try
        {
            RequireWhole(reader.BaseStream);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static void RequireWhole(Stream stream)
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
            throw new FormatException("it is no checkpoint, or not a whole one");
        }

        stream.Position = 0;
    }

    private static byte[] HashOf(Stream stream, long length)
    {
        stream.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        for (var left = length; left > 0; )
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        return hash.GetHashAndReset();
    }
}

/// <summary>Lists in a file: their length, then one item after the other.</summary>
internal static class CheckpointLists
{
    /// <summary>Writes a list.</summary>
    public static void WriteMany<T>(this BinaryWriter writer, ImmutableArray<T> items, Action<BinaryWriter, T> write)
    {
        writer.Write(items.Length);
        foreach (var item in items)
        {
            write(writer, item);
        }
    }

    /// <summary>Reads a list.</summary>
    public static ImmutableArray<T> ReadMany<T>(this BinaryReader reader, Func<BinaryReader, T> read)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            items.Add(read(reader));
        }

        return items.ToImmutable();
    }
}
