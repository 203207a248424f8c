using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Tests.RandomPrograms;

/// <summary>Runs random programs as routines.</summary>
internal sealed class Interpreter
{
    /// <summary>The token and one result for each value; they are declared first, before the locks.</summary>
    public const int Resources = 5;

    /// <summary>How many locks there are.</summary>
    public const int Locks = 2;

    /// <summary>What properties call the one routine that they can ask for.</summary>
    public const string NamedRoutine = "inside";

    private readonly Machine _machine;
    private readonly ImmutableArray<Cell> _cells;
    private readonly ImmutableArray<Mutex> _mutexes;
    private readonly ImmutableArray<Resource> _results;
    private readonly Cell _readers;
    private readonly Steps _steps;

    /// <summary>Declares what programs share.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="cells">How many cells there are.</param>
    /// <param name="canFree">True if the last of them can be freed.</param>
    /// <param name="orders">Which memory orders statements have: the same number, the same orders. 0: those that one
    /// gets without asking.</param>
    public Interpreter(Machine machine, int cells, bool canFree, int orders = 0)
    {
        _machine = machine;
        Token = machine.Resource("token");
        _results = [.. Enumerable.Range(0, Resources - 1).Select(i => machine.Resource($"result {i}"))];
        var life = machine.Lifetime("life");
        _cells =
        [
            .. Enumerable
                .Range(0, cells)
                .Select(i => machine.Cell($"c{i}", 0, canFree && i == cells - 1 ? life : null)),
        ];
        _mutexes = [.. Enumerable.Range(0, Locks).Select(i => machine.Mutex($"mutex {i}"))];
        _readers = machine.Cell("readers");
        _steps = new Steps(machine, orders, _cells, _mutexes, life, Token, _readers, machine.Mutex("grace period"));
    }

    public Resource Token { get; }

    public Cell FirstCell => _cells[0];

    public Cell LastCell => _cells[^1];

    /// <summary>Runs a fiber's body: one that calls others does it as statements, one that does not keeps its
    /// result.</summary>
    public Routine Main(Block body) =>
        body.Statements.Any(static s => s is Compound.Call or Compound.CallThen)
            ? MainOfCalls(body)
            : MainWithResult(body);

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
            else if (body.Statements[i] is Compound.CallThen then)
            {
                await CallThen(then);
                register = 0;
            }
            else
            {
                register = body.Statements[i] is Compound compound
                    ? await TakeCompound(compound, register)
                    : await _steps.Take(body.Statements[i], register);
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

    private async Routine CallThen(Compound.CallThen call)
    {
        if (call.After == After.Drops)
        {
            _machine.Hold(Token);
        }

        await MainOfCalls(call.Body);
        var drops =
            call.After == After.Drops || (call.After is After.Toggles or After.Clears && _machine.Holds(Token) > 0);
        if (drops)
        {
            _machine.Drop(Token);
        }
        else if (call.After != After.Clears)
        {
            _machine.Hold(Token);
        }
    }

    [RoutineName(NamedRoutine)]
    private async Routine<int> Inside(Block body, int register) => await Run(body, register);

    private async Routine<int> Run(Block body, int register)
    {
        for (var i = 0; i < body.Statements.Length; i++)
        {
            register = body.Statements[i] is Compound compound
                ? await TakeCompound(compound, register)
                : await _steps.Take(body.Statements[i], register);
        }

        return register;
    }

    private async Routine<int> TakeCompound(Compound compound, int register)
    {
        switch (compound)
        {
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
            case Compound.CallThen call:
                await CallThen(call);
                return 0;
            case Compound.Inside:
                return await Inside(compound.Body, register);
            case Compound.RepeatUntil repeat:
                while (await _cells[repeat.Cell].Load() != repeat.Value)
                {
                    register = await Run(repeat.Body, register);
                }

                return register;
            default:
                return await TakeSection(compound, register);
        }
    }

    // What has a beginning and an end that belong together.
    private async Routine<int> TakeSection(Compound compound, int register)
    {
        switch (compound)
        {
            case Compound.Locked s:
                await _mutexes[s.Lock].Acquire();
                register = await Run(s.Body, register);
                await _mutexes[s.Lock].Release();
                return register;
            case Compound.LockedShared s:
                await _mutexes[s.Lock].AcquireShared();
                register = await Run(s.Body, register);
                await _mutexes[s.Lock].ReleaseShared();
                return register;
            case Compound.TryLocked s:
                if (!await _mutexes[s.Lock].TryAcquire())
                {
                    return 0;
                }

                await Run(s.Body, register);
                await _mutexes[s.Lock].Release();
                return 1;
            case Compound.Holding:
                _machine.Hold(Token);
                register = await Run(compound.Body, register);
                _machine.Drop(Token);
                return register;
            case Compound.ReadSection:
                var phase = await _readers.Update(Steps.Enter, 0, MemoryOrder.EnterSection);
                register = await Run(compound.Body, register);
                await _readers.Update(Steps.Leave, phase, MemoryOrder.LeaveSection);
                return register;
            default:
                throw new NotSupportedException(compound.ToString());
        }
    }
}
