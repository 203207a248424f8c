using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Tests.RandomPrograms;

/// <summary>Runs random programs as routines.</summary>
internal sealed class Interpreter
{
    /// <summary>The token and one result for each value; they are declared first, before the lock.</summary>
    public const int Resources = 5;

    private static readonly MemoryOrder[] s_changes =
    [
        MemoryOrder.Full,
        MemoryOrder.Relaxed,
        MemoryOrder.Acquire,
        MemoryOrder.Release,
    ];

    private static readonly MemoryOrder[] s_updates =
    [
        .. s_changes,
        MemoryOrder.EnterSection,
        MemoryOrder.LeaveSection,
    ];

    private readonly Machine _machine;
    private readonly ImmutableArray<Cell> _cells;
    private readonly Mutex _mutex;
    private readonly Lifetime _life;
    private readonly Resource _token;
    private readonly ImmutableArray<Resource> _results;
    private readonly int _orders;

    /// <summary>Declares what programs share.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="cells">How many cells there are.</param>
    /// <param name="canFree">True if the last of them can be freed.</param>
    /// <param name="orders">Which memory orders statements have: the same number, the same orders. 0: those that one
    /// gets without asking.</param>
    public Interpreter(Machine machine, int cells, bool canFree, int orders = 0)
    {
        _orders = orders;
        _machine = machine;
        _token = machine.Resource("token");
        _results = [.. Enumerable.Range(0, Resources - 1).Select(i => machine.Resource($"result {i}"))];
        _life = machine.Lifetime("life");
        _cells =
        [
            .. Enumerable
                .Range(0, cells)
                .Select(i => machine.Cell($"c{i}", 0, canFree && i == cells - 1 ? _life : null)),
        ];
        _mutex = machine.Mutex("mutex");
    }

    public Cell FirstCell => _cells[0];

    public Cell LastCell => _cells[^1];

    /// <summary>Runs a fiber's body: one that calls others does it as statements, one that does not keeps its
    /// result.</summary>
    public Routine Main(Block body) =>
        body.Statements.Any(s => s is Compound.Call) ? MainOfCalls(body) : MainWithResult(body);

    // Calls without a result, some of them the last thing that the caller does.
    private async Routine MainOfCalls(Block body)
    {
        var register = 0;
        for (var i = 0; i < body.Statements.Length; i++)
        {
            if (body.Statements[i] is Compound.Call call)
            {
                await MainOfCalls(call.Body);
                register = 0;
            }
            else
            {
                register = body.Statements[i] is Compound compound
                    ? await TakeCompound(compound, register)
                    : await Take(body.Statements[i], register);
            }
        }
    }

    /// <summary>
    /// Runs a fiber's body. What its register ends with becomes something it holds, so that it is part of the final
    /// state without a step, and without saying which fiber it was.
    /// </summary>
    private async Routine MainWithResult(Block body)
    {
        var register = await Run(body, 0);
        _machine.Hold(_results[register & 3]);
    }

    private async Routine<int> Run(Block body, int register)
    {
        for (var i = 0; i < body.Statements.Length; i++)
        {
            register = body.Statements[i] is Compound compound
                ? await TakeCompound(compound, register)
                : await Take(body.Statements[i], register);
        }

        return register;
    }

    private async Routine<int> TakeCompound(Compound compound, int register)
    {
        switch (compound)
        {
            case Compound.Locked:
                await _mutex.Acquire();
                register = await Run(compound.Body, register);
                await _mutex.Release();
                return register;
            case Compound.LockedShared:
                await _mutex.AcquireShared();
                register = await Run(compound.Body, register);
                await _mutex.ReleaseShared();
                return register;
            case Compound.TryLocked:
                if (!await _mutex.TryAcquire())
                {
                    return 0;
                }

                await Run(compound.Body, register);
                await _mutex.Release();
                return 1;
            case Compound.Loop loop:
                for (var i = 0; i < loop.Times; i++)
                {
                    register = await Run(loop.Body, register);
                }

                return register;
            case Compound.IfOdd:
                return (register & 1) == 1 ? await Run(compound.Body, register) : register;
            case Compound.Call:
                return await Run(compound.Body, 0);
            case Compound.RepeatUntil repeat:
                while (await _cells[repeat.Cell].Load() != repeat.Value)
                {
                    register = await Run(repeat.Body, register);
                }

                return register;
            default:
                throw new NotSupportedException(compound.ToString());
        }
    }

