using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>Awaits a <see cref="Routine{T}"/>; used by the compiler only.</summary>
/// <typeparam name="T">The routine's result.</typeparam>
public readonly struct RoutineAwaiter<T> : ICriticalNotifyCompletion, ISuspension
{
    private readonly Frame? _callee;
    private readonly ExceptionDispatchInfo? _fault;
    private readonly T _result;

    internal RoutineAwaiter(Frame? callee, ExceptionDispatchInfo? fault, T result)
    {
        _callee = callee;
        _fault = fault;
        _result = result;
    }

    /// <summary>True when the callee returned without a step.</summary>
    public bool IsCompleted => _callee is null;

    IFiberHost ISuspension.Host => _callee!.Host;

    /// <summary>The callee's result; rethrows what it threw before its first step.</summary>
    public T GetResult()
    {
        _fault?.Throw();
        // The callee of a cloned caller is a clone too, so the result travels through the run and not the frame.
        return _callee is null ? _result : (T)_callee.Run.ReturnValue!;
    }

    /// <summary>Never called: the builder suspends through <see cref="ISuspension"/>.</summary>
    public void OnCompleted(Action continuation) => throw new NotSupportedException();

    /// <inheritdoc cref="OnCompleted"/>
    public void UnsafeOnCompleted(Action continuation) => throw new NotSupportedException();

    void ISuspension.SuspendIn(IActivation activation) => _callee!.CalledFrom((Frame)activation);
}
