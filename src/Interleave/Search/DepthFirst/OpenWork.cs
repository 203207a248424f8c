using System.Collections.Immutable;

namespace Interleave.Search.DepthFirst;

/// <summary>
/// Work that a worker can go on with: the states on the way from the first one, each with what is still to be explored
/// from it. All but the last have taken the step that they name.
/// </summary>
/// <param name="Frames">In order; at least one.</param>
internal sealed record OpenWork(ImmutableArray<OpenFrame> Frames)
{
    /// <summary>All that is on a stack.</summary>
    public static OpenWork Of(ReadOnlySpan<StackFrame> frames)
    {
        var open = ImmutableArray.CreateBuilder<OpenFrame>(frames.Length);
        foreach (ref readonly var frame in frames)
        {
            open.Add(frame.Open);
        }

        return new OpenWork(open.MoveToImmutable());
    }

    /// <summary>What is to be explored from one state, and nothing of what is left on the way there.</summary>
    /// <param name="way">The frames on the way.</param>
    /// <param name="last">That state.</param>
    public static OpenWork Behind(ReadOnlySpan<StackFrame> way, OpenFrame last)
    {
        var open = ImmutableArray.CreateBuilder<OpenFrame>(way.Length + 1);
        foreach (ref readonly var frame in way)
        {
            open.Add(OpenFrame.Taken(frame.Fiber, frame.Choice));
        }

        open.Add(last);
        return new OpenWork(open.MoveToImmutable());
    }
}
