using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Interleave.Search;

/// <summary>
/// Says when a search has to stop, and why: a bound is met, somebody interrupts it, or it is time to keep it. It has
/// the search's clocks.
/// </summary>
/// <remarks>Threads of one search share it; one at a time may use it.</remarks>
internal sealed class BoundWatch(SearchOptions options)
{
    private readonly SearchBounds _bounds = options.Bounds;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly TimeSpan _cpuStart = ThreadClock.Elapsed;
    private TimeSpan _elapsedBefore;
    private TimeSpan _cpuBefore;
    private TimeSpan _nextReport = TimeSpan.FromMilliseconds(100);
    private TimeSpan _nextCheckpoint = options.Checkpoint?.Every ?? TimeSpan.MaxValue;

    /// <summary>Why the search cannot be complete; the first reason stays.</summary>
    public string? Incomplete { get; private set; }

    /// <summary>True if the search has to stop only to be kept, and then goes on.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Since the search began, in all processes that it went on in.</summary>
    public TimeSpan Elapsed => _elapsedBefore + _clock.Elapsed;

    /// <summary>The same of the processor's time, of all threads that search.</summary>
    public TimeSpan CpuTime => _cpuBefore + ThreadClock.Elapsed - _cpuStart;

    /// <summary>Goes on where another process stopped.</summary>
    public void Continue(TimeSpan elapsed, TimeSpan cpu) => (_elapsedBefore, _cpuBefore) = (elapsed, cpu);

    /// <summary>Other threads have taken processor time.</summary>
    public void Spend(TimeSpan cpu) => _cpuBefore += cpu;

    /// <summary>Goes on after <see cref="IsPaused"/>.</summary>
    /// <param name="took">How long it took to keep the search.</param>
    public void Continue(TimeSpan took)
    {
        IsPaused = false;
        _nextCheckpoint =
            _clock.Elapsed + (took * 10 > options.Checkpoint!.Every ? took * 10 : options.Checkpoint.Every);
    }

    /// <summary>Something is left out of the search.</summary>
    public void LeaveOut(string reason) => Incomplete ??= reason;

    /// <summary>The bound of states or memory that is met; null if none is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public string? Met(long states, long bytes) =>
        states <= _bounds.MaxStates && bytes <= _bounds.MaxBytes ? null : ReasonOf(states);

    /// <summary>True if the search has to stop now: looks at the clock.</summary>
    /// <param name="isReportDue">True if it is time to tell of progress.</param>
    /// <param name="elapsed">Since the search began in this process.</param>
    public bool MustStop(out bool isReportDue, out TimeSpan elapsed)
    {
        elapsed = _clock.Elapsed;
        isReportDue = false;
        if (elapsed > _bounds.MaxTime)
        {
            LeaveOut($"stopped after {(_bounds.MaxTime + _bounds.Spent).TotalSeconds:0.#} s");
            return true;
        }

        if (options.Cancellation.IsCancellationRequested)
        {
            LeaveOut("interrupted");
            return true;
        }

        isReportDue = elapsed >= _nextReport;
        if (isReportDue)
        {
            _nextReport = elapsed + TimeSpan.FromMilliseconds(200);
        }

        IsPaused |= elapsed >= _nextCheckpoint;
        return IsPaused;
    }

    private string ReasonOf(long states) =>
        states > _bounds.MaxStates
            ? $"stopped at {Quantity.Of(_bounds.MaxStates, "state")}"
            : $"stopped at {Quantity.OfMemory(_bounds.MaxBytes)}";
}

/// <summary>Says why a search is incomplete that ran out of memory.</summary>
internal static class MemoryShortage
{
    /// <summary>The reason.</summary>
    /// <param name="error">What was thrown, by the runtime or by a table that may not grow.</param>
    /// <param name="bytes">What the search held by then.</param>
    public static string Reason(OutOfMemoryException error, long bytes) =>
        error is InsufficientMemoryException ? error.Message : $"out of memory at {Quantity.OfMemory(bytes)}";
}
