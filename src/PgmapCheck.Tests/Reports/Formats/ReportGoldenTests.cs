using PgmapCheck.Reports.Formats;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Reports.Formats;

public sealed class ReportGoldenTests
{
    public static TheoryData<string> Names => [.. ReportFormats.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_report_is_as_it_was(string format) => Golden.Match($"report.{format}", Lines(Write(format)));

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

    private static string Write(string format) => ReportFormats.Find(format)!.Write(SampleRun.Report);

    private static string[] Lines(string text) =>
        text.Replace(Tool.Version, "VERSION", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
}
