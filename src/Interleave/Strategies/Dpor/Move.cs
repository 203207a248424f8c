using Interleave.Memory;

namespace Interleave.Strategies.Dpor;

/// <summary>A step as it matters to the order of steps.</summary>
/// <param name="Fiber">Whose it is.</param>
/// <param name="Choice">Which way it goes.</param>
/// <param name="Operation">What it does.</param>
/// <param name="IsVisible">True if properties of states can see it, or if it is a violation: such steps are never
/// reordered.</param>
internal readonly record struct Move(int Fiber, int Choice, HotOperation Operation, bool IsVisible)
{
    /// <summary>In how many ways it could go.</summary>
    public int Ways => Operation.Kind == OperationKind.Choose ? Operation.A : 1;

    /// <summary>True if the order of this step and one of another fiber can matter.</summary>
    public bool ConflictsWith(in Move other) =>
        (IsVisible && other.IsVisible) || HotOperation.Conflict(Operation, other.Operation);
}
