using PgmapCheck.Reports.Html;

namespace PgmapCheck.Tests.Reports.Html;

public sealed class HtmlNodeTests
{
    [Fact]
    public void What_a_text_says_stays_text() =>
        Assert.Equal(
            "<p title=\"a&quot;&amp;&lt;b\">&lt;/script&gt; &amp;amp; c</p>\n",
            HtmlNode.Element("p", "</script> &amp; \u0001c").With("title", "a\"&<b").ToString()
        );

    [Fact]
    public void An_attribute_without_a_value_is_left_out() =>
        Assert.Equal("<b></b>", HtmlNode.Element("b").With("class", null).ToString());

    [Fact]
    public void A_group_adds_no_element() =>
        Assert.Equal(
            "a<input type=\"text\"/>b",
            HtmlNode.Group("a", HtmlNode.Element("input").With("type", "text"), "b").ToString()
        );
}
