using System.Reflection;
using System.Threading.Tasks;
using Microsoft.Playwright;

namespace PgmapCheck.BrowserTests;

/// <summary>
/// A page in a window of its own. What it complains about, or tries to load, fails the test that opened it.
/// </summary>
public sealed class OpenPage : IAsyncDisposable
{
    private static readonly string s_screenshots = typeof(OpenPage)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "ScreenshotFolder")
        .Value!;

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private OpenPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Note(true, $"exception: {error}");
        page.Request += (_, request) =>
            Note(
                !request.Url.StartsWith("file:", StringComparison.Ordinal)
                    && !request.Url.StartsWith("data:", StringComparison.Ordinal),
                $"asks for {request.Url}"
            );
    }

    public IPage Page { get; }

    public static async Task<OpenPage> OfAsync(IBrowserContext context, string url)
    {
        var open = new OpenPage(context, await context.NewPageAsync());
        await open.Page.GotoAsync(url);
        return open;
    }

    /// <summary>The one element with this role and name that can be seen.</summary>
    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The part of the address after <c>#</c>.</summary>
    public string Fragment => new Uri(Page.Url).Fragment;

    /// <summary>How many pixels wider than the window the page is, and nothing may be.</summary>
    public async Task<int> OverflowAsync() =>
        await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>Keeps a picture for people to look at.</summary>
    public async Task KeepPictureAsync(string name, bool isWhole = false)
    {
        Directory.CreateDirectory(s_screenshots);
        await Page.ScreenshotAsync(new() { Path = Path.Combine(s_screenshots, name + ".png"), FullPage = isWhole });
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_complaints);
    }

    private void Note(bool isComplaint, string text)
    {
        lock (_complaints)
        {
            if (isComplaint)
            {
                _complaints.Add(text);
            }
        }
    }
}
