using System.Collections.Immutable;

namespace PgmapCheck.Reports.Html;

/// <summary>A race for the script. Texts and functions are numbers; states are given as what changes.</summary>
internal sealed record RaceData
{
    /// <summary>The id of its section.</summary>
    public required string Id { get; init; }

    /// <summary>How long it is.</summary>
    public required int Steps { get; init; }

    /// <summary>The step that decides it; null if that is not known.</summary>
    public required int? Decided { get; init; }

    /// <summary>True if from there on some schedule never ends.</summary>
    public required bool MayRunForEver { get; init; }

    /// <summary>The first of the steps that are repeated for ever; null for none.</summary>
    public required int? FirstOfLoop { get; init; }

    /// <summary>Names of the CPUs.</summary>
    public required ImmutableArray<int> Fibers { get; init; }

    /// <summary>Names of the words of memory.</summary>
    public required ImmutableArray<int> Cells { get; init; }

    /// <summary>For each word the one that says whether what it belongs to is alive; -1 for none.</summary>
    public required ImmutableArray<int> Lives { get; init; }

    /// <summary>Words that some step touches or some CPU waits for.</summary>
    public required ImmutableArray<int> Touched { get; init; }

    /// <summary>For each step the one whose write it saw; 0 for none.</summary>
    public required ImmutableArray<int> Seen { get; init; }

    /// <summary>For each state the words that changed, and their values, in turn; for the first state all of
    /// them.</summary>
    public required ImmutableArray<int[]> Changes { get; init; }

    /// <summary>
    /// For each state the CPUs that moved: number, 0 if it can go on, 1 if it waits, 2 if it has returned; what it
    /// would do; what it holds; then its functions.
    /// </summary>
    public required ImmutableArray<int[][]> Moves { get; init; }

    /// <summary>For each state what could be done: CPU, branch, words, function.</summary>
    public required ImmutableArray<int[][]> Choices { get; init; }

    /// <summary>
    /// For each choice before the decisive step whether it can avoid the violation, null where that is not known; null
    /// if there is no such step.
    /// </summary>
    public required ImmutableArray<bool?>? WaysOut { get; init; }

    /// <summary>For each step which of the choices before it was taken.</summary>
    public required ImmutableArray<int> Taken { get; init; }
}
