using System.Threading.Tasks;
using Microsoft.Playwright;

namespace PgmapCheck.BrowserTests;

[Collection(InBrowser.Name)]
public sealed class HistoryPageTests(Browser browser, ReportFiles files)
{
    [BrowserTheory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(400, ColorScheme.Light)]
    [InlineData(400, ColorScheme.Dark)]
    public async Task The_tables_scroll_and_the_page_does_not(int width, ColorScheme scheme)
    {
        await using var open = await browser.OpenAsync(files.History, "", width, scheme);

        await Assertions.Expect(open.Page.Locator("td.known-bug a:not(.way)")).ToHaveTextAsync("REL-PAGES");
        await Assertions.Expect(open.Page.Locator("td.proved .gone")).ToHaveTextAsync("REL-PAGES");
        Assert.InRange(await open.OverflowAsync(), int.MinValue, 0);
        await open.KeepPictureAsync($"history-{width}-{scheme}", true);
    }

    [BrowserTheory]
    [InlineData(1280)]
    [InlineData(400)]
    public async Task Heads_and_names_stay_when_a_table_scrolls(int width)
    {
        await using var open = await browser.OpenAsync(files.WideHistory, "", width);
        var box = open.Page.Locator(".box").First;
        var name = box.Locator("tbody th").Last;
        var head = box.Locator("thead th").Nth(1);
        var (left, top) = (await LeftOf(name), await TopOf(head));

        await box.EvaluateAsync("box => box.scrollTo(box.scrollWidth, box.scrollHeight)");

        Assert.InRange(await box.EvaluateAsync<int>("box => box.scrollTop"), 1, int.MaxValue);
        Assert.Equal(width == 400, await box.EvaluateAsync<int>("box => box.scrollLeft") > 0);
        Assert.Equal((left, top), (await LeftOf(name), await TopOf(head)));
        Assert.InRange(await open.OverflowAsync(), int.MinValue, 0);
        await open.KeepPictureAsync($"wide-history-{width}");
    }

    [BrowserFact]
    public async Task Boxes_leave_out_rows_and_figures_without_a_script()
    {
        await using var open = await browser.OpenAsync(files.History, hasScript: false);

        await Assertions.Expect(open.Page.Locator(".grid tbody tr:visible")).ToHaveCountAsync(2);
        await open.Page.GetByLabel("Only scenarios with a finding").CheckAsync();
        await Assertions.Expect(open.Page.Locator(".grid tbody tr:visible")).ToHaveCountAsync(1);
        await open.Page.GetByLabel("States and times").UncheckAsync();
        await Assertions.Expect(open.Page.Locator(".figures:visible")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task A_bug_in_a_cell_leads_to_its_row()
    {
        await using var open = await browser.OpenAsync(files.History);

        await open.Page.Locator("td.known-bug a:not(.way)").ClickAsync();
        Assert.Equal("#bug-REL-PAGES", open.Fragment);
        await Assertions.Expect(open.Page.Locator("[id='bug-REL-PAGES']")).ToBeInViewportAsync();
    }

    [BrowserFact]
    public async Task A_cell_leads_to_its_counterexample()
    {
        await using var open = await browser.OpenAsync(files.History);

        await open.Page.Locator("td.known-bug a.way").First.ClickAsync();
        await Assertions.Expect(open.Page.Locator(".races pre:visible")).ToHaveCountAsync(1);
        await Assertions.Expect(open.Page.Locator(".races pre:visible")).ToBeInViewportAsync();
        await Assertions.Expect(open.Page.Locator(".races pre:visible")).ToContainTextAsync("Known as REL-PAGES");
    }

    private static async Task<float> LeftOf(ILocator element) => (await element.BoundingBoxAsync())!.X;

    private static async Task<float> TopOf(ILocator element) => (await element.BoundingBoxAsync())!.Y;
}
