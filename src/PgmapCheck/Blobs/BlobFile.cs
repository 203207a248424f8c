using System.Text.Json;
using PgmapCheck.Results;

namespace PgmapCheck.Blobs;

/// <summary>A blob on disk: whole or not there.</summary>
internal static class BlobFile
{
    private static readonly BlobContext s_context = new(
        new JsonSerializerOptions(JsonStyle.Options) { RespectNullableAnnotations = true }
    );

    /// <summary>Writes a blob under a temporary name and puts it in its place.</summary>
    /// <exception cref="IOException">That was not possible; an old file is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">That was not allowed; an old file is as it was.</exception>
    public static void Write(string path, Blob blob)
    {
        using var file = new PendingFile(path);
        file.Write(JsonSerializer.Serialize(blob, s_context.Blob) + "\n");
    }

    /// <summary>Reads a blob; null if it has another version.</summary>
    /// <exception cref="UsageException">There is no such file, or it is no blob; the message names the
    /// line.</exception>
    public static Blob? Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("version", out var version)
                || !version.TryGetInt32(out var number)
                    ? throw new UsageException($"{path}:1: expected a blob that 'check' wrote, with a version")
                : number == Blob.CurrentVersion ? JsonSerializer.Deserialize(text, s_context.Blob)
                : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{path}: there is no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: {e.Message}", e);
        }
        catch (JsonException e)
        {
            var place = e.Path is { Length: > 1 } field ? $" ({field})" : "";
            throw new UsageException($"{path}:{(e.LineNumber ?? 0) + 1}: expected a blob that 'check' wrote{place}", e);
        }
    }
}
