using System.Collections;
using System.Collections.Immutable;

namespace KernelText.Flow;

/// <summary>Which registers of a function are still read, by the usual backward analysis.</summary>
public sealed class Liveness
{
    private readonly ImmutableArray<int>[] _after;

    internal Liveness(FlowFunction function)
    {
        var code = function.Code;
        var before = new BitArray[code.Length];
        var after = new BitArray[code.Length];
        for (var i = 0; i < code.Length; i++)
            (before[i], after[i]) = (new(function.Registers.Length), new(function.Registers.Length));
        for (var changed = true; changed; )
        {
            changed = false;
            for (var i = code.Length - 1; i >= 0; i--)
            {
                foreach (var next in code[i].Successors(i))
                    after[i].Or(before[next]);
                var live = new BitArray(after[i]);
                if (code[i].Destination >= 0)
                    live[code[i].Destination] = false;
                foreach (var operand in code[i].Operands)
                {
                    if (operand.IsRegister)
                        live[operand.Register] = true;
                }
                if (!new BitArray(live).Xor(before[i]).HasAnySet())
                    continue;
                before[i] = live;
                changed = true;
            }
        }
        _after = [.. after.Zip(code, (live, instruction) => Numbers(live, instruction.Destination))];
    }

    /// <summary>
    /// Registers that are read behind the instruction, without the one that it writes itself. All others may be cleared
    /// before the instruction's effect is waited for, once its operands are read.
    /// </summary>
    /// <param name="index">Of the instruction.</param>
    /// <returns>Numbers in ascending order.</returns>
    public ImmutableArray<int> After(int index) => _after[index];

    private static ImmutableArray<int> Numbers(BitArray live, int without) =>
        [.. Enumerable.Range(0, live.Length).Where(r => live[r] && r != without)];
}
