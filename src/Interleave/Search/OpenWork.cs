using System.Collections.Immutable;

namespace Interleave.Search;

/// <summary>
/// Work that a worker can go on with: the states on the way from the first one, each with what is still to be explored
/// from it. All but the last have taken the step that they name.
/// </summary>
/// <param name="Frames">In order; at least one.</param>
internal sealed record OpenWork(ImmutableArray<OpenFrame> Frames);

/// <summary>What has to be known of a state on a search's stack to go on with it elsewhere. Fibers are as the schedule
/// there leaves them.</summary>
/// <param name="Fiber">The fiber that is being explored; -1 for none.</param>
/// <param name="Choice">Which of its choices.</param>
/// <param name="Choices">How many it has.</param>
/// <param name="Todo">The fibers that come after it.</param>
/// <param name="Sleep">Those that need not be explored.</param>
/// <param name="Explored">The one being explored, and those equal to it.</param>
internal readonly record struct OpenFrame(int Fiber, int Choice, int Choices, uint Todo, uint Sleep, uint Explored)
{
    /// <summary>A step on the way to work, with nothing to do beside it.</summary>
    public static OpenFrame Taken(int fiber, int choice) => new(fiber, choice, choice + 1, 0, 0, 0);

    /// <summary>A state from which nothing is explored yet.</summary>
    public static OpenFrame Untouched(uint todo, uint sleep) => new(-1, 0, 0, todo, sleep, 0);
}
