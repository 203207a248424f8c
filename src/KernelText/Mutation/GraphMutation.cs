using System.Collections.Immutable;
using KernelText.Flow;

namespace KernelText.Mutation;

/// <summary>
/// One small change of a C function's flow graph: a mutant of the text (R. DeMillo, R. Lipton, F. Sayward, "Hints on
/// test data selection", 1978).
/// </summary>
/// <param name="Function">Which function.</param>
/// <param name="Instruction">Index of the instruction in <see cref="FlowFunction.Code"/>; of the first one for
/// <see cref="GraphOperator.LeaveOutAll"/>.</param>
/// <param name="Operator">How it is changed.</param>
/// <param name="What">The instruction by what the text names and which of them it is in the function, the same in
/// trees in which other lines of the function differ.</param>
public sealed record GraphMutation(Symbol Function, int Instruction, GraphOperator Operator, string What)
{
    /// <summary>All changes of a function.</summary>
    /// <param name="flow">The function.</param>
    /// <param name="isReached">Only these instructions are changed.</param>
    /// <param name="pairOf">
    /// For a call of a primitive that comes with others, what they have in common (the lock); null for all other calls.
    /// </param>
    public static ImmutableArray<GraphMutation> Of(
        FlowFunction flow,
        Func<int, bool> isReached,
        Func<Call, string?> pairOf
    )
    {
        var mutations = ImmutableArray.CreateBuilder<GraphMutation>();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        // A lock that may not be had, or that comes with a result, cannot be left out.
        var pairs = flow.Code.OfType<Call>().Where(c => c.To >= 0).Select(pairOf).ToHashSet();
        for (var i = 0; i < flow.Code.Length; i++)
        {
            var instruction = flow.Code[i];
            var name = NameOf(instruction);
            var number = counts[name] = counts.GetValueOrDefault(name) + 1;
            if (!isReached(i))
            {
                continue;
            }

            if (instruction is Call call && pairOf(call) is { } pair)
            {
                if (call.To < 0 && pairs.Add(pair))
                {
                    mutations.Add(new(flow.Symbol, i, GraphOperator.LeaveOutAll, pair));
                }

                continue;
            }

            foreach (var change in OperatorsFor(flow, i, isReached))
            {
                mutations.Add(new(flow.Symbol, i, change, $"{name} #{number}"));
            }
        }

        return mutations.ToImmutable();
    }

    /// <summary>The changed function.</summary>
    /// <param name="flow">The function that <see cref="Of"/> was asked for.</param>
    /// <param name="pairOf">As for <see cref="Of"/>.</param>
    public FlowFunction Apply(FlowFunction flow, Func<Call, string?> pairOf)
    {
        var code = flow.Code;
        return flow.With(
            Operator switch
            {
                GraphOperator.Negate when code[Instruction] is Branch branch => code.SetItem(
                    Instruction,
                    branch with
                    {
                        Then = branch.Else,
                        Else = branch.Then,
                    }
                ),
                GraphOperator.OneMore => code.SetItem(Instruction, OneMore(code[Instruction])!),
                GraphOperator.Swap => Swapped(code, Instruction, NextEffect(flow, Instruction)),
                GraphOperator.LeaveOutAll =>
                [
                    .. code.Select(
                        (instruction, i) =>
                            instruction is Call { To: < 0 } call && pairOf(call) == What
                                ? LeftOut(instruction, i)
                                : instruction
                    ),
                ],
                _ => code.SetItem(Instruction, LeftOut(code[Instruction], Instruction)),
            }
        );
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Function.Name}: {What} {Operator}";

    private static IEnumerable<GraphOperator> OperatorsFor(FlowFunction flow, int index, Func<int, bool> isReached)
    {
        var instruction = flow.Code[index];
        if (instruction is Branch { Condition.IsRegister: true } branch && branch.Then != branch.Else)
        {
            yield return GraphOperator.Negate;
        }

        if (IsUnread(flow, index))
        {
            yield return GraphOperator.LeaveOut;
            if (NextEffect(flow, index) is >= 0 and var next && isReached(next))
            {
                yield return GraphOperator.Swap;
            }
        }

        if (OneMore(instruction) is not null)
        {
            yield return GraphOperator.OneMore;
        }
    }

    // What the text names; the same for each instruction of the sort in a function.
    private static string NameOf(Instruction instruction) =>
        instruction switch
        {
            Store store => $"store {store.What.Text}",
            CopyRecord copy => $"store {copy.What.Text}",
            Call call => $"call {call.Callee.Name}",
            CallPointer pointer => $"call {pointer.Text}",
            Branch => "branch",
            Binary binary => $"{binary.Operator}",
            _ => instruction.GetType().Name,
        };

    private static Jump LeftOut(Instruction instruction, int index) => new(instruction.Location, index + 1);

    // A store, or a call of which nothing is used.
    private static bool IsUnread(FlowFunction flow, int index) =>
        flow.Code[index] switch
        {
            Store or CopyRecord or ZeroRecord => true,
            Call or CallPointer when flow.Code[index].Destination is var to => to < 0
                || !flow.Code.Any(other => other.Operands.Contains(Operand.Of(to))),
            _ => false,
        };

    private static Instruction? OneMore(Instruction instruction) =>
        instruction switch
        {
            Store { Value.IsRegister: false, Kind.IsPointer: false } store => store with { Value = More(store.Value) },
            Binary { Right.IsRegister: false, Kind.IsPointer: false } binary when IsComparison(binary.Operator) =>
                binary with
                {
                    Right = More(binary.Right),
                },
            Call { IsPrimitive: true } call when Amount(call) is var argument and >= 0 => call with
            {
                Arguments = call.Arguments.SetItem(argument, More(call.Arguments[argument])),
            },
            _ => null,
        };

    private static bool IsComparison(BinaryOperator op) => op >= BinaryOperator.Equal;

    private static Operand More(Operand operand) => Operand.Constant(operand.Number + 1);

    // The constant by which an atomic operation changes its word, or with which it compares.
    private static int Amount(Call call)
    {
        if (!call.Callee.Name.Contains("atomic", StringComparison.Ordinal))
        {
            return -1;
        }

        for (var i = 0; i < call.Arguments.Length; i++)
        {
            if (!call.Arguments[i].IsRegister && call.ArgumentTypes[i].Kind is { Bytes: > 0, IsPointer: false })
            {
                return i;
            }
        }

        return -1;
    }

    // The next store or call with which an instruction can change places: in the same block, and neither it nor what is
    // calculated between needs or overwrites what the other uses. -1 if there is none.
    private static int NextEffect(FlowFunction flow, int index)
    {
        var targets = flow.Code.SelectMany((code, i) => code is Transfer ? code.Successors(i) : []).ToHashSet();
        var first = flow.Code[index];
        var used = first.Operands.Where(o => o.IsRegister).Select(o => o.Register).ToHashSet();
        for (var i = index + 1; i < flow.Code.Length; i++)
        {
            var code = flow.Code[i];
            if (
                code is Transfer or FrameBegin or NoMeaning
                || targets.Contains(i)
                || used.Contains(code.Destination)
                || code.Operands.Any(o => o.IsRegister && o.Register == first.Destination)
            )
            {
                return -1;
            }

            if (code.IsEffect)
            {
                return code is Store or CopyRecord or Call or CallPointer ? i : -1;
            }
        }

        return -1;
    }

    private static ImmutableArray<Instruction> Swapped(ImmutableArray<Instruction> code, int first, int second) =>
        [.. code[..first], .. code[(first + 1)..(second + 1)], code[first], .. code[(second + 1)..]];
}
