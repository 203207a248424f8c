using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PgmapCheck.Results;

namespace PgmapCheck.Blobs;

/// <summary>A blob on disk: whole or not there. A checksum tells one that has been changed since: a merge believes what
/// it says.</summary>
internal static class BlobFile
{
    private const int LargestFile = 512 << 20;

    private static readonly string s_noChecksum = new('0', 2 * SHA256.HashSizeInBytes);

    private static readonly BlobContext s_context = new(
        new JsonSerializerOptions(JsonStyle.Options) { RespectNullableAnnotations = true }
    );

    /// <summary>Writes a blob under a temporary name and puts it in its place.</summary>
    /// <exception cref="IOException">That was not possible; an old file is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">That was not allowed; an old file is as it was.</exception>
    public static void Write(string path, Blob blob)
    {
        using var file = new PendingFile(path);
        file.Write(Seal(JsonSerializer.Serialize(blob, s_context.Blob) + "\n", blob.Sha256));
    }

    /// <summary>The text of a blob with the right checksum.</summary>
    /// <param name="text">The text.</param>
    /// <param name="checksum">What it has in its place.</param>
    public static string Seal(string text, string checksum)
    {
        var blank = With(text, checksum, s_noChecksum);
        return With(blank, s_noChecksum, Hash(blank));
    }

    /// <summary>Reads a blob; null if it has another version.</summary>
    /// <exception cref="UsageException">There is no such file, it is no blob, or it has been changed; the message names
    /// the line.</exception>
    public static Blob? Read(string path)
    {
        try
        {
            var text = TextFile.Read(path, LargestFile);
            using var document = JsonDocument.Parse(text);
            if (
                document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("version", out var version)
                || version.ValueKind != JsonValueKind.Number
                || !version.TryGetInt32(out var number)
            )
            {
                throw new UsageException($"{path}:1: expected a blob that 'check' wrote, with a version");
            }

            return number == Blob.CurrentVersion
                ? Whole(JsonSerializer.Deserialize(text, s_context.Blob)!, text, path)
                : null;
        }
        catch (JsonException e)
        {
            var place = e.Path is { Length: > 1 } field ? $" ({field})" : "";
            throw new UsageException($"{path}:{(e.LineNumber ?? 0) + 1}: expected a blob that 'check' wrote{place}", e);
        }
    }

    private static Blob Whole(Blob blob, string text, string path) =>
        blob.Sha256.Length == s_noChecksum.Length && Hash(With(text, blob.Sha256, s_noChecksum)) == blob.Sha256
            ? blob
            : throw new UsageException($"{path}: expected a blob as 'check' wrote it, found one with another checksum");

    // The checksum is of the text with zeros in its place, which is before anything else that could look like it.
    private static string With(string text, string checksum, string other)
    {
        var at = checksum.Length == 0 ? -1 : text.IndexOf(checksum, StringComparison.Ordinal);
        return at < 0 ? text : string.Concat(text.AsSpan(0, at), other, text.AsSpan(at + checksum.Length));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
