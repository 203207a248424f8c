using PgmapCheck.Reports.Html;

namespace PgmapCheck.Tests.Reports.Html;

public sealed class NameBreaksTests
{
    [Theory]
    [InlineData("prepare_to_wait_event()", "prepare_|to_|wait_|event()")]
    [InlineData("__dax_invalidate_entry()", "__dax_|invalidate_|entry()")]
    [InlineData("a__b", "a__|b")]
    [InlineData("page->_refcount is 2", "page->|_refcount is 2")]
    [InlineData("pmem0->ref.data", "pmem0->|ref.|data")]
    [InlineData("releasePages of XArray", "release|Pages of XArray")]
    [InlineData("TASK_RUNNING", "TASK_|RUNNING")]
    [InlineData("v4.18, 2.5 KiB, the end. And more", "v4.18, 2.5 KiB, the end. And more")]
    [InlineData("0 -> 1", "0 -> 1")]
    [InlineData("", "")]
    public void A_name_may_go_on_in_the_next_line_between_its_words(string text, string expected) =>
        Assert.Equal(
            expected.Replace(">", "&gt;", StringComparison.Ordinal).Replace("|", "<wbr/>", StringComparison.Ordinal),
            NameBreaks.In(text).ToString()
        );
}
