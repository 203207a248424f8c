using System.Text;
using PgmapCheck.Reports.Formats;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Reports.Formats;

public sealed class MarkdownFormatTests
{
    [Fact]
    public void Names_do_not_break_the_table()
    {
        var text = new MarkdownFormat().Write(SampleRun.Violating("a|b *c* <d> `e`\nf", "g"));

        Assert.Contains(
            @"| v0.1 | odd | violated | a\|b \*c\* \<d\> \`e\` f | 1,234 | 0.00 |",
            text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_fence_is_longer_than_any_in_the_diagram()
    {
        var text = new MarkdownFormat().Write(SampleRun.Violating("p", "says ``` here"));

        Assert.Contains("\n````text\n", text, StringComparison.Ordinal);
        Assert.Contains("\n````\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_said_to_be_left_out()
    {
        var whole = new MarkdownFormat().Write(SampleRun.Report);
        var size = Encoding.UTF8.GetByteCount(whole);

        Assert.Equal(whole, MarkdownFormat.Write(SampleRun.Report, size));
        var shorter = MarkdownFormat.Write(SampleRun.Report, size - 1);
        Assert.Contains("lost-update:", shorter, StringComparison.Ordinal);
        Assert.EndsWith("\n1 diagram left out for their size.\n", shorter, StringComparison.Ordinal);
        Assert.EndsWith(
            "\n2 diagrams left out for their size.\n",
            MarkdownFormat.Write(SampleRun.Report, 0),
            StringComparison.Ordinal
        );
    }
}
