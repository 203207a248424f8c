using System.Globalization;
using System.Text;
using Interleave.Memory;
using Interleave.Traces;
using PgmapCheck.Cases;
using PgmapCheck.Results;

namespace PgmapCheck.Reports;

/// <summary>A directory of trace files: <c>kernel/scenario.property.trace</c>, with the memory model before the ending
/// where it is not sequential consistency.</summary>
internal sealed class TraceFolder(string path)
{
    private const int MaxSlug = 26; // so that a replay command fits in a line of a diagram, mostly

    private static readonly string[] s_smallWords =
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "was",
        "it",
        "its",
        "has",
        "of",
        "for",
        "each",
        "every",
        "while",
        "exactly",
    ];

    private readonly HashSet<string> _kept = [];

    /// <summary>Writes a trace, at once or not at all; a file that already says the same is left alone.</summary>
    /// <returns>The file's path.</returns>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public string Keep(Case @case, Trace trace)
    {
        var violation = trace.Violation!;
        var folder = $"{path.TrimEnd('/')}/{@case.Kernel}";
        var memory =
            trace.Schedule.Memory == MemoryModel.Sequential ? "" : "." + MemoryWords.Option(trace.Schedule.Memory);
        var name = $"{@case.Scenario}.{Slug(violation.Property)}{memory}";
        var file = $"{folder}/{name}.trace";
        if (!_kept.Add(file))
        {
            file = $"{folder}/{name}-{Mark($"{violation.Kind} {violation.Property}")}.trace";
        }

        var text = TraceFile.Of(trace, Tool.NameAndVersion).ToString();
        try
        {
            if (!File.Exists(file) || !Says(file, text))
            {
                using var pending = new PendingFile(file);
                pending.Write(text);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"cannot write traces to '{path}' ({e.Message.TrimEnd('.')}); use --traces DIR or --no-traces",
                e
            );
        }

        return file;
    }

    private static bool Says(string file, string text)
    {
        try
        {
            return TextFile.Read(file, Encoding.UTF8.GetByteCount(text)) == text;
        }
        catch (UsageException)
        {
            return false; // whatever it is, it is not this trace
        }
    }

    /// <summary>
    /// A property's name as part of a file name: without small words, cut at a word, and then with a mark to stay
    /// unique.
    /// </summary>
    public static string Slug(string property)
    {
        var words = string.Concat(property.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(word => !s_smallWords.Contains(word))
            .ToArray();
        var slug = string.Join('-', words);
        if (slug.Length <= MaxSlug && words.Length > 0)
        {
            return slug;
        }

        var mark = Mark(property);
        var room = MaxSlug - mark.Length - 1;
        var end = slug.Length <= room ? slug.Length : slug.LastIndexOf('-', room);
        return $"{slug[..(end > 0 ? end : Math.Min(room, slug.Length))]}-{mark}".TrimStart('-');
    }

    // FNV-1a: short, and the same in every process.
    private static string Mark(string property) =>
        (property.Aggregate(0x811C9DC5u, (hash, c) => (hash ^ c) * 0x01000193u) & 0xFFFF).ToString(
            "x4",
            CultureInfo.InvariantCulture
        );
}