    private async Routine<int> Take(Statement statement, int register)
    {
        switch (statement)
        {
            case Statement.Pass when _orders != 0:
                await _machine.Barrier((MemoryBarrier)((_orders >> 1) & 3));
                return register;
            case Statement.Pass:
                await _machine.Pass("pass");
                return register;
            case Statement.Load s:
                return await _cells[s.Cell].Load(OrderOf(s, MemoryOrder.Once, MemoryOrder.Acquire));
            case Statement.Store s:
                await _cells[s.Cell]
                    .Store(s.Value, OrderOf(s, MemoryOrder.Once, MemoryOrder.Release, MemoryOrder.Full));
                return register;
            case Statement.StoreNext s:
                await _cells[s.Cell].Store((register + 1) & 3, OrderOf(s, MemoryOrder.Once, MemoryOrder.Release));
                return register;
            case Statement.Add s:
                return await _cells[s.Cell].Add(s.Delta, OrderOf(s, s_changes));
            case Statement.AddUnless s:
                return await _cells[s.Cell].AddUnless(s.Delta, s.Unless, OrderOf(s, s_changes)) ? 1 : 0;
            case Statement.CompareExchange s:
                return await _cells[s.Cell].CompareExchange(s.Expected, s.Desired, OrderOf(s, s_changes)) ? 1 : 0;
            case Statement.Exchange s:
                return await _cells[s.Cell].Exchange(s.Value, OrderOf(s, s_changes));
            case Statement.Update s:
                return await _cells[s.Cell].Update(DoubleAndAdd, s.Argument, OrderOf(s, s_updates));
            case Statement.Park s:
                return await _cells[s.Cell].Until(static (value, _) => value != 0);
            case Statement.Choose s:
                return await _machine.Choose(s.Ways, "way");
            case Statement.Spin s:
                await Spin(_cells[s.Cell], s.Value);
                return register;
            case Automaton s:
                await Circle(s);
                return register;
            case Statement.Unlock:
                await _mutex.Release();
                return register;
            case Statement.Begin:
                await _life.Begin();
                return register;
            case Statement.Free:
                await _life.Free();
                return register;
            default:
                return await TakeWithEffect(statement, register);
        }
    }

    // What does more than its step: part of the same transition.
    private async Routine<int> TakeWithEffect(Statement statement, int register)
    {
        switch (statement)
        {
            case Statement.Assert s:
                if (await _cells[s.Cell].Load() == s.Value)
                {
                    _machine.Fail($"c{s.Cell} is not {s.Value}", "it is");
                }

                return register;
            case Statement.Throw:
                await _machine.Pass("throw");
                throw new InvalidOperationException("thrown");
            case Statement.Hold:
                await _machine.Pass("hold");
                _machine.Hold(_token);
                return register;
            case Statement.Drop:
                await _machine.Pass("drop");
                _machine.Drop(_token);
                return register;
            default:
                throw new NotSupportedException(statement.ToString());
        }
    }

    // Equal statements have equal orders, so that fibers of one role stay equal.
    private MemoryOrder OrderOf(Statement statement, params ReadOnlySpan<MemoryOrder> orders) =>
        _orders == 0 ? orders[0] : orders[(int)((ulong)StableHash.Of($"{_orders} {statement}") % (ulong)orders.Length)];

    private static async Routine Spin(Cell cell, int value)
    {
        while (await cell.Load() != value) { }
    }

    private async Routine Circle(Automaton automaton)
    {
        var at = 0;
        while (true)
        {
            var rule = automaton.Rules[at];
            var seen = rule.Writes
                ? await _cells[rule.Cell].Update(Replace, rule.IfZero | (rule.IfOne << 1))
                : await _cells[rule.Cell].Load();
            at = seen == 0 ? rule.NextIfZero : rule.NextIfOne;
        }
    }

    // The argument's bit 0 replaces a 0, bit 1 a 1; the result is what was there.
    private static int Replace(int value, int argument, out int result)
    {
        result = value;
        return (argument >> value) & 1;
    }

    private static int DoubleAndAdd(int value, int argument, out int result) => result = ((2 * value) + argument) & 3;
}
