using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Playwright;

namespace PgmapCheck.BrowserTests;

[Collection(InBrowser.Name)]
public sealed partial class RunPageTests(Browser browser, ReportFiles files)
{
    private const string LostWakeup = "#v4.18/release-pages-vs-truncate/idle-page-wakes-waiters";
    private const string UseAfterFree = "#v4.18/last-put-vs-unplug/nothing-used-after-freed";

    [BrowserTheory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(400, ColorScheme.Light)]
    [InlineData(400, ColorScheme.Dark)]
    public async Task A_counterexample_can_be_stepped_through_by_keyboard(int width, ColorScheme scheme)
    {
        await using var open = await browser.OpenAsync(files.Run, LostWakeup, width, scheme);
        var steps = await StepsAsync(open);
        var position = open.Page.Locator(".position");
        var status = open.Page.GetByRole(AriaRole.Status);

        await open.Page.Keyboard.PressAsync("ArrowRight");
        await open.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(position).ToHaveTextAsync($"Step 2 of {steps}");
        Assert.Equal($"{LostWakeup}/2", open.Fragment);

        await open.Page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(open.Page.Locator("[aria-current=step] .number")).ToHaveTextAsync("1");

        await open.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(position).ToHaveTextAsync($"Step {steps} of {steps}");
        await Assertions.Expect(status).ToContainTextAsync("cannot be avoided");
        await open.Page.Keyboard.PressAsync("ArrowRight"); // no further than the end
        Assert.Equal($"{LostWakeup}/{steps}", open.Fragment);
        Assert.InRange(await open.OverflowAsync(), int.MinValue, 0);
        await open.KeepPictureAsync($"end-{width}-{scheme}");

        await open.Page.Keyboard.PressAsync("Home");
        await Assertions.Expect(status).ToContainTextAsync("can still be avoided");
        await open.KeepPictureAsync($"whole-{width}-{scheme}", true);
    }

    [BrowserTheory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(400, ColorScheme.Light)]
    [InlineData(400, ColorScheme.Dark)]
    public async Task The_point_of_no_return_is_where_the_report_says(int width, ColorScheme scheme)
    {
        await using var open = await browser.OpenAsync(files.Run, LostWakeup, width, scheme);
        var said = await open.Page.Locator(".race:visible .about").First.TextContentAsync();
        var decided = int.Parse(DecidedAt().Match(said!).Groups[1].Value, CultureInfo.InvariantCulture);
        var status = open.Page.GetByRole(AriaRole.Status);

        await open.Button($"To the point of no return: step {decided}").ClickAsync();
        await Assertions
            .Expect(status)
            .ToContainTextAsync("Point of no return: from here on no schedule avoids the bug");
        Assert.Equal($"{LostWakeup}/{decided}", open.Fragment);
        await open.KeepPictureAsync($"no-return-{width}-{scheme}");

        await open.Button("One step back").ClickAsync();
        await Assertions.Expect(status).ToContainTextAsync("The bug can still be avoided here, for the last time");
        await Assertions.Expect(open.Page.Locator(".choices li.taken")).ToHaveCountAsync(1);
        await Assertions.Expect(open.Page.Locator(".choices li.taken")).ToContainTextAsync("does not avoid the bug");
        // or nothing could avoid it
        await Assertions.Expect(open.Page.Locator(".choices .tag.out")).Not.ToHaveCountAsync(0);
        await open.Button("One step forward").ClickAsync();
        await Assertions.Expect(open.Page.Locator(".race:visible .no-return")).ToBeVisibleAsync();
        Assert.InRange(await open.OverflowAsync(), int.MinValue, 0);
    }

    [BrowserTheory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(400, ColorScheme.Light)]
    [InlineData(400, ColorScheme.Dark)]
    public async Task Many_lanes_and_loops_fit_into_the_window(int width, ColorScheme scheme)
    {
        await using var wide = await browser.OpenAsync(
            files.LongRun,
            "#v4.18/three-invalidations/unlocked-dax-entry-5de3/20",
            width,
            scheme
        );
        await Assertions.Expect(wide.Page.Locator(".position")).ToContainTextAsync("Step 20 of");
        Assert.InRange(await wide.OverflowAsync(), int.MinValue, 0);
        await wide.KeepPictureAsync($"four-cpus-{width}-{scheme}");

        await using var loop = await browser.OpenAsync(
            files.LongRun,
            "#v4.18/gup-fast-huge-vs-truncate/fair-execution-ends",
            width,
            scheme
        );
        await Assertions.Expect(loop.Page.Locator(".race:visible li.loop").First).ToBeVisibleAsync();
        await Assertions
            .Expect(loop.Page.Locator(".race:visible .about").First)
            .ToContainTextAsync("goes round for ever");
        await loop.Page.Keyboard.PressAsync("End");
        Assert.InRange(await loop.OverflowAsync(), int.MinValue, 0);
        await loop.KeepPictureAsync($"loop-{width}-{scheme}", true);
    }

