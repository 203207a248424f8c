using System.Threading.Tasks;
using Microsoft.Playwright;

namespace PgmapCheck.BrowserTests;

/// <summary>What stands in the lanes of a timeline, where they are narrower than a name.</summary>
[Collection(InBrowser.Name)]
public sealed class LaneTextTests(Browser browser, ReportFiles files)
{
    // A line may end behind a blank, where the page says that a name may go on below, and where a word has a hyphen.
    private const string TornNames = """
        () => {
          const torn = [];
          const name = /[\w>.()]/;
          const range = document.createRange();
          for (const what of document.querySelectorAll('.timeline .what')) {
            const texts = document.createTreeWalker(what, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
              if (getComputedStyle(texts.currentNode.parentElement).clipPath !== 'none') {
                continue; // it is heard and not seen
              }
              const text = texts.currentNode.data;
              let last = null;
              for (let i = 0; i < text.length; i++) {
                range.setStart(texts.currentNode, i);
                range.setEnd(texts.currentNode, i + 1);
                const at = range.getClientRects()[0];
                const goesOn = i > 0 && name.test(text[i]) && /[\w>.(-]/.test(text[i - 1])
                  && (text[i - 1] !== '-' || text[i] === '>');
                if (last && at && goesOn && at.top > last.bottom - 1) {
                  torn.push(`${text.slice(0, i)}|${text.slice(i)}`);
                }
                last = at;
              }
            }
          }
          return [...new Set(torn)].join(', ');
        }
        """;

    private const string LinesOfNames =
        "() => [...document.querySelectorAll('.timeline wbr')].filter(wbr => {"
        + " const [before, after] = [wbr.previousSibling, wbr.nextSibling].map(text => {"
        + " const range = document.createRange(); range.selectNodeContents(text); return [...range.getClientRects()]; "
        + "});"
        + " return before.at(-1).bottom <= after[0].top + 1; }).length";

    /// <summary>
    /// Telephones; the widest window whose lanes stand close together, and the narrowest whose lanes stand side by
    /// side.
    /// </summary>
    [BrowserTheory]
    [InlineData(320)]
    [InlineData(400)]
    [InlineData(767)]
    [InlineData(768)]
    public async Task No_name_is_torn_within_a_word(int width)
    {
        foreach (var file in new[] { files.Run, files.LongRun })
        {
            await using var open = await browser.OpenAsync(file, "", width, ColorScheme.Light, hasScript: false);

            Assert.Equal("", await open.Page.EvaluateAsync<string>(TornNames));
            Assert.InRange(await open.OverflowAsync(), int.MinValue, 0);
        }
    }

    /// <summary>The narrowest windows with what memory holds beside two and beside four lanes.</summary>
    [BrowserTheory]
    [InlineData("#v4.18/gup-fast-huge-vs-truncate/fair-execution-ends", 960)]
    [InlineData("#v4.18/three-invalidations/unlocked-dax-entry-5de3", 960)]
    [InlineData("#v4.18/three-invalidations/unlocked-dax-entry-5de3", 1200)]
    public async Task No_name_is_torn_beside_the_memory(string fragment, int width)
    {
        await using var open = await browser.OpenAsync(files.LongRun, fragment, width);
        await Assertions.Expect(open.Page.Locator(".position:visible")).ToHaveCountAsync(1);

        Assert.Equal("", await open.Page.EvaluateAsync<string>(TornNames));
        Assert.InRange(await open.OverflowAsync(), int.MinValue, 0);
        await open.KeepPictureAsync($"names-{fragment.Split('/')[1]}-{width}");
    }

    // Else the tests above would say nothing.
    [BrowserFact]
    public async Task Names_do_go_on_in_the_next_line()
    {
        await using var open = await browser.OpenAsync(files.LongRun, "", 768, ColorScheme.Light, hasScript: false);

        Assert.InRange(await open.Page.EvaluateAsync<int>(LinesOfNames), 1, int.MaxValue);
        await open.KeepPictureAsync("names-768", true);
        await open.Page.EvaluateAsync("() => document.querySelectorAll('.timeline wbr').forEach(wbr => wbr.remove())");
        await open.Page.EvaluateAsync(
            "() => document.querySelectorAll('.timeline .what').forEach(what => what.normalize())"
        );
        Assert.NotEqual("", await open.Page.EvaluateAsync<string>(TornNames));
    }
}
