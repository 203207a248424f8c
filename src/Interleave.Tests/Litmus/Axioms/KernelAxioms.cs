using System.Collections.Immutable;
using global::Litmus.Programs;
using global::Litmus.Verdicts;
using Interleave.Memory;
using Code = global::Litmus.Programs.Instruction;
using Condition = global::Litmus.Programs.Condition;

namespace Interleave.Tests.Litmus.Axioms;

/// <summary>The kernel's memory model as <c>pgmapcheck litmus</c> has it, on the programs of these tests.</summary>
internal static class KernelAxioms
{
    /// <summary>The outcomes that the kernel's model allows.</summary>
    public static ImmutableSortedSet<string> Outcomes(LitmusProgram program)
    {
        var verdict = LitmusJudge.Judge(Translate(program), new JudgeOptions { AllStates = true });
        Assert.NotNull(verdict.Answer);
        return verdict.States.Select(state => Outcome(program, state)).ToImmutableSortedSet(StringComparer.Ordinal);
    }

    private static string Outcome(LitmusProgram program, string state)
    {
        var values = state
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToDictionary(entry => entry.Split('=')[0], StringComparer.Ordinal);
        return string.Join(' ', program.Registers.Concat(program.Cells).Select(name => values[name]));
    }

    private static LitmusTest Translate(LitmusProgram program)
    {
        ImmutableArray<string> cells =
        [
            .. program.Threads.SelectMany(t => t).Select(i => i.Target).Where(name => name != "").Distinct(),
        ];
        var threads = program.Threads.Select((code, i) => new ThreadTranslation(i, cells, code)).ToArray();
        return new LitmusTest
        {
            Name = "random",
            Cells = [.. cells.Select(name => new LitmusCell(name))],
            Threads = [.. threads.Select(thread => thread.ToThread())],
            Filter = threads
                .SelectMany(thread => thread.Waits)
                .Aggregate(Condition.True, (all, wait) => new Condition.All(all, wait)),
            Shown =
            [
                .. program.Registers.Select(name => new RegisterTerm(name[0] - '0', name[2..])),
                .. program.Cells.Select(name => new CellTerm(cells.IndexOf(name), name)),
            ],
        };
    }

    private sealed class ThreadTranslation
    {
        private readonly int _number;
        private readonly ImmutableArray<string> _cells;
        private readonly List<string> _registers = [];
        private readonly List<Code> _code = [];

        public ThreadTranslation(int number, ImmutableArray<string> cells, ImmutableArray<Instruction> code)
        {
            (_number, _cells) = (number, cells);
            foreach (var instruction in code)
            {
                Add(instruction);
            }
        }

        /// <summary>What has to be found for a wait to end.</summary>
        public List<Condition> Waits { get; } = [];

        public LitmusThread ToThread() => new(_number, [.. _registers], [.. _code], [.. _registers.Select(_ => 0)]);

        private void Add(Instruction i)
        {
            var on = i.Target == "" ? null : new Constant(Address.Of(_cells.IndexOf(i.Target)));
            switch (i.Kind)
            {
                case OperationKind.Barrier:
                    _code.Add(
                        new Fence(
                            i.Barrier switch
                            {
                                MemoryBarrier.Read => FenceKind.Read,
                                MemoryBarrier.Write => FenceKind.Write,
                                MemoryBarrier.AfterAtomic => FenceKind.AfterAtomic,
                                _ => FenceKind.Full,
                            }
                        )
                    );
                    break;
                case OperationKind.Load:
                    var marking = i.Order == MemoryOrder.Acquire ? Marking.Acquire : Marking.Once;
                    _code.Add(new Load(Register(i.Register), on!, marking));
                    break;
                case OperationKind.Until:
                    var name = $"wait{Waits.Count}";
                    _code.Add(new Load(Register(name), on!, Marking.Acquire));
                    Waits.Add(
                        new Condition.Comparison(new RegisterTerm(_number, name), new ConstantTerm(i.A, $"{i.A}"))
                    );
                    break;
                case OperationKind.Store:
                    var release = i.Order == MemoryOrder.Release ? Marking.Release : Marking.Once;
                    _code.Add(new Store(on!, new Constant(i.A), release));
                    if (i.Order == MemoryOrder.Full)
                    {
                        _code.Add(new Fence(FenceKind.Full));
                    }

                    break;
                case OperationKind.Acquire:
                    _code.Add(new LockOperation(LockKind.Lock, on!));
                    break;
                case OperationKind.Release:
                    _code.Add(new LockOperation(LockKind.Unlock, on!));
                    break;
                default:
                    _code.Add(ToChange(i, on!));
                    break;
            }
        }

        private Change ToChange(Instruction i, Constant on)
        {
            var order = i.Order switch
            {
                MemoryOrder.Acquire => ChangeOrder.Acquire,
                MemoryOrder.Release => ChangeOrder.Release,
                MemoryOrder.Full => ChangeOrder.Full,
                _ => ChangeOrder.Relaxed,
            };
            var (kind, result) = i.Kind switch
            {
                OperationKind.Exchange => (ChangeKind.Exchange, ChangeResult.Old),
                OperationKind.CompareExchange => (ChangeKind.CompareExchange, ChangeResult.Success),
                OperationKind.AddUnless => (ChangeKind.AddUnless, ChangeResult.Success),
                // atomic_add returns nothing, and smp_rmb does not order what it reads
                _ when i.Register == "" && order == ChangeOrder.Relaxed => (ChangeKind.Operation, ChangeResult.None),
                _ => (ChangeKind.Operation, ChangeResult.New),
            };
            var second = kind is ChangeKind.CompareExchange or ChangeKind.AddUnless ? new Constant(i.B) : null;
            return new Change(
                Register(i.Register),
                on,
                kind,
                new Constant(i.A),
                second,
                BinaryOperator.Add,
                order,
                result
            );
        }

        private int Register(string name)
        {
            if (name != "" && !_registers.Contains(name))
            {
                _registers.Add(name);
            }

            return _registers.IndexOf(name);
        }
    }
}
