using Litmus.Programs;

namespace Litmus.Executions;

/// <summary>
/// What reads of each cell may find, taken too large: in no matter what order, and through no matter which branch,
/// values get from constants to registers and from registers to cells.
/// </summary>
internal sealed class PossibleValues
{
    private readonly LitmusTest _test;
    private readonly CellSpace _cells;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<int, ValueSet> _values = [];
    private readonly ValueSet[][] _registers;
    private readonly Dictionary<Instruction, ulong> _makers = new(ReferenceEqualityComparer.Instance);
    private int _longest;
    private bool _grew;

    private PossibleValues(LitmusTest test, CellSpace cells, CancellationToken cancellation)
    {
        (_test, _cells, _cancellation) = (test, cells, cancellation);
        _registers =
        [
            .. test.Threads.Select(thread =>
                thread
                    .Initial.Select(value =>
                    {
                        var set = new ValueSet();
                        set.Add(new ValueWay(value));
                        return set;
                    })
                    .ToArray()
            ),
        ];
    }

    /// <summary>For each cell that is accessed, the values.</summary>
    /// <exception cref="BoundException">A cell or a register has too many.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Dictionary<int, SortedSet<int>> Of(LitmusTest test, CellSpace cells, CancellationToken cancellation)
    {
        var values = new PossibleValues(test, cells, cancellation);
        values.Begin();
        values.FindMakers();
        do
        {
            values._grew = false;
            values.Pass();
        } while (values._grew);

        return values._values.ToDictionary(pair => pair.Key, pair => new SortedSet<int>(pair.Value.Values));
    }

    /// <summary>Numbers the instructions that make new values. Those of a thread with a loop, and those beyond what a
    /// word has bits for, have no number: a value may go through them again, but not through more than are
    /// done.</summary>
    private void FindMakers()
    {
        foreach (var thread in _test.Threads)
        {
            var isLoop = thread.Code.Select((i, at) => i is Jump jump && jump.Target <= at).Any(back => back);
            foreach (var instruction in thread.Code.Where(IsMaker))
            {
                _longest += isLoop ? ExecutionBounds.Rounds : 1;
                _makers.TryAdd(instruction, !isLoop && _makers.Count < 64 ? 1UL << _makers.Count : 0);
            }
        }
    }

    private static bool IsMaker(Instruction instruction) =>
        instruction switch
        {
            Store store => store.Value is not Constant,
            Change => true,
            Assign assign => assign.Value is not Constant,
            _ => false,
        };

    /// <summary>Stands for values out of thin air that nothing in a test names.</summary>
    public const int OutOfThinAir = 0x6AAA_AAAA;

    /// <summary>Plain accesses may find what is there only because it was found: the constants of the question are
    /// tried, and one value besides.</summary>
    private void Begin()
    {
        if (!_test.HasPlainAccesses)
        {
            return;
        }

        foreach (
            var value in _test.Condition.Terms.OfType<ConstantTerm>().Select(term => term.Value).Append(OutOfThinAir)
        )
        {
            foreach (var to in _test.Threads.SelectMany(t => t.Code).OfType<Store>().Select(store => store.To))
            {
                for (var cell = 0; cell < _test.Cells.Length; cell++)
                {
                    if (to is not Constant constant || _cells.At(constant.Value) == cell)
                    {
                        At(cell).Add(new ValueWay(value));
                    }
                }
            }
        }
    }

    private void Pass()
    {
        for (var thread = 0; thread < _test.Threads.Length; thread++)
        {
            foreach (var instruction in _test.Threads[thread].Code)
            {
                Do(instruction, _registers[thread]);
            }
        }
    }

    private void Do(Instruction instruction, ValueSet[] registers)
    {
        ulong? own = _makers.TryGetValue(instruction, out var number) ? number : null;
        switch (instruction)
        {
            case Assign assign:
                Put(registers, assign.Target, Of(assign.Value, registers), own);
                break;
            case Load load:
                foreach (var cell in Cells(load.From, registers))
                {
                    Put(registers, load.Target, At(cell).Ways, null);
                }

                break;
            case Store store:
                var stored = Of(store.Value, registers);
                foreach (var cell in Cells(store.To, registers))
                {
                    Put(At(cell), stored, own);
                }

                break;
            case Change change:
                foreach (var cell in Cells(change.On, registers))
                {
                    Do(change, cell, registers, own);
                }

                break;
            case LockOperation operation:
                foreach (var cell in Cells(operation.On, registers))
                {
                    Put(At(cell), [new ValueWay(0), new ValueWay(1)], null);
                }

                Put(registers, operation.Target, [new ValueWay(0), new ValueWay(1)], null);
                break;
        }
    }

    private void Do(Change change, int cell, ValueSet[] registers, ulong? own)
    {
        var operands = Of(change.Operand, registers);
        var seconds = change.Second is null ? [new ValueWay(0)] : Of(change.Second, registers);
        foreach (var found in At(cell).Ways)
        {
            foreach (var operand in operands)
            {
                foreach (var second in seconds)
                {
                    var outcome = ChangeOutcome.Of(change, found.Value, operand.Value, second.Value);
                    var inputs = ValueWay.Join(outcome.Written, ValueWay.Join(0, found, operand), second);
                    Put(registers, change.Target, [inputs with { Value = outcome.Result }], own);
                    if (outcome.Succeeds)
                    {
                        Put(At(cell), [inputs], own);
                    }
                }
            }
        }
    }

    private int[] Cells(Expression address, ValueSet[] registers) =>
        [.. Of(address, registers).Select(way => _cells.At(way.Value)).Distinct()];

    private ValueSet At(int cell)
    {
        if (!_values.TryGetValue(cell, out var values))
        {
            _values.Add(cell, values = new ValueSet());
            values.Add(new ValueWay(_cells.Initial(cell)));
        }

        return values;
    }

    private static ValueWay[] Of(Expression expression, ValueSet[] registers)
    {
        var inputs = expression.Registers.Distinct().ToArray();
        var values = new int[registers.Length];
        var results = new ValueSet();
        Try(0, default);
        return results.Ways;

        void Try(int next, ValueWay way)
        {
            if (next == inputs.Length)
            {
                results.Add(way with { Value = expression.Of(values) });
                return;
            }

            foreach (var input in registers[inputs[next]].Ways)
            {
                values[inputs[next]] = input.Value;
                Try(next + 1, ValueWay.Join(0, way, input));
            }
        }
    }

    private void Put(ValueSet[] registers, int target, ValueWay[] ways, ulong? own)
    {
        if (target >= 0)
        {
            Put(registers[target], ways, own);
        }
    }

    /// <summary>Adds values that an instruction makes or hands on.</summary>
    /// <param name="set">Where the values go.</param>
    /// <param name="ways">The values.</param>
    /// <param name="own">The number of the instruction that makes them, or 0; null if they are only handed on.</param>
    private void Put(ValueSet set, ValueWay[] ways, ulong? own)
    {
        _cancellation.ThrowIfCancellationRequested();
        foreach (var way in ways)
        {
            if (own is not { } maker)
            {
                _grew |= set.Add(way);
            }
            else if ((way.Through & maker) == 0 && way.Length < _longest)
            {
                _grew |= set.Add(way with { Through = way.Through | maker, Length = way.Length + 1 });
            }
        }
    }
}
