using System.Collections.Immutable;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Flow;

/// <summary>An instruction behind which control need not go on with the next one.</summary>
/// <param name="Location">Where it comes from.</param>
public abstract record Transfer(Location Location) : Instruction(Location);

/// <summary>Goes to an instruction.</summary>
public sealed record Jump(Location Location, int Target) : Transfer(Location)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Successors(int index) => [Target];

    /// <inheritdoc/>
    public override string ToString() => $"jump {Target}";
}

/// <summary>Goes to one of two instructions: <paramref name="Then"/> where the condition is not 0 and no null
/// pointer.</summary>
public sealed record Branch(Location Location, Operand Condition, int Then, int Else) : Transfer(Location)
{
    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => [Condition];

    /// <inheritdoc/>
    public override ImmutableArray<int> Successors(int index) => [Then, Else];

    /// <inheritdoc/>
    public override string ToString() => $"branch {Condition} {Then} {Else}";
}

/// <summary>A case of a switch.</summary>
/// <param name="Low">First value, in the kind of the switch.</param>
/// <param name="High">Last value; the same for a single one.</param>
/// <param name="Target">Index of an instruction.</param>
public readonly record struct SwitchCase(long Low, long High, int Target);

/// <summary>Goes where the case of a value says. Cases do not overlap; ranges compare by the sign of the
/// kind.</summary>
public sealed record Switch(
    Location Location,
    Operand Value,
    ScalarKind Kind,
    ImmutableArray<SwitchCase> Cases,
    int Default
) : Transfer(Location)
{
    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => [Value];

    /// <inheritdoc/>
    public override ImmutableArray<int> Successors(int index) => [.. Cases.Select(c => c.Target), Default];

    /// <inheritdoc/>
    public override string ToString() =>
        $"switch {Value} {string.Join(" ", Cases.Select(c => $"{c.Low}..{c.High}:{c.Target}"))} default:{Default}";
}

/// <summary>Leaves the function.</summary>
/// <param name="Location">Where it comes from.</param>
/// <param name="Value">Null where nothing is returned, or where a record was written to the caller's place for
/// it.</param>
public sealed record Return(Location Location, Operand? Value) : Transfer(Location)
{
    /// <inheritdoc/>
    public override ImmutableArray<Operand> Operands => Value is { } v ? [v] : [];

    /// <inheritdoc/>
    public override ImmutableArray<int> Successors(int index) => [];

    /// <inheritdoc/>
    public override string ToString() => $"return {Value}";
}

/// <summary>Where the text says that control cannot get (<c>__builtin_unreachable</c>, or the end of a function that
/// must return a value).</summary>
public sealed record Unreachable(Location Location) : Transfer(Location)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Successors(int index) => [];

    /// <inheritdoc/>
    public override string ToString() => "unreachable";
}
