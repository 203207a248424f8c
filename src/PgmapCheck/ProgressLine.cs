using System.Threading;
using Interleave.Search;
using Spectre.Console;

namespace PgmapCheck;

/// <summary>One line on the screen that says how far searches are, overwritten a few times a second. Where several run,
/// it shows the one that has spoken last.</summary>
internal sealed class ProgressLine(Terminal terminal)
{
    private readonly Lock _lock = new();
    private IAnsiConsole? _screen;
    private bool _isShown;

    /// <summary>What a search reports to.</summary>
    /// <param name="name">What the line calls it.</param>
    public IProgress<SearchProgress> Of(string name) => new Search(this, name);

    /// <summary>A search starts, and the line says so before there is anything to say about it.</summary>
    public void Announce(string name) => Show(name);

    /// <summary>Takes the line off the screen.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (_isShown)
            {
                Screen.Write(new ControlCode("\r\e[2K"));
                _isShown = false;
            }
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
                Out = new AnsiConsoleOutput(terminal.Screen),
            }
        );

    private void Show(string text)
    {
        lock (_lock)
        {
            Screen.Write(new ControlCode("\r\e[2K"));
            text = PlainTextWriter.Escape(text);
            terminal.Screen.Write(text.Length < terminal.ErrorWidth ? text : text[..(terminal.ErrorWidth - 1)]);
            terminal.Screen.Flush();
            _isShown = true;
        }
    }

    private sealed class Search(ProgressLine line, string name) : IProgress<SearchProgress>
    {
        private SearchProgress _last;

        public void Report(SearchProgress value)
        {
            if (value.Elapsed < _last.Elapsed)
            {
                _last = default; // the second search of a case, for short counterexamples, has a clock of its own
            }

            var rate = (value.States - _last.States) / Math.Max(0.001, (value.Elapsed - _last.Elapsed).TotalSeconds);
            _last = value;
            line.Show(
                $"{name}: {Quantity.Of(value.States, "state")}, {rate:N0}/s, depth {value.Depth:N0}, queue {value.Queue:N0}, "
                    + $"{value.Elapsed.TotalSeconds:0} s"
            );
        }
    }
}
