using System.Numerics;

namespace KernelText.Flow;

/// <summary>A set of registers at each instruction of a function, by a backward analysis.</summary>
internal sealed class RegisterSets
{
    private readonly ulong[][] _before;
    private readonly ulong[][] _after;

    /// <summary>Solves it.</summary>
    /// <param name="function">The function.</param>
    /// <param name="transfer">Turns the set behind an instruction into the one before it.</param>
    public RegisterSets(FlowFunction function, Action<Instruction, ulong[]> transfer)
    {
        var (code, words) = (function.Code, (function.Registers.Length + 63) / 64);
        (_before, _after) = (new ulong[code.Length][], new ulong[code.Length][]);
        for (var i = 0; i < code.Length; i++)
            (_before[i], _after[i]) = (new ulong[words], new ulong[words]);
        var successors = new int[code.Length][];
        for (var i = 0; i < code.Length; i++)
            successors[i] = [.. code[i].Successors(i)];
        var set = new ulong[words];
        for (var changed = true; changed; )
        {
            changed = false;
            for (var i = code.Length - 1; i >= 0; i--)
            {
                foreach (var next in successors[i])
                {
                    for (var w = 0; w < words; w++)
                        _after[i][w] |= _before[next][w];
                }
                _after[i].CopyTo(set, 0);
                transfer(code[i], set);
                if (set.AsSpan().SequenceEqual(_before[i]))
                    continue;
                set.CopyTo(_before[i], 0);
                changed = true;
            }
        }
    }

    /// <summary>A register is in the set behind an instruction.</summary>
    public bool IsAfter(int index, int register) => register >= 0 && Has(_after[index], register);

    /// <summary>The registers behind an instruction, in ascending order, without one.</summary>
    public int[] After(int index, int without)
    {
        var set = _after[index];
        var count = 0;
        foreach (var word in set)
            count += BitOperations.PopCount(word);
        var numbers = new int[count - (IsAfter(index, without) ? 1 : 0)];
        for (var (r, n) = (0, 0); n < numbers.Length; r++)
        {
            if (r != without && Has(set, r))
                numbers[n++] = r;
        }
        return numbers;
    }

    public static bool Has(ulong[] set, int register) => (set[register >> 6] >> (register & 63) & 1) != 0;

    public static void Add(ulong[] set, Operand operand)
    {
        if (operand.IsRegister)
            set[operand.Register >> 6] |= 1UL << (operand.Register & 63);
    }

    public static void Remove(ulong[] set, int register)
    {
        if (register >= 0)
            set[register >> 6] &= ~(1UL << (register & 63));
    }
}
