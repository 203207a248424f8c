using System.Collections.Immutable;
using PgmapCheck.Reports.Formats;

namespace PgmapCheck.Reports;

/// <summary>A report that a command line asks for.</summary>
/// <param name="Format">The format.</param>
/// <param name="Path">The file; null for the standard output.</param>
internal sealed record ReportRequest(IReportFormat Format, string? Path)
{
    /// <summary>What an option can say, for help and messages.</summary>
    public static string Forms { get; } = string.Join(", ", (IEnumerable<string>)
    [
        .. ReportFormats.All.Select(format => format.Name + "=FILE"),
        .. ReportFormats.All.Where(format => format.IsForStandardOutput).Select(format => format.Name),
    ]);

    /// <summary>Reads the values of <c>--report</c>.</summary>
    /// <exception cref="UsageException">One is none, or two would be written to the same place.</exception>
    public static ImmutableArray<ReportRequest> Parse(IEnumerable<string> texts)
    {
        var requests = ImmutableArray.CreateBuilder<ReportRequest>();
        foreach (var request in texts.Select(Parse))
        {
            if (requests.Any(other => IsSamePlace(other.Path, request.Path)))
            {
                var place = request.Path is { } path ? $"'{path}'" : "the standard output";
                throw new UsageException($"--report: two reports to {place}");
            }

            requests.Add(request);
        }

        return requests.ToImmutable();
    }

    private static ReportRequest Parse(string text)
    {
        var end = text.IndexOf('=', StringComparison.Ordinal);
        var format = ReportFormats.Find(end < 0 ? text : text[..end]);
        var path = end < 0 ? null : text[(end + 1)..];
        return format is not null && (path is null ? format.IsForStandardOutput : path.Length > 0)
            ? new ReportRequest(format, path)
            : throw new UsageException($"--report: expected one of {Forms}; found '{text}'");
    }

    private static bool IsSamePlace(string? path, string? other) =>
        path is null || other is null
            ? path == other : System.IO.Path.GetFullPath(path) == System.IO.Path.GetFullPath(other);
}
