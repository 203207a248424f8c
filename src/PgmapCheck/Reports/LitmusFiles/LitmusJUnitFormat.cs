using System.Globalization;
using System.Text;
using System.Xml;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.LitmusFiles;

/// <summary>JUnit XML: a suite for each folder, a test for each file. What has no verdict never passes; a test of
/// another language is skipped.</summary>
internal sealed class LitmusJUnitFormat : IReportFormat<LitmusReport>
{
    public string Name => "junit";

    public string Write(LitmusReport report)
    {
        using var text = new Utf8Text();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteText("name", "pgmapcheck litmus");
            WriteCounts(xml, report.Files);
            foreach (var folder in report.Files.GroupBy(file => FolderOf(file.Path)))
            {
                xml.WriteStartElement("testsuite");
                xml.WriteText("name", folder.Key);
                WriteCounts(xml, [.. folder]);
                foreach (var file in folder)
                {
                    WriteTest(xml, file);
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return text + "\n";
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".";

    private static void WriteTest(XmlWriter xml, LitmusResult file)
    {
        xml.WriteStartElement("testcase");
        xml.WriteText("classname", FolderOf(file.Path));
        xml.WriteText("name", Path.GetFileName(file.Path));
        xml.WriteText("time", Seconds(file.Verdict?.Elapsed ?? TimeSpan.Zero));
        switch (file.Outcome)
        {
            case LitmusOutcome.Differs:
                Problem(xml, "failure", "verdict", $"{file.Verdict!.Text}, recorded: {file.Recorded}");
                break;
            case LitmusOutcome.Incomplete:
                Problem(xml, "error", "incomplete", $"incomplete: {file.Verdict!.Incomplete}");
                break;
            case LitmusOutcome.NotBegun:
                Problem(xml, "error", "incomplete", "not begun: the run was interrupted");
                break;
            case LitmusOutcome.Unread:
                Problem(xml, "error", "unread", file.Fault!);
                break;
            case LitmusOutcome.Skipped:
                xml.WriteStartElement("skipped");
                xml.WriteText("message", file.Skipped!);
                xml.WriteEndElement();
                break;
        }

        if (file is { Test: { } test, Verdict: { } verdict })
        {
            xml.WriteStartElement("system-out");
            xml.WriteText(string.Concat(LitmusDiagram.Of(test, verdict).Select(line => line + "\n")));
            xml.WriteText(file.Machine is { } machine ? MachineWords.Of(machine) + "\n" : "");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Problem(XmlWriter xml, string element, string type, string message)
    {
        xml.WriteStartElement(element);
        xml.WriteText("type", type);
        xml.WriteText("message", message);
        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, IReadOnlyCollection<LitmusResult> files)
    {
        int Count(params LitmusOutcome[] outcomes) => files.Count(file => outcomes.Contains(file.Outcome));
        xml.WriteText("tests", Number(files.Count));
        xml.WriteText("failures", Number(Count(LitmusOutcome.Differs)));
        xml.WriteText("errors", Number(Count(LitmusOutcome.Incomplete, LitmusOutcome.NotBegun, LitmusOutcome.Unread)));
        xml.WriteText("skipped", Number(Count(LitmusOutcome.Skipped)));
        xml.WriteText("time", Seconds(new TimeSpan(files.Sum(file => file.Verdict?.Elapsed.Ticks ?? 0))));
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // So that the declaration says UTF-8, which is what the file will be.
    private sealed class Utf8Text : StringWriter
    {
        public Utf8Text()
            : base(CultureInfo.InvariantCulture) { }

        public override Encoding Encoding => Encoding.UTF8;
    }
}
