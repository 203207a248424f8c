using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace KernelText.Flow;

/// <summary>Which registers of a function are still read, by the usual backward analysis.</summary>
public sealed class Liveness
{
    private readonly ImmutableArray<int>[] _after;

    internal Liveness(FlowFunction function)
    {
        var live = new RegisterSets(function, Before);
        _after = new ImmutableArray<int>[function.Code.Length];
        for (var i = 0; i < _after.Length; i++)
            _after[i] = ImmutableCollectionsMarshal.AsImmutableArray(live.After(i, function.Code[i].Destination));
    }

    /// <summary>
    /// Registers that are read behind the instruction, without the one that it writes itself. All others may be cleared
    /// before the instruction's effect is waited for, once its operands are read.
    /// </summary>
    /// <param name="index">Of the instruction.</param>
    /// <returns>Numbers in ascending order.</returns>
    public ImmutableArray<int> After(int index) => _after[index];

    private static void Before(Instruction instruction, ulong[] live)
    {
        RegisterSets.Remove(live, instruction.Destination);
        foreach (var operand in instruction.Operands)
            RegisterSets.Add(live, operand);
    }
}
