using System.Collections.Immutable;
using PgmapCheck.Model.Harnesses;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>What a verdict on a harness rests on.</summary>
internal sealed record JsonHarness
{
    /// <summary>Lines with an instruction, of the tree's functions that ran.</summary>
    public required int Lines { get; init; }

    public required int LinesReached { get; init; }

    /// <summary>The others, as <c>file:line</c>: nothing is said about them.</summary>
    public required ImmutableArray<string> LinesMissed { get; init; }

    /// <summary>Functions that the harness stubs or drops, and that were called.</summary>
    public required ImmutableArray<string> CutOff { get; init; }

    /// <summary>Names in functions that ran that are ignored with their arguments.</summary>
    public required ImmutableArray<string> Ignored { get; init; }

    /// <summary>Names with a meaning of their own that were called.</summary>
    public required ImmutableArray<string> Meanings { get; init; }

    /// <summary>Threads that came to their end in no execution.</summary>
    public required ImmutableArray<string> ThreadsNeverEnded { get; init; }

    public static JsonHarness Of(HarnessText text)
    {
        var coverage = TextCoverage.Of(text);
        return new()
        {
            Lines = coverage.All,
            LinesReached = coverage.Reached,
            LinesMissed = coverage.Missed,
            CutOff = text.StubsReached,
            Ignored = text.Ignored,
            Meanings = text.PrimitivesReached,
            ThreadsNeverEnded = text.ThreadsNeverEnded,
        };
    }
}
