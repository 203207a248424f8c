namespace Interleave.Memory;

/// <summary>A step that a fiber has announced and not yet taken.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Location">The cell's index; -1 when it touches none.</param>
/// <param name="A">First argument: the value, the addend, the expected value, the number of choices.</param>
/// <param name="B">Second argument: the forbidden value, the new value, the resource of a lock, the life of what a
/// loaded pointer points to.</param>
/// <param name="Order">The ordering asked for.</param>
/// <param name="Function">The pure function of <see cref="OperationKind.Update"/> or the condition of Until.</param>
/// <param name="Label">How a trace names the step, where the cell's name does not say it.</param>
internal readonly record struct Operation(
    OperationKind Kind,
    int Location,
    int A = 0,
    int B = 0,
    MemoryOrder Order = MemoryOrder.Once,
    Delegate? Function = null,
    string? Label = null
)
{
    /// <summary>The step of a fiber that has returned.</summary>
    public static readonly Operation None = new(OperationKind.None, -1);

    /// <summary>True when the step can be disabled by what the cell holds.</summary>
    public bool IsGuarded => Kind.IsGuarded();

    /// <summary>True when the step may change the cell; a failed conditional write counts as one.</summary>
    public bool Writes => Kind.Writes();
}
