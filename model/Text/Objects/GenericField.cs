using Interleave.Memory;
using KernelText.Types;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>A word without a class: a number that fits into a cell.</summary>
internal sealed class GenericField(Cell cell, int bytes) : CellField(cell)
{
    /// <summary>The cell's value for a number.</summary>
    /// <exception cref="MeaninglessException">It does not fit.</exception>
    public static int Encode(long number) =>
        number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw new MeaninglessException($"the number {number} in a word that the model has no class for");

    /// <inheritdoc/>
    protected override int Encode(Value value) =>
        value.IsAddress
            ? throw new MeaninglessException(
                $"the address {value} is stored in {Name}, which the model has no class for"
            )
            : Encode(new ScalarKind((byte)bytes, true).Normalise(value.Number));
}
