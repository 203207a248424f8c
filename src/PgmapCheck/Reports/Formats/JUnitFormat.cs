using System.Globalization;
using System.Text;
using System.Xml;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.Formats;

/// <summary>JUnit XML, as CI systems read it: a suite for each kernel, a test for each case.</summary>
internal sealed class JUnitFormat : IReportFormat<RunReport>
{
    public string Name => "junit";

    public string Write(RunReport report)
    {
        using var text = new Utf8Text();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteText("name", "pgmapcheck");
            WriteCounts(xml, report.Cases, report.NotBegun.Length);
            foreach (
                var kernel in report
                    .Cases.Select(entry => entry.Result.Case)
                    .Concat(report.NotBegun)
                    .Select(@case => @case.Kernel)
                    .Distinct()
            )
            {
                WriteSuite(xml, report, kernel);
            }

            xml.WriteEndElement();
        }

        return text + "\n";
    }

    private static void WriteSuite(XmlWriter xml, RunReport report, string kernel)
    {
        var cases = report.Cases.Where(entry => entry.Result.Case.Kernel == kernel).ToArray();
        var notBegun = report.NotBegun.Where(@case => @case.Kernel == kernel).ToArray();
        xml.WriteStartElement("testsuite");
        xml.WriteText("name", kernel);
        WriteCounts(xml, cases, notBegun.Length);
        xml.WriteStartElement("properties");
        foreach (var (name, value) in SearchFacts.Of(report.Plan).Prepend(("tool", Tool.NameAndVersion)))
        {
            xml.WriteStartElement("property");
            xml.WriteText("name", name);
            xml.WriteText("value", value);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        foreach (var entry in cases)
        {
            JUnitCase.Write(xml, entry);
        }

        foreach (var @case in notBegun)
        {
            JUnitCase.WriteNotBegun(xml, @case, report.NotBegunBecause);
        }

        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, IReadOnlyCollection<CaseReport> cases, int notBegun)
    {
        int Count(params Outcome[] outcomes) => cases.Count(entry => outcomes.Contains(entry.Outcome));
        var time = new TimeSpan(cases.Sum(entry => entry.Result.Verdict?.Elapsed.Ticks ?? 0));
        xml.WriteText("tests", Number(cases.Count + notBegun));
        xml.WriteText("failures", Number(Count(Outcome.Violated, Outcome.ExpectationNotMet, Outcome.NeverReached)));
        xml.WriteText("errors", Number(Count(Outcome.Incomplete, Outcome.Error) + notBegun));
        xml.WriteText("skipped", Number(Count(Outcome.ExpectedViolation, Outcome.KnownViolation)));
        xml.WriteText("time", JUnitCase.Seconds(time));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // So that the declaration says UTF-8, which is what the file will be.
    private sealed class Utf8Text : StringWriter
    {
        public Utf8Text()
            : base(CultureInfo.InvariantCulture) { }

        public override Encoding Encoding => Encoding.UTF8;
    }
}
