using System.Xml.Linq;
using PgmapCheck.Reports;
using PgmapCheck.Reports.Formats;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Reports.Formats;

public sealed class JUnitFormatTests
{
    [Fact]
    public void Only_what_is_proved_passes()
    {
        var passed = Cases().Where(test => !test.Elements("failure").Concat(test.Elements("error")).Any());

        Assert.Equal(["locked-update"], passed.Select(test => (string)test.Attribute("name")!));
    }

    [Fact]
    public void The_counts_are_of_what_is_there()
    {
        foreach (var element in Document(SampleRun.Report).Root!.DescendantsAndSelf())
        {
            if (element.Attribute("tests") is { } tests)
            {
                var cases = element.Descendants("testcase").ToArray();
                Assert.Equal(cases.Length, (int)tests);
                Assert.Equal(Count(cases, "failure"), (int)element.Attribute("failures")!);
                Assert.Equal(Count(cases, "error"), (int)element.Attribute("errors")!);
            }
        }
    }

    [Fact]
    public void Every_kernel_has_a_suite_that_says_how_it_was_searched()
    {
        var suites = Document(SampleRun.Report).Root!.Elements("testsuite").ToArray();

        Assert.Equal(["v0.1", "v0.2"], suites.Select(suite => (string)suite.Attribute("name")!));
        Assert.All(
            suites,
            suite =>
                Assert.Contains(
                    suite.Element("properties")!.Elements(),
                    property =>
                        (string)property.Attribute("name")! == "max states"
                        && (string)property.Attribute("value")! == "none"
                )
        );
    }

    [Fact]
    public void What_xml_forbids_is_left_out()
    {
        Assert.Equal("a\tb\nc\ufffdd\U0001F427", XmlText.Clean("a\tb\nc\ud800d\u0000\u0001\e\uffff\U0001F427"));

        var failure = Document(SampleRun.Violating("page \u0001 < \"idle\" & '\u0002'", "a ]]> b\u0003"))
            .Descendants("failure")
            .Single();
        Assert.Equal("page  < \"idle\" & ''", (string)failure.Attribute("type")!);
        Assert.Contains("a ]]> b", failure.Value, StringComparison.Ordinal);
    }

    private static int Count(XElement[] cases, string problem) =>
        cases.Count(test => test.Element(problem) is not null);

    private static IEnumerable<XElement> Cases() => Document(SampleRun.Report).Descendants("testcase");

    private static XDocument Document(RunReport report) => XDocument.Parse(new JUnitFormat().Write(report));
}
