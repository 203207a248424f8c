using System.Text;

namespace PgmapCheck;

/// <summary>Reads text files that a command line names: whatever they turn out to be, within bounds.</summary>
internal static class TextFile
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>The text of a file.</summary>
    /// <param name="path">The file; a device or a pipe is read to the same bound.</param>
    /// <param name="maxBytes">How much it may be.</param>
    /// <exception cref="UsageException">There is none, it cannot be read, it is larger, or it is no text.</exception>
    public static string Read(string path, int maxBytes)
    {
        if (Directory.Exists(path))
        {
            throw new UsageException($"{path}: expected a file, found a directory");
        }

        try
        {
            using var file = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            return Decode(ReadAll(file, path, maxBytes));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{path}: there is no such file", e);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"{path}: {e.Message.Split('\n')[0].TrimEnd('.')}", e);
        }
    }

    private static MemoryStream ReadAll(FileStream file, string path, int maxBytes)
    {
        var all = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        for (int count; (count = file.Read(chunk)) > 0; )
        {
            if (chunk.AsSpan(0, count).Contains((byte)0))
            {
                throw new UsageException($"{path}: expected text, found a byte 0");
            }

            if (all.Length + count > maxBytes)
            {
                throw new UsageException($"{path}: expected at most {Quantity.OfBytes(maxBytes)}, found more");
            }

            all.Write(chunk, 0, count);
        }

        all.Position = 0;
        return all;
    }

    private static string Decode(MemoryStream bytes)
    {
        using var reader = new StreamReader(bytes, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
