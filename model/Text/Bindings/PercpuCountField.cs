using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>
/// The atomic count of a <c>percpu_ref</c>. The kernel's bias is 2^63, of 64 bits the highest; the cell's is smaller,
/// and counts as one bit as well: twice the bias is none.
/// </summary>
internal sealed class PercpuCountField(PercpuRef reference) : CellField(reference.Count.Cell)
{
    private const int Bias = PercpuRef.Bias;

    private static readonly Update s_flip = static (int value, int delta, out int now) =>
        now = Fold(value + delta + Bias);

    /// <inheritdoc/>
    protected override Value Decode(int word) => Value.Of(word > Bias / 2 ? long.MinValue + (word - Bias) : word);

    /// <inheritdoc/>
    protected override int Encode(Value value) =>
        IsBiased(value.Number)
            ? base.Encode(value with { Number = value.Number - long.MinValue }) + Bias
            : base.Encode(value);

    /// <inheritdoc/>
    public override Routine<Value> Add(long delta, MemoryOrder order) =>
        IsBiased(delta) ? Flip(base.Encode(Value.Of(delta - long.MinValue)), order) : Count(delta, order);

    private async Routine<Value> Flip(int delta, MemoryOrder order) => Decode(await Cell.Update(s_flip, delta, order));

    private async Routine<Value> Count(long delta, MemoryOrder order)
    {
        var count = await Cell.Add(base.Encode(Value.Of(delta)), order);
        if (delta < 0 && count < 0)
        {
            reference.Fail($"drops to {count}");
        }

        return Decode(count);
    }

    private static bool IsBiased(long number) => number - long.MinValue is > -Bias / 2 and < Bias / 2;

    private static int Fold(int value) => value > Bias * 3 / 2 ? value - (2 * Bias) : value;
}
