using System.Collections.Immutable;

namespace KernelText.Flow;

/// <summary>
/// Syntactic dependencies within one function, as the kernel's memory model has them (tools/memory-model): from
/// instructions that bring a value in, which are loads and calls, and from parameters.
/// </summary>
public sealed class Dependencies
{
    private readonly FlowFunction _function;
    private readonly ImmutableSortedSet<int>[][] _reaching;
    private readonly ImmutableSortedSet<int>[] _control;

    internal Dependencies(FlowFunction function)
    {
        _function = function;
        _reaching = Reaching(function);
        _control = new ControlDependencies(function).On.Select(branches => Sources(branches)).ToArray();
    }

    /// <summary>
    /// What the address of an access depends on: indices of loads and calls; a parameter p is <c>-1 - p</c>. Empty for
    /// an instruction without an address.
    /// </summary>
    /// <param name="index">Of a load, a store, a copy or a call through a pointer.</param>
    public ImmutableSortedSet<int> Address(int index) =>
        _function.Code[index] switch
        {
            Load load => Of(index, load.Address),
            Store store => Of(index, store.Address),
            CopyRecord copy => Of(index, copy.Address).Union(Of(index, copy.Source)),
            ZeroRecord zero => Of(index, zero.Address),
            CallPointer call => Of(index, call.Target),
            _ => [],
        };

    /// <summary>What the value that an instruction stores or passes on depends on, numbered as in
    /// <see cref="Address"/>.</summary>
    /// <param name="index">Of a store, a call or a return; of a branch or a switch it is the condition.</param>
    public ImmutableSortedSet<int> Data(int index) =>
        _function.Code[index] switch
        {
            Store store => Of(index, store.Value),
            CallPointer call => Of(index, [.. call.Arguments]),
            Load or CopyRecord or ZeroRecord => [],
            var other => Of(index, [.. other.Operands]),
        };

    /// <summary>
    /// What decides whether the instruction is reached at all, numbered as in <see cref="Address"/>: the conditions of
    /// the branches that it is control dependent on (Ferrante, Ottenstein and Warren, 1987), closed transitively.
    /// </summary>
    /// <param name="index">Of any instruction.</param>
    public ImmutableSortedSet<int> Control(int index) => _control[index];

    private ImmutableSortedSet<int> Of(int index, params ReadOnlySpan<Operand> operands)
    {
        var result = ImmutableSortedSet<int>.Empty;
        foreach (var operand in operands)
        {
            if (operand.IsRegister)
                result = result.Union(_reaching[index][operand.Register]);
        }
        return result;
    }

    private ImmutableSortedSet<int> Sources(IEnumerable<int> branches) =>
        branches.Aggregate(ImmutableSortedSet<int>.Empty, (all, branch) => all.Union(Data(branch)));

    // For each instruction and register: the loads, calls and parameters that its value may come from.
    private static ImmutableSortedSet<int>[][] Reaching(FlowFunction function)
    {
        var code = function.Code;
        var before = new ImmutableSortedSet<int>[code.Length][];
        for (var i = 0; i < code.Length; i++)
        {
            before[i] = new ImmutableSortedSet<int>[function.Registers.Length];
            Array.Fill(before[i], []);
        }
        for (var p = 0; p < function.Parameters.Length && code.Length > 0; p++)
            before[0][p] = [-1 - p];
        var work = new SortedSet<int>(Enumerable.Range(0, code.Length));
        while (work.Count > 0)
        {
            var i = work.Min;
            work.Remove(i);
            var destination = code[i].Destination;
            var written = destination < 0 ? [] : Written(code[i], i, before[i]);
            foreach (var next in code[i].Successors(i))
            {
                var changed = false;
                for (var r = 0; r < before[next].Length; r++)
                {
                    var merged = before[next][r].Union(r == destination ? written : before[i][r]);
                    if (merged.Count == before[next][r].Count)
                        continue;
                    before[next][r] = merged;
                    changed = true;
                }
                if (changed)
                    work.Add(next);
            }
        }
        return before;
    }

    private static ImmutableSortedSet<int> Written(
        Instruction instruction,
        int index,
        ImmutableSortedSet<int>[] before
    ) =>
        instruction.IsEffect
            ? [index]
            : instruction
                .Operands.Where(o => o.IsRegister)
                .Aggregate(ImmutableSortedSet<int>.Empty, (all, o) => all.Union(before[o.Register]));
}
