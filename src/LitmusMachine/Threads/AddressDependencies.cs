using Litmus.Programs;

namespace LitmusMachine.Threads;

/// <summary>
/// What is reached through a pointer that a thread has loaded: found by following definitions through registers,
/// through the thread's own stores, and through what was itself reached so.
/// </summary>
/// <remarks>What comes out is too large where a thread reaches a cell in two ways, one of them by the
/// pointer.</remarks>
internal sealed class AddressDependencies
{
    private const int CellBits = 28;
    private const int AllCells = 1 << CellBits;
    private const int OwnCell = 1 << (CellBits + 1);

    private readonly LitmusTest _test;
    private readonly LitmusThread _thread;
    private readonly int _pointees;

    private AddressDependencies(LitmusTest test, LitmusThread thread)
    {
        (_test, _thread) = (test, thread);
        _pointees = Enumerable
            .Range(0, test.Cells.Length)
            .Select(cell => test.Cells[cell].Initial)
            .Concat(test.Threads.SelectMany(t => t.Initial))
            .Concat(
                test.Threads.SelectMany(t => t.Code)
                    .SelectMany(i =>
                        i switch
                        {
                            Assign assign => assign.Value.Constants,
                            Store store => store.Value.Constants,
                            Change change => change.Operand.Constants.Concat(change.Second?.Constants ?? []),
                            _ => [],
                        }
                    )
            )
            .Aggregate(0, (cells, value) => cells | BitOf(value));
    }

    /// <summary>For each instruction a number that <see cref="Cells"/> knows: 0 if it is no load, or if no later
    /// address is made of what it finds.</summary>
    public static int[] Of(LitmusTest test, LitmusThread thread)
    {
        var dependencies = new AddressDependencies(test, thread);
        return [.. thread.Code.Select((i, at) => i is Load or Change ? dependencies.From(at) : 0)];
    }

    /// <summary>The cells that such a load leads to, if it finds a value.</summary>
    public static IEnumerable<int> Cells(int value, int way, int cells)
    {
        var own = (way & OwnCell) == 0 ? -1 : Address.Cell(value);
        for (var cell = 0; cell < cells; cell++)
        {
            if (cell == own || (way & AllCells) != 0 || (cell < CellBits && (way >> cell & 1) != 0))
            {
                yield return cell;
            }
        }
    }

    // What a register holds: what was loaded, something that is made of that, or neither.
    private enum Origin
    {
        Other,
        Same,
        Made,
    }

    private int From(int load)
    {
        var way = 0;
        var seen = new HashSet<(int At, string Known)>();
        var work = new Stack<(int At, Origin[] Registers, int Cells)>();
        var first = new Origin[_thread.Registers.Length];
        if (FlowOrder.Target(_thread.Code[load]) is >= 0 and var target)
        {
            first[target] = Origin.Same;
            work.Push((load + 1, first, 0));
        }

        while (work.TryPop(out var state))
        {
            if (
                state.At >= _thread.Code.Length
                || !seen.Add((state.At, string.Concat(state.Registers.Select(o => (char)('0' + o))) + state.Cells))
            )
            {
                continue;
            }

            var (registers, cells) = ((Origin[])state.Registers.Clone(), state.Cells);
            way |= Do(_thread.Code[state.At], registers, ref cells);
            foreach (var next in FlowOrder.Next(_thread, state.At))
            {
                work.Push((next, registers, cells));
            }
        }

        return way;
    }

    // What an instruction reaches through the pointer; and what registers and cells hold then.
    private int Do(Instruction instruction, Origin[] registers, ref int cells)
    {
        var (way, target) = (0, FlowOrder.Target(instruction));
        switch (instruction)
        {
            case Assign { Value: Register copied } assign:
                registers[assign.Target] = registers[copied.Number];
                return 0;
            case Assign assign:
                registers[assign.Target] = OriginOf(assign.Value, registers);
                return 0;
            case Load load:
                way = Reached(load.From, registers);
                registers[target] = way != 0 || (BitsOf(load.From) & cells) != 0 ? Origin.Made : Origin.Other;
                return way;
            case Store store:
                way = Reached(store.To, registers);
                Keep(store.To, OriginOf(store.Value, registers) != Origin.Other, ref cells);
                return way;
            case Change change:
                way = Reached(change.On, registers);
                if (target >= 0)
                {
                    registers[target] =
                        way != 0 || (BitsOf(change.On) & cells) != 0 ? Origin.Made
                        : change.Result == ChangeResult.New ? OriginOf(change.Operand, registers)
                        : Origin.Other;
                }

                Keep(change.On, OriginOf(change.Operand, registers) != Origin.Other, ref cells);
                return way;
            default:
                if (target >= 0)
                {
                    registers[target] = Origin.Other;
                }

                return 0;
        }
    }

    private void Keep(Expression to, bool isMade, ref int cells)
    {
        if (isMade)
        {
            cells |= BitsOf(to);
        }
        else if (to is Constant)
        {
            cells &= ~BitsOf(to);
        }
    }

    private int Reached(Expression address, Origin[] registers) =>
        address is Register { Number: var number } && registers[number] == Origin.Same ? OwnCell
        : OriginOf(address, registers) == Origin.Other ? 0
        : address.Constants.Aggregate(0, (bits, value) => bits | BitOf(value)) is var named and not 0 ? named
        : _pointees;

    private static Origin OriginOf(Expression value, Origin[] registers) =>
        value.Registers.Any(register => registers[register] != Origin.Other) ? Origin.Made : Origin.Other;

    // The cells that an address may be.
    private int BitsOf(Expression address) => address is Constant constant ? BitOf(constant.Value) : _pointees;

    private int BitOf(int value) =>
        Address.Cell(value) is >= 0 and var cell && cell < _test.Cells.Length
            ? cell < CellBits
                ? 1 << cell
                : AllCells
            : 0;
}
