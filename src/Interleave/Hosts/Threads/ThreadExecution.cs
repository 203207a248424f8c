using System.Threading;
using Interleave.Hosts.Inline;
using Interleave.Memory;
using Interleave.Programs;

namespace Interleave.Hosts.Threads;

/// <summary>One execution on real threads, one for each fiber.</summary>
/// <remarks>
/// Whether anybody can still run is counted and not timed: a fiber that cannot take its step waits on a
/// lock, and whoever leaves only sleepers behind looks at the step of each. As nobody is left who could change memory
/// meanwhile, what is seen then is final.
/// </remarks>
internal sealed class ThreadExecution : InlineExecution
{
    private const int TriesBeforeSleep = 3;

    // who takes so many goes round in circles, and waits for another thread
    private const int StepsBeforeKeepingNear = 256;
    private const int MostAhead = 64;

    private readonly object _gate = new();
    private readonly Delays[] _delays;
    private readonly int[] _steps;
    private readonly bool[] _isFinished;
    private readonly int[] _waitsFor; // for each fiber, the location of the cell that it sleeps on, plus one
    private readonly int _maxSteps;
    private int _sleepers;
    private int _unfinished;
    private volatile bool _isOver;

    public ThreadExecution(Machine machine, bool sequentiallyConsistent, ulong seed, int maxSteps)
        : base(machine, sequentiallyConsistent)
    {
        _maxSteps = maxSteps;
        _unfinished = Fibers.Length;
        _waitsFor = new int[Fibers.Length];
        _steps = new int[Fibers.Length];
        _isFinished = new bool[Fibers.Length];
        _delays = [.. Fibers.Select(fiber => new Delays(seed + ((ulong)(fiber.Index + 1) * 0xC2B2AE3D27D4EB4FUL)))];
    }

    /// <summary>True if a fiber took more steps than it may: the execution was ended without a verdict.</summary>
    public bool WasCut { get; private set; }

    /// <summary>How many steps were taken; to be asked when all fibers have ended.</summary>
    public int Steps => _steps.Sum();

    /// <summary>How many executions a fiber's thread may be ahead of the slowest when it begins this one.</summary>
    public int Ahead(int fiber, int most) => (int)_delays[fiber].Below((uint)most + 1);

    /// <summary>Runs one fiber on the calling thread, to its end.</summary>
    public void Run(int fiber)
    {
        Fibers[fiber].Run();
        lock (_gate)
        {
            _isFinished[fiber] = true;
            _unfinished--;
            EndIfNobodyCanRun();
            Monitor.PulseAll(_gate);
        }
    }

    public override bool Take(InlineFiber fiber, in Operation operation, out int result)
    {
        result = 0;
        var delays = _delays[fiber.Index];
        delays.Pause();
        if (_isOver)
        {
            return false;
        }

        var steps = ++_steps[fiber.Index];
        while (steps > StepsBeforeKeepingNear && !_isOver && IsFarAhead(fiber.Index))
        {
            Thread.Yield();
        }

        if (steps > _maxSteps)
        {
            WasCut = true;
            Failed();
            return false;
        }

        if (operation.Location < 0)
        {
            result = operation.Kind == OperationKind.Choose ? (int)delays.Below((uint)operation.A) : 0;
            return true;
        }

        var effect = TryTake(fiber, operation, out result);
        for (var tries = 0; effect == StepAttempt.Blocked && tries < TriesBeforeSleep; tries++)
        {
            Thread.Yield();
            effect = TryTake(fiber, operation, out result);
        }

        if (effect == StepAttempt.Blocked && !SleepUntilTaken(fiber, operation, out effect, out result))
        {
            return false;
        }

        // A sleeper says what it waits for before it looks, and this looks at the sleepers after it wrote. A store that
        // is not a barrier may come too late for that; then the fiber's end wakes them.
        if (Volatile.Read(ref _sleepers) != 0 && operation.Writes && IsWaitedFor(operation.Location + 1))
        {
            Wake();
        }

        if (effect != StepAttempt.Taken)
        {
            Report(fiber, operation, effect);
            return false;
        }

        return true;
    }

    public override void Failed()
    {
        _isOver = true;
        Wake();
    }

    // Who goes round in circles may wait for what another fiber does, and how long the machine keeps that one's thread
    // from a processor must not decide whether the execution is cut. The slowest of those that can run is never kept
    // waiting.
    private bool IsFarAhead(int fiber)
    {
        lock (_gate)
        {
            var isSlower = false;
            for (var other = 0; other < _steps.Length; other++)
            {
                isSlower |=
                    !_isFinished[other]
                    && Volatile.Read(ref _steps[other]) < _steps[fiber] - MostAhead
                    && CanRun(other);
            }

            if (isSlower && _sleepers > 0)
            {
                Monitor.PulseAll(_gate);
            }

            return isSlower;
        }
    }

    private bool SleepUntilTaken(InlineFiber fiber, in Operation operation, out StepAttempt effect, out int result)
    {
        lock (_gate)
        {
            _waitsFor[fiber.Index] = operation.Location + 1;
            Interlocked.Increment(ref _sleepers);
            while ((effect = TryTake(fiber, operation, out result)) == StepAttempt.Blocked)
            {
                EndIfNobodyCanRun();
                if (_isOver)
                {
                    break;
                }

                Monitor.Wait(_gate);
            }

            _waitsFor[fiber.Index] = 0;
            _sleepers--;
            return effect != StepAttempt.Blocked;
        }
    }

    private bool IsWaitedFor(int location)
    {
        for (var fiber = 0; fiber < _waitsFor.Length; fiber++)
        {
            var waitsFor = Volatile.Read(ref _waitsFor[fiber]);
            if (waitsFor == location || (waitsFor > 0 && Machine.LifetimeOf(waitsFor - 1) + 1 == location))
            {
                return true;
            }
        }

        return false;
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    // To be called under the lock. If all that have not finished sleep, memory stays as it is until one of them wakes.
    private void EndIfNobodyCanRun()
    {
        if (_sleepers < _unfinished)
        {
            return;
        }

        _isOver |= !Fibers.Any(fiber => _waitsFor[fiber.Index] != 0 && CanRun(fiber.Index));
        Monitor.PulseAll(_gate);
    }

    // To be called under the lock, of a fiber that has not finished.
    private bool CanRun(int fiber) =>
        _waitsFor[fiber] == 0
        || Memory.IsOpen(Fibers[fiber].Operation, Machine.LifetimeOf(Fibers[fiber].Operation.Location));
}
