using System.Xml.Linq;
using PgmapCheck.Cases;
using PgmapCheck.Reports.Formats;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Reports.Html;

public sealed class HistoryPageTests
{
    private static readonly PageText s_page = new(new HistoryHtmlFormat().Write(SampleHistory.Report));
    private static readonly PageText s_wide = new(new HistoryHtmlFormat().Write(SampleHistory.Wide));

    [Fact]
    public void It_asks_for_nothing_but_itself()
    {
        Assert.DoesNotContain("src=", s_page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", s_page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", s_page.Text, StringComparison.Ordinal);
        Assert.Equal("data:,", (string)s_page.All("link").Single().Attribute("href")!);
        Assert.All(
            s_page.All("a"),
            link => Assert.Matches("^(#|https://git\\.kernel\\.org/linus/)", (string)link.Attribute("href")!)
        );
        Assert.Contains("default-src 'none'", s_page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cell_has_its_verdict()
    {
        var rows = s_wide.All("table").First().Descendants("tr").ToArray();

        Assert.All(rows, row => Assert.Equal(10, row.Elements().Count()));
        Assert.Equal(["LOST-UPDATE", "LOST-UPDATE", "LOST-UPDATE", "proved"], Cells(rows[1]).Take(4));
        Assert.Equal(["LOST-WAKEUP", "unexplained violation", "proved"], Cells(rows[2]).Take(3));
        Assert.Equal(["proved", "does not run", "never reached"], Cells(rows[3]).Skip(3).Take(3));
        Assert.Equal("no verdict", Cells(rows[4]).ElementAt(4));
    }

    [Fact]
    public void It_marks_where_a_bug_comes_and_goes()
    {
        var rows = s_page.All("table").First().Descendants("tr").ToArray();
        var came = rows[2].Elements("td").ElementAt(1);
        var gone = rows[1].Elements("td").ElementAt(2);

        Assert.Equal("came", (string)came.Element("a")!.Attribute("class")!);
        Assert.Equal(
            "LOST-UPDATE",
            gone.Elements("span").Single(span => (string)span.Attribute("class")! == "gone").Value
        );
        Assert.Single(s_page.All("table").First().Descendants("a"), link => (string?)link.Attribute("class") == "came");
    }

    [Fact]
    public void Every_link_inside_the_page_leads_somewhere()
    {
        var ids = s_page.Document.Descendants().Attributes("id").Select(id => "#" + id.Value).ToArray();

        Assert.Equal(ids.Distinct(), ids);
        Assert.All(
            s_page.All("a").Select(link => (string)link.Attribute("href")!).Where(href => href.StartsWith('#')),
            href => Assert.Contains(Uri.UnescapeDataString(href), ids)
        );
    }

    [Fact]
    public void What_no_bug_explains_is_listed()
    {
        Assert.DoesNotContain(s_page.All("section"), IsProblems);
        Assert.Equal(3, s_wide.All("section").Single(IsProblems).Descendants("li").Count());
    }

    [Fact]
    public void Names_are_text_whatever_they_say()
    {
        const string name = "</script><img src=x onerror=alert(1)>&amp;\"'";
        var bug = new BugEntry(name, name, null, name)
        {
            Kernels = ["v1<>"],
            Symptoms = [(name, TinyHistory.IncrementsCount)],
            IntroducedBy = "<b>",
        };

        var page = new PageText(
            new HistoryHtmlFormat().Write(
                SampleHistory.Of(
                    TinyHistory.Of(
                        [bug],
                        TinyHistory.Kernel("v1<>", (name, LostUpdate.Fill), ("other", LostUpdate.FillLocked))
                    )
                )
            )
        );

        Assert.Empty(page.All("img"));
        Assert.Contains(page.All("th"), head => head.Value == name);
        Assert.Equal($"#bug-{name}", (string)page.All("td").Elements("a").First().Attribute("href")!);
    }

    private static bool IsProblems(XElement section) => (string)section.Attribute("aria-labelledby")! == "problems";

    // What is seen or heard of each cell first.
    private static IEnumerable<string> Cells(XElement row) =>
        row.Elements("td")
            .Select(cell =>
                cell.Elements().First(element => (string?)element.Attribute("aria-hidden") != "true").Value
            );
}