    [BrowserFact]
    public async Task A_link_shows_the_very_step()
    {
        await using var first = await browser.OpenAsync(files.Run, LostWakeup + "/9");
        await Assertions.Expect(first.Page.Locator(".position")).ToContainTextAsync("Step 9 of");
        await Assertions.Expect(first.Page.Locator("[aria-current=step]")).ToBeInViewportAsync();

        await using var other = await browser.OpenAsync(files.Run, "#v4.18/key-get-vs-get/static-key-on-users/1");
        await Assertions.Expect(other.Page.Locator(".race:visible h2")).ToContainTextAsync("wrong static key");
        await Assertions.Expect(other.Page.Locator(".position")).ToContainTextAsync("Step 1 of");

        await other.Page.GetByRole(AriaRole.Link, new() { Name = "lost wake-up in" }).ClickAsync();
        await Assertions.Expect(other.Page.Locator(".race:visible h2")).ToContainTextAsync("lost wake-up");
        await other.Page.GoBackAsync();
        await Assertions.Expect(other.Page.Locator(".race:visible h2")).ToContainTextAsync("wrong static key");
    }

    [BrowserTheory]
    [InlineData("#v4.18/nothing/like-it")]
    [InlineData("#v4.18/key-get-vs-get/static-key-on-users/99")]
    [InlineData("#%E0%A4%A")]
    public async Task A_link_that_leads_nowhere_shows_something(string fragment)
    {
        await using var open = await browser.OpenAsync(files.Run, fragment);

        await Assertions.Expect(open.Page.Locator(".race:visible")).ToHaveCountAsync(1);
        await Assertions.Expect(open.Page.Locator("[aria-current=step]:visible")).ToHaveCountAsync(1);
    }

    [BrowserFact]
    public async Task Another_reports_counterexample_is_said_to_be_missing()
    {
        await using var open = await browser.OpenAsync(files.Run, "#v4.18/nothing/like-it");

        await Assertions.Expect(open.Page.Locator(".unknown-place")).ToContainTextAsync("v4.18/nothing/like-it");
    }

    [BrowserFact]
    public async Task Rows_are_found_by_their_words()
    {
        await using var open = await browser.OpenAsync(files.Run);
        var rows = open.Page.Locator(".verdicts tbody tr:visible");
        var all = await rows.CountAsync();

        await open.Page.GetByLabel("Find").FillAsync("wake-up REL-PAGES");

        Assert.InRange(await rows.CountAsync(), 1, all - 1);
        await Assertions.Expect(rows.First).ToContainTextAsync("REL-PAGES");
    }

    [BrowserFact]
    public async Task Memory_is_as_the_steps_say()
    {
        await using var open = await browser.OpenAsync(files.Run, LostWakeup);
        var refcount = open.Page.Locator(".inspector tr", new() { HasText = "page->_refcount" });
        await Assertions.Expect(refcount.Locator("td")).ToHaveTextAsync("2");

        var put = open.Page.Locator(".race:visible li.step", new() { HasText = "page->_refcount: 2 \u2192 1" });
        await put.ClickAsync();
        await Assertions.Expect(refcount).ToHaveClassAsync("changed");
        await Assertions.Expect(refcount.Locator("td")).ToHaveTextAsync("1 was 2");
        await open.Page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(refcount.Locator("td")).ToHaveTextAsync("2");
    }

    [BrowserFact]
    public async Task An_arrow_goes_from_a_write_to_the_step_that_saw_it()
    {
        await using var open = await browser.OpenAsync(files.Run, UseAfterFree);
        var saw = open.Page.Locator(".race:visible .saw");
        var count = await saw.CountAsync();

        Assert.InRange(count, 1, int.MaxValue);
        await Assertions.Expect(open.Page.Locator(".race:visible svg path.tip")).ToHaveCountAsync(count);
        await saw.First.ClickAsync();
        await Assertions.Expect(open.Page.Locator(".race:visible svg path.tip.now")).Not.ToHaveCountAsync(0);
        await open.KeepPictureAsync("arrows-1280");
    }

    [BrowserFact]
    public async Task Everything_can_be_done_without_a_mouse()
    {
        await using var open = await browser.OpenAsync(files.Run, LostWakeup);
        foreach (var name in new[] { "One step forward", "To the end", "To the point of no return" })
        {
            var button = open.Page.Locator(".controls").GetByRole(AriaRole.Button, new() { Name = name });
            await button.FocusAsync();
            Assert.NotEqual("none", await button.EvaluateAsync<string>("e => getComputedStyle(e).outlineStyle"));
        }

        await open.Button("One step forward").FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(open.Page.Locator(".position")).ToContainTextAsync("Step 1 of");
        await open.Page.GetByRole(AriaRole.Slider).FocusAsync();
        await open.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(open.Button("One step forward")).ToBeDisabledAsync();
        await open.Page.GetByRole(AriaRole.Combobox).SelectOptionAsync("2");
        await Assertions.Expect(open.Page.Locator(".race:visible h2")).ToContainTextAsync("wrong static key");
    }

    [BrowserTheory]
    [InlineData(1280)]
    [InlineData(400)]
    public async Task Without_a_script_every_step_is_there(int width)
    {
        await using var open = await browser.OpenAsync(files.Run, "", width, ColorScheme.Light, false);

        await Assertions.Expect(open.Page.Locator(".race:visible")).ToHaveCountAsync(4);
        await Assertions.Expect(open.Page.Locator(".no-return:visible")).ToHaveCountAsync(4);
        await Assertions.Expect(open.Page.Locator(".choose:visible")).ToHaveCountAsync(0);
        Assert.InRange(await open.OverflowAsync(), int.MinValue, 0);
        await open.KeepPictureAsync($"without-script-{width}", true);
    }

    private static async Task<int> StepsAsync(OpenPage open) =>
        await open.Page.Locator(".race:visible li.step").CountAsync();

    [GeneratedRegex("at step ([0-9]+):")]
    private static partial Regex DecidedAt();
}
