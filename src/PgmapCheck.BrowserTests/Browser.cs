using System.Threading.Tasks;
using Microsoft.Playwright;

namespace PgmapCheck.BrowserTests;

/// <summary>
/// The Chromium of the machine: Playwright's own download is not used. CHROMIUM names another one.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    // A test waits for what must come, and says so when it never does. A busy machine may take its time.
    private const float Patience = 120_000;

    private static readonly string? s_path = Find();

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why nothing can be tested; null if it can.</summary>
    public static string? WhyMissing =>
        s_path is null ? "there is no Chromium: install the package 'chromium', or name one with CHROMIUM=PATH" : null;

    public async Task InitializeAsync()
    {
        if (s_path is not null)
        {
            _playwright = await Playwright.CreateAsync();
            Assertions.SetDefaultExpectTimeout(Patience);
            _browser = await _playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions
                {
                    ExecutablePath = s_path,
                    Timeout = Patience,
                    Args =
                    [
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--no-first-run",
                    ],
                }
            );
        }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a file as a reader would: from disk.</summary>
    public async Task<OpenPage> OpenAsync(
        string file,
        string fragment = "",
        int width = 1280,
        ColorScheme scheme = ColorScheme.Light,
        bool hasScript = true
    )
    {
        var context = await _browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 800 : 900 },
                ColorScheme = scheme,
                JavaScriptEnabled = hasScript,
                Offline = true,
            }
        );
        context.SetDefaultTimeout(Patience);
        return await OpenPage.OfAsync(context, new Uri(file).AbsoluteUri + fragment);
    }

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("CHROMIUM");
        string[] paths = named is { Length: > 0 }
            ? [named]
            : ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
        return paths.FirstOrDefault(File.Exists);
    }
}
