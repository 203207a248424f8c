using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>
/// One activation of a routine that has suspended: the compiler's state machine, and who called it.
/// </summary>
/// <remarks>
/// Frames are made the first time a routine suspends, so a call that takes no step costs none. A chain of frames, from
/// the innermost (which announced the fiber's next step) to the fiber's body, is a fiber's local state. A chain that
/// has been interned (<see cref="LocalStates"/>) is never run again: every resumption runs a clone of it.
/// </remarks>
internal abstract class Frame : IAsyncStateMachine, IActivation
{
    protected Frame(IFiberHost host) => Host = host;

    /// <summary>Who runs it.</summary>
    public IFiberHost Host { get; }

    /// <summary>The run that it is part of, where a search runs it.</summary>
    public FiberRun Run => (FiberRun)Host;

    /// <summary>The frame that awaits this one; null in the fiber's body.</summary>
    public Frame? Caller { get; private set; }

    /// <summary>True once the routine returned or threw.</summary>
    public bool Returned { get; private set; }

    /// <summary>The method and its hoisted fields.</summary>
    public abstract FrameLayout Layout { get; }

    /// <summary>False for a frame that no routine made, but a mutation of one.</summary>
    public virtual bool IsOfRoutine => true;

    /// <summary>Which await the routine is suspended at, in the order of the source.</summary>
    public int Await => Layout.AwaitOf(BoxedStateMachine);

    /// <summary>The bytes that it takes, without what its fields refer to.</summary>
    public abstract int Bytes { get; }

    /// <summary>Runs to the next suspension or the end.</summary>
    public abstract void MoveNext();

    /// <summary>The compiler's state machine, boxed, for <see cref="FrameLayout"/> to read.</summary>
    public abstract object BoxedStateMachine { get; }

    /// <summary>Copies this frame and all its callers.</summary>
    public Frame CloneChain()
    {
        var clone = CloneAlone();
        clone.Caller = Caller?.CloneChain();
        return clone;
    }

    /// <summary>Copies this frame and its callers up to <paramref name="last"/>, which returns to
    /// <paramref name="caller"/>.</summary>
    public Frame CloneChain(Frame last, Frame caller)
    {
        var clone = CloneAlone();
        clone.Caller = ReferenceEquals(this, last) ? caller : Caller!.CloneChain(last, caller);
        return clone;
    }

    /// <summary>Appends this frame's part of the local state's key.</summary>
    public virtual void Write(LocalKey key, DeadLocals deadLocals, LocalStateRules rules) =>
        Layout.Write(BoxedStateMachine, key, deadLocals, rules);

    /// <summary>From now on it returns to another frame.</summary>
    public void ReturnTo(Frame caller) => Caller = caller;

    public void CalledFrom(Frame caller)
    {
        if (Caller is not null || Returned)
        {
            throw new RoutineMisuseException(
                $"{Layout.MethodName} is awaited twice, by {caller.Layout.MethodName}: await a routine exactly once."
            );
        }

        Caller = caller;
        (Host as FiberRun)?.Change?.Called(this, caller);
    }

    /// <summary>Takes the caller out of the chain: this frame will return to the caller's caller.</summary>
    public void SkipCaller() => Caller = Caller!.Caller;

    /// <summary>A copy of this frame that nobody has called.</summary>
    public Frame CloneUncalled() => CloneAlone();

    public void Return(object? value)
    {
        Returned = true;
        Run.ReturnValue = value;
    }

    void IAsyncStateMachine.SetStateMachine(IAsyncStateMachine stateMachine) => throw new NotSupportedException();

    /// <summary>Ends a routine with an exception: through its frame, or to its caller if it never suspended.</summary>
    internal static void Fault(Frame? frame, ref ExceptionDispatchInfo? fault, Exception exception)
    {
        var info = ExceptionDispatchInfo.Capture(exception);
        if (frame is null)
        {
            fault = info;
        }
        else
        {
            frame.Returned = true;
            frame.Run.SetFault(info, frame);
        }
    }

    /// <summary>The builder's await: gives the routine a frame if it has none, and links it to what it
    /// awaits.</summary>
    internal static void Suspend<TAwaiter, TStateMachine>(
        ref Frame? slot,
        ref TAwaiter awaiter,
        ref TStateMachine stateMachine
    )
        where TStateMachine : IAsyncStateMachine
    {
        if (awaiter is not ISuspension suspension)
        {
            throw new RoutineMisuseException(
                $"{FrameLayout.NameOf(typeof(TStateMachine))} awaits {typeof(TAwaiter).Name}: a routine awaits only "
                    + "steps and other routines, because nothing else can be cloned or scheduled."
            );
        }

        if (slot is null)
        {
            var frame = new Frame<TStateMachine>(suspension.Host);
            slot = frame; // before the copy, so that the copy's builder knows its frame
            frame.StateMachine = stateMachine;
        }

        suspension.SuspendIn(slot);
    }

    protected abstract Frame CloneAlone();
}
