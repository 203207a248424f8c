using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>Awaits a <see cref="Routine"/>; used by the compiler only.</summary>
public readonly struct RoutineAwaiter : ICriticalNotifyCompletion, ISuspension
{
    private readonly Frame? _callee;
    private readonly ExceptionDispatchInfo? _fault;

    internal RoutineAwaiter(Frame? callee, ExceptionDispatchInfo? fault)
    {
        _callee = callee;
        _fault = fault;
    }

    /// <summary>True when the callee returned without a step.</summary>
    public bool IsCompleted => _callee is null;

    IFiberHost ISuspension.Host => _callee!.Host;

    /// <summary>Rethrows what the callee threw before its first step.</summary>
    public void GetResult() => _fault?.Throw();

    /// <summary>Never called: the builder suspends through <see cref="ISuspension"/>.</summary>
    public void OnCompleted(Action continuation) => throw new NotSupportedException();

    /// <inheritdoc cref="OnCompleted"/>
    public void UnsafeOnCompleted(Action continuation) => throw new NotSupportedException();

    void ISuspension.SuspendIn(IActivation activation) => _callee!.CalledFrom((Frame)activation);
}
