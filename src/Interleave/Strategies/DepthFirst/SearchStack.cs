using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Interleave.Execution.States;
using Interleave.Reduction;
using Interleave.Schedules;
using Interleave.Search;
using Interleave.Violations;

namespace Interleave.Strategies.DepthFirst;

/// <summary>
/// The way from the first state to where a depth-first search is: a frame for each state that it comes back to, and
/// with each step the persistent steps that follow it. The execution goes with it.
/// </summary>
/// <param name="run">Whose execution goes with it.</param>
/// <param name="persistent">What is taken at once in each state; null for nothing.</param>
internal sealed class SearchStack(SearchRun run, PersistentSteps? persistent)
{
    private readonly SearchRun _run = run;
    private readonly SequentialExecution _execution = run.Execution;
    private readonly PersistentSteps? _persistent = persistent;
    private StackFrame[] _frames = new StackFrame[1024];

    /// <summary>How many states it has.</summary>
    public int Depth { get; private set; }

    public bool IsEmpty => Depth == 0;

    /// <summary>The state to be explored.</summary>
    public ref StackFrame Top => ref _frames[Depth - 1];

    /// <summary>All states, the first one first.</summary>
    public Span<StackFrame> Frames => _frames.AsSpan(0, Depth);

    /// <summary>The bytes held.</summary>
    public long Bytes => (long)_frames.Length * Unsafe.SizeOf<StackFrame>();

    /// <summary>Adds the state that the execution is in.</summary>
    /// <param name="open">What is to be explored from it.</param>
    public void Push(in OpenFrame open)
    {
        if (Depth == _frames.Length)
        {
            Array.Resize(ref _frames, Depth * 2);
        }

        _frames[Depth++].Begin(open);
        _run.MaxDepth = Math.Max(_run.MaxDepth, Depth);
    }

    /// <summary>Takes the step that was chosen in the topmost state.</summary>
    /// <param name="result">What it was told.</param>
    /// <returns>The violation that it is, if it is one.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Violation? Take(out int result)
    {
        ref var frame = ref Top;
        frame.Persistent = _persistent?.Count ?? 0;
        frame.IsMoved = true;
        return _execution.Step(frame.Fiber, frame.Choice, out frame.Undo, out result);
    }

    /// <summary>Comes back to the topmost state and chooses its next step; if there is none, drops it and returns
    /// false.</summary>
    public bool Advance()
    {
        ref var frame = ref Top;
        ComeBack(ref frame);
        if (frame.ChooseNext())
        {
            return true;
        }

        Depth--;
        return false;
    }

    /// <summary>Drops the topmost state, from which nothing was explored.</summary>
    public void Drop() => Depth--;

    /// <summary>Leaves everything as it is, and goes back to the first state.</summary>
    public void Abandon()
    {
        for (; Depth > 0; Depth--)
        {
            ComeBack(ref Top);
        }

        _persistent?.TakeBack(0);
    }

    /// <summary>What is on it, for another thread or another process; null if nothing is.</summary>
    public OpenWork? Save() => IsEmpty ? null : All(Frames);

    /// <summary>Puts on the empty stack what <see cref="Save"/> gave, and takes the steps that lead there.</summary>
    public void Restore(OpenWork work)
    {
        if (_persistent is { Count: 0 })
        {
            _persistent.Take(out _); // another thread began
        }

        foreach (var open in work.Frames)
        {
            if (!IsEmpty)
            {
                Take(out _);
                _persistent?.Take(out _);
            }

            Push(open);
        }
    }

    /// <summary>The steps from the first state to where the execution is.</summary>
    public Schedule Path()
    {
        var steps = new List<ScheduledStep>();
        var persistent = 0;
        foreach (ref readonly var frame in Frames)
        {
            if (frame.IsMoved)
            {
                AddPersistent(frame.Persistent);
                steps.Add(new ScheduledStep(frame.Fiber, frame.Choice));
            }
        }

        AddPersistent(_persistent?.Count ?? 0);
        return new Schedule([.. steps]);

        void AddPersistent(int until)
        {
            for (; persistent < until; persistent++)
            {
                steps.Add(new ScheduledStep(_persistent!.FiberOf(persistent), 0));
            }
        }
    }

    /// <summary>What is to be explored from one state, and nothing of what is left on the way there.</summary>
    /// <param name="count">How many states are on the way.</param>
    /// <param name="last">That state.</param>
    public OpenWork Behind(int count, OpenFrame last)
    {
        var way = Frames[..count];
        var open = ImmutableArray.CreateBuilder<OpenFrame>(way.Length + 1);
        foreach (ref readonly var frame in way)
        {
            open.Add(OpenFrame.Taken(frame.Fiber, frame.Choice));
        }

        open.Add(last);
        return new OpenWork(open.MoveToImmutable());
    }

    // All that is on it.
    private static OpenWork All(ReadOnlySpan<StackFrame> frames)
    {
        var open = ImmutableArray.CreateBuilder<OpenFrame>(frames.Length);
        foreach (ref readonly var frame in frames)
        {
            open.Add(frame.Open);
        }

        return new OpenWork(open.MoveToImmutable());
    }

    private void ComeBack(ref StackFrame frame)
    {
        if (frame.IsMoved)
        {
            _persistent?.TakeBack(frame.Persistent);
            _execution.Undo(frame.Undo);
            frame.IsMoved = false;
        }
    }
}
