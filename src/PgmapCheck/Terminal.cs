using System.Threading;

namespace PgmapCheck;

/// <summary>Where a run writes, and what may be written there. Tests put string writers in.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Error lines.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error)
{
    private const int MinWidth = 40;
    private const int UsualWidth = 80;

    private readonly TextWriter _out = Out;

    /// <summary>Results. It throws <see cref="OutputLostException"/> where they cannot be written.</summary>
    public TextWriter Out { get; private init; } = new PlainTextWriter(Out, false, false);

    /// <summary>What a program reads from the standard output.</summary>
    public TextWriter Data { get; private init; } = new PlainTextWriter(Out, false, false);

    /// <summary>Error lines. One that cannot be written is lost.</summary>
    public TextWriter Error { get; } = new PlainTextWriter(Error, false, true);

    /// <summary>Where <see cref="Error"/> goes, as it is: for a line that is overwritten.</summary>
    public TextWriter Screen { get; } = Error;

    /// <summary>True if <see cref="Out"/> shows colours.</summary>
    public bool HasColour
    {
        get;
        init
        {
            field = value;
            Out = new PlainTextWriter(_out, value, false);
        }
    }

    /// <summary>True if <see cref="Error"/> is a screen on which one line can be overwritten.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>How many characters fit in a line of <see cref="Out"/>; null if it is no screen.</summary>
    public int? ScreenWidth { get; init; }

    /// <summary>How long a line of text on <see cref="Out"/> may be.</summary>
    public int TextWidth => Math.Min(DiagramText.MaxWidth, ScreenWidth ?? DiagramText.MaxWidth);

    /// <summary>How many characters fit in a line of <see cref="Error"/>.</summary>
    public int ErrorWidth { get; init; } = UsualWidth;

    /// <summary>The file that GitHub Actions shows as this step's summary; null outside of it.</summary>
    public string? StepSummary { get; init; }

    /// <summary>The environment's variables; null for one that is not set.</summary>
    public Func<string, string?> Variables { get; init; } = static _ => null;

    /// <summary>What a shell calls this program by.</summary>
    public string Command { get; init; } = Tool.Name;

    /// <summary>Signalled when the user interrupts the run.</summary>
    public CancellationToken Interrupted { get; init; }

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess(CancellationToken interrupted)
    {
        var isDumb = Environment.GetEnvironmentVariable("TERM") is "dumb" or null;
        var isPlain = isDumb || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var outIsScreen = !Console.IsOutputRedirected;
        var errorIsScreen = !Console.IsErrorRedirected && !isDumb;
        return new Terminal(Console.Out, Console.Error)
        {
            HasColour = outIsScreen && !isPlain,
            ShowsProgress = errorIsScreen,
            ScreenWidth = outIsScreen ? WindowWidth() : null,
            ErrorWidth = errorIsScreen ? WindowWidth() : UsualWidth,
            StepSummary = Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is { Length: > 0 } file
                ? file
                : null,
            Variables = Environment.GetEnvironmentVariable,
            Command = Tool.CommandHere(),
            Interrupted = interrupted,
        };
    }

    /// <summary>The terminal of a run that leaves the standard output to <see cref="Data"/>.</summary>
    public Terminal ForData() => this with { HasColour = false, ScreenWidth = null, Out = Error };

    /// <summary>The text in a colour, where there are colours.</summary>
    public string Paint(string text, Colour colour) => HasColour ? $"\e[{(int)colour}m{text}\e[0m" : text;

    // Some pseudo-terminals say that they have no columns at all.
    private static int WindowWidth() =>
        Console.WindowWidth is var width && width > 0 ? Math.Max(MinWidth, width) : UsualWidth;
}

/// <summary>The colours in use, by their SGR numbers.</summary>
internal enum Colour
{
    Red = 31,
    Green = 32,
    Yellow = 33,
}
