using System.Text.RegularExpressions;
using PgmapCheck.Reports.Formats;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Reports.Formats;

public sealed partial class ReportGoldenTests
{
    public static TheoryData<string> Names => [.. ReportFormats.OfRuns.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_report_is_as_it_was(string format) => Golden.Match($"report.{format}", Lines(Write(format)));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_livelock_is_as_it_was(string format) =>
        Golden.Match(
            $"livelock.{format}",
            Lines(ReportFormats.OfRuns.Single(other => other.Name == format).Write(SampleLivelock.Report))
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void Two_reports_of_a_run_are_the_same(string format) => Assert.Equal(Write(format), Write(format));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_report_is_lines_of_plain_text(string format)
    {
        var text = Write(format);

        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        Assert.DoesNotContain('\e', text);
    }

    public static TheoryData<string> HistoryNames => [.. ReportFormats.OfHistories.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(HistoryNames))]
    public void A_history_is_as_it_was(string format)
    {
        var text = ReportFormats.OfHistories.Single(other => other.Name == format).Write(SampleHistory.Report);

        Golden.Match($"history.{format}", Lines(text));
    }

    private static string Write(string format) =>
        ReportFormats.OfRuns.Single(other => other.Name == format).Write(SampleRun.Report);

    // Style and script have tests of their own, and their hashes change with them.
    private static string[] Lines(string text) =>
        Hashes()
            .Replace(Parts().Replace(text, "$1...$2"), "sha256-...")
            .Replace(Tool.Version, "VERSION", StringComparison.Ordinal)
            .TrimEnd('\n')
            .Split('\n');

    [GeneratedRegex("(<style>|<script>).*?(</style>|</script>)", RegexOptions.Singleline)]
    private static partial Regex Parts();

    [GeneratedRegex("sha256-[A-Za-z0-9+/]+=*")]
    private static partial Regex Hashes();
}
