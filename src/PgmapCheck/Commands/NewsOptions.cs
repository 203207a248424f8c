using System.Collections.Immutable;
using System.CommandLine;
using PgmapCheck.Results;

namespace PgmapCheck.Commands;

/// <summary>The options that say what is no news.</summary>
internal sealed class NewsOptions
{
    private readonly Option<string?> _baseline = new("--baseline")
    {
        Description =
            "A report that 'check --report json=FILE' wrote: what it has is known, and exit code 2 is for "
            + "the rest",
        HelpName = "FILE",
    };

    private readonly Option<bool> _known = new("--known")
    {
        Description = "What the catalogue of bugs explains is known, and exit code 2 is for the rest",
    };

    /// <summary>The options, for a command to add.</summary>
    public IEnumerable<Option> All => [_baseline, _known];

    /// <summary>The file that is read; null for none.</summary>
    public string? FileOf(ParseResult parsed) => parsed.GetValue(_baseline);

    /// <summary>What is no news.</summary>
    /// <exception cref="UsageException">The file cannot be read, or is no report.</exception>
    public Baseline Of(ParseResult parsed) =>
        new(
            parsed.GetValue(_known),
            FileOf(parsed) is { } file
                ?
                [
                    .. CaseSummary
                        .ReadReport(file)
                        .SelectMany(one => one.Violated.Select(property => (one.Name, property))),
                ]
                : ImmutableHashSet<(string, string)>.Empty
        );
}
