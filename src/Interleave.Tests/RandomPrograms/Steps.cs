using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Tests.RandomPrograms;

/// <summary>Runs the statements of random programs that have no statements inside.</summary>
internal sealed class Steps(
    Machine machine,
    int orders,
    ImmutableArray<Cell> cells,
    ImmutableArray<Mutex> mutexes,
    Lifetime life,
    Resource token,
    Cell readers,
    Mutex gracePeriod
)
{
    // Readers count themselves in the phase that they find, bit 0; a grace period turns it, and waits for the old one.
    private const int Phase = 1;
    private const int CountBits = 4;

    private readonly Machine _machine = machine;
    private readonly int _orders = orders;
    private readonly ImmutableArray<Cell> _cells = cells;
    private readonly ImmutableArray<Mutex> _mutexes = mutexes;
    private readonly Lifetime _life = life;
    private readonly Resource _token = token;
    private readonly Cell _readers = readers;
    private readonly Mutex _gracePeriod = gracePeriod;

    /// <summary>Enters a section; the result is its phase.</summary>
    public static int Enter(int word, int argument, out int phase)
    {
        phase = word & Phase;
        return word + One(phase);
    }

    /// <summary>Leaves a section of a phase.</summary>
    public static int Leave(int word, int phase, out int result)
    {
        result = 0;
        return word - One(phase);
    }

    /// <summary>Takes one statement's step, or steps.</summary>
    /// <returns>What the fiber's register holds then.</returns>
    public async Routine<int> Take(Statement statement, int register)
    {
        switch (statement)
        {
            case Statement.Pass:
                await _machine.Pass("pass");
                return register;
            case Statement.Fence s:
                await _machine.Barrier(s.Barrier);
                return register;
            case Statement.Load s:
                return await _cells[s.Cell].Load(OrderOf(s));
            case Statement.Peek s:
                await _cells[s.Cell].Load(OrderOf(s));
                return register;
            case Statement.Store s:
                await _cells[s.Cell].Store(s.Value, OrderOf(s));
                return register;
            case Statement.StoreNext s:
                await _cells[s.Cell].Store((register + 1) & 3, OrderOf(s));
                return register;
            case Statement.Park s:
                return await _cells[s.Cell].Until(static (value, _) => value != 0);
            case Statement.Wait s:
                return await _cells[s.Cell].Until(static (value, wanted) => value == wanted, s.Value);
            case Statement.Choose s:
                return await _machine.Choose(s.Ways, "way");
            case Statement.Spin s:
                await Spin(_cells[s.Cell], s.Value);
                return register;
            case Automaton s:
                await Circle(s);
                return register;
            case Statement.Synchronize:
                await Synchronize();
                return register;
            case Statement.Unlock s:
                await _mutexes[s.Lock].Release();
                return register;
            case Statement.Begin:
                await _life.Begin();
                return register;
            case Statement.Free:
                await _life.Free();
                return register;
            default:
                return await TakeChange(statement, register);
        }
    }

    private async Routine<int> TakeChange(Statement statement, int register)
    {
        switch (statement)
        {
            case Statement.Add s:
                return await _cells[s.Cell].Add(s.Delta, OrderOf(s));
            case Statement.AddUnless s:
                return await _cells[s.Cell].AddUnless(s.Delta, s.Unless, OrderOf(s)) ? 1 : 0;
            case Statement.CompareExchange s:
                return await _cells[s.Cell].CompareExchange(s.Expected, s.Desired, OrderOf(s)) ? 1 : 0;
            case Statement.Exchange s:
                return await _cells[s.Cell].Exchange(s.Value, OrderOf(s));
            case Statement.Update s:
                return await _cells[s.Cell].Update(DoubleAndAdd, s.Argument, OrderOf(s));
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

    private MemoryOrder OrderOf(Statement statement) => MemoryOrders.Of(statement, _orders);

    private async Routine Synchronize()
    {
        await _gracePeriod.Acquire();
        var old = await _readers.Update(Turn, 0);
        await _readers.Until(
            static (word, phase) => ((word >> 1 + (phase * CountBits)) & ((1 << CountBits) - 1)) == 0,
            old
        );
        await _gracePeriod.Release();
    }

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

    private static int Turn(int word, int argument, out int old)
    {
        old = word & Phase;
        return word ^ Phase;
    }

    private static int One(int phase) => 2 << (phase * CountBits);
}
