using KernelText.Tokens;

namespace KernelText.Flow;

/// <summary>The address of one of the function's own objects, of this activation.</summary>
/// <param name="Location">Where it comes from.</param>
/// <param name="To">Register.</param>
/// <param name="Object">Index into <see cref="FlowFunction.Frame"/>.</param>
public sealed record FrameAddress(Location Location, int To, int Object) : Instruction(Location)
{
    /// <inheritdoc/>
    public override int Destination => To;

    /// <inheritdoc/>
    public override string ToString() => $"r{To} = &frame[{Object}]";
}

/// <summary>The address of an object that lives for ever: a global variable, a static one, a static one of a function,
/// a string.</summary>
/// <param name="Location">Where it comes from.</param>
/// <param name="To">Register.</param>
/// <param name="Symbol">Which.</param>
public sealed record GlobalAddress(Location Location, int To, Symbol Symbol) : Instruction(Location)
{
    /// <inheritdoc/>
    public override int Destination => To;

    /// <inheritdoc/>
    public override string ToString() => $"r{To} = &{Symbol}";
}

/// <summary>The address of a function, which a <see cref="CallPointer"/> can go to.</summary>
/// <param name="Location">Where it comes from.</param>
/// <param name="To">Register.</param>
/// <param name="Symbol">Which.</param>
public sealed record FunctionAddress(Location Location, int To, Symbol Symbol) : Instruction(Location)
{
    /// <inheritdoc/>
    public override int Destination => To;

    /// <inheritdoc/>
    public override string ToString() => $"r{To} = &{Symbol}";
}

/// <summary>
/// The block that declares the object is entered: its bytes are indeterminate from here on. Comes before each
/// initialiser, each time the block is entered.
/// </summary>
/// <param name="Location">The declaration.</param>
/// <param name="Object">Index into <see cref="FlowFunction.Frame"/>.</param>
public sealed record FrameBegin(Location Location, int Object) : Instruction(Location)
{
    /// <inheritdoc/>
    public override bool IsEffect => true;

    /// <inheritdoc/>
    public override string ToString() => $"begin frame[{Object}]";
}
