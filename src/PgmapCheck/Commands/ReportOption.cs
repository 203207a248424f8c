using System.Collections.Immutable;
using System.CommandLine;
using PgmapCheck.Reports;

namespace PgmapCheck.Commands;

/// <summary><c>--report</c>, for the formats that a command has.</summary>
/// <param name="formats">The formats.</param>
/// <typeparam name="TReport">What the command finds.</typeparam>
internal sealed class ReportOption<TReport>(ImmutableArray<IReportFormat<TReport>> formats)
{
    private readonly string _forms = string.Join(
        ", ",
        (IEnumerable<string>)
            [
                .. formats.Select(format => format.Name + "=FILE"),
                .. formats.Where(format => format.IsForStandardOutput).Select(format => format.Name),
            ]
    );

    private Option<string[]>? _option;

    /// <summary>The option.</summary>
    public Option<string[]> Option =>
        _option ??= new("--report")
        {
            Description =
                $"Write a report when it is over; can be given several times: {_forms}. With - as FILE, nothing else "
                + "goes to the standard output",
            HelpName = "FORMAT=FILE",
        };

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">A value is none, or two reports would be written to the same place.</exception>
    public ImmutableArray<ReportRequest<TReport>> Of(
        ParseResult parsed,
        params ReadOnlySpan<ReportRequest<TReport>> besides
    )
    {
        var requests = ImmutableArray.CreateBuilder<ReportRequest<TReport>>();
        foreach (
            var request in (ReportRequest<TReport>[])[.. (parsed.GetValue(Option) ?? []).Select(Parse), .. besides]
        )
        {
            if (requests.Any(other => IsSamePlace(other.Path, request.Path)))
            {
                var place = request.Path is { } path and not ReportPlace.Standard ? $"'{path}'" : "the standard output";
                throw new UsageException($"--report: two reports to {place}");
            }

            requests.Add(request);
        }

        return requests.ToImmutable();
    }

    /// <summary>The terminal for a run that writes these reports.</summary>
    public static Terminal TerminalFor(
        ParseResult parsed,
        Terminal terminal,
        ImmutableArray<ReportRequest<TReport>> reports
    ) =>
        reports.Any(report => report.Path == ReportPlace.Standard)
            ? parsed.Terminal(terminal).ForData()
            : parsed.Terminal(terminal);

    private ReportRequest<TReport> Parse(string text)
    {
        var end = text.IndexOf('=', StringComparison.Ordinal);
        var name = end < 0 ? text : text[..end];
        var path = end < 0 ? null : text[(end + 1)..];
        return
            formats.FirstOrDefault(format => format.Name == name) is { } found
            && (path is null ? found.IsForStandardOutput : path.Length > 0)
            ? new ReportRequest<TReport>(found, path)
            : throw new UsageException($"--report: expected one of {_forms}; found '{text}'");
    }

    private static bool IsSamePlace(string? path, string? other) =>
        path is null or ReportPlace.Standard || other is null or ReportPlace.Standard
            ? path is null or ReportPlace.Standard && other is null or ReportPlace.Standard
            : FilesInUse.AreSame(path, other);
}
