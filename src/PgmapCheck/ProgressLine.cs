using Interleave.Search;
using Spectre.Console;

namespace PgmapCheck;

/// <summary>One line on the screen that says how far a search is, overwritten a few times a second.</summary>
internal sealed class ProgressLine(Terminal terminal) : IProgress<SearchProgress>
{
    private IAnsiConsole? _screen;
    private string _name = "";
    private SearchProgress _last;
    private bool _isShown;

    /// <summary>A search starts.</summary>
    public void Begin(string name)
    {
        _name = name;
        _last = default;
    }

    /// <summary>A search starts, and the line says so before there is anything to say about it.</summary>
    public void Announce(string name)
    {
        Begin(name);
        Show(name);
    }

    /// <inheritdoc/>
    public void Report(SearchProgress value)
    {
        if (value.Elapsed < _last.Elapsed)
        {
            _last = default; // the second search of a case, for short counterexamples, has a clock of its own
        }

        var rate = (value.States - _last.States) / Math.Max(0.001, (value.Elapsed - _last.Elapsed).TotalSeconds);
        _last = value;
        Show(
            $"{_name}: {value.States:N0} states, {rate:N0}/s, depth {value.Depth:N0}, queue {value.Queue:N0}, "
                + $"{value.Elapsed.TotalSeconds:0} s"
        );
    }

    /// <summary>Takes the line off the screen.</summary>
    public void Clear()
    {
        if (_isShown)
        {
            Screen.Write(new ControlCode("\r\e[2K"));
            _isShown = false;
        }
    }

    // Made when the first search has run for a while: most are over before that.
    private IAnsiConsole Screen =>
        _screen ??= AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.Yes,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(terminal.Error),
            }
        );

    private void Show(string text)
    {
        Screen.Write(new ControlCode("\r\e[2K"));
        terminal.Error.Write(text.Length < terminal.ErrorWidth ? text : text[..(terminal.ErrorWidth - 1)]);
        terminal.Error.Flush();
        _isShown = true;
    }
}
