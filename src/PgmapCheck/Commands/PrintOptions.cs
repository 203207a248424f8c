using System.CommandLine;
using PgmapCheck.Reports;

namespace PgmapCheck.Commands;

/// <summary>The options that say how much is printed.</summary>
internal sealed class PrintOptions
{
    private readonly Option<string?> _diagrams = new("--diagrams")
    {
        Description =
            "Which counterexamples are drawn; new are those that are in neither the catalogue nor the baseline "
            + "[default: all of a single case, else the first]",
        HelpName = "none|first|all|new",
    };

    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print only the last lines" };

    private readonly Option<bool> _verbose = new("--verbose")
    {
        Description = "Print every case, with figures of its search, and every step of a diagram",
    };

    public PrintOptions() => _diagrams.AcceptOnlyFromAmong("none", "first", "all", "new");

    /// <summary>The options, for a command to add.</summary>
    public IEnumerable<Option> All => [_diagrams, _quiet, _verbose];

    /// <summary>How much.</summary>
    /// <exception cref="UsageException">The options contradict.</exception>
    public ScreenOptions Of(ParseResult parsed)
    {
        var (quiet, verbose) = (parsed.GetValue(_quiet), parsed.GetValue(_verbose));
        var diagrams = parsed.GetValue(_diagrams);
        return quiet && verbose ? throw new UsageException("--quiet and --verbose contradict")
            : quiet && diagrams is not (null or "none") ? throw new UsageException("--quiet and --diagrams contradict")
            : new ScreenOptions(diagrams is null ? null : Enum.Parse<DiagramChoice>(diagrams, true), quiet, verbose);
    }
}
