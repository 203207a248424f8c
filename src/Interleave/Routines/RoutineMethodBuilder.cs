using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Interleave.Routines;

/// <summary>Builds <c>async Routine</c> methods; used by the compiler only.</summary>
public struct RoutineMethodBuilder
{
    private Frame? _frame;
    private ExceptionDispatchInfo? _fault;

    /// <summary>What the method returns to its caller.</summary>
    public readonly Routine Task => new(_frame, _fault);

    /// <summary>A builder for one call.</summary>
    public static RoutineMethodBuilder Create() => default;

#pragma warning disable CA1822 // the compiler calls it on an instance
    /// <summary>Runs the method up to its first step.</summary>
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();
#pragma warning restore CA1822

    /// <summary>Points a cloned state machine's builder at the frame that now holds it.</summary>
    public void SetStateMachine(IAsyncStateMachine stateMachine) => _frame = (Frame)stateMachine;

    /// <summary>The method returned.</summary>
    public readonly void SetResult() => _frame?.Return(null);

    /// <summary>The method threw.</summary>
    public void SetException(Exception exception) => Frame.Fault(_frame, ref _fault, exception);

    /// <summary>The method awaits something that is not complete.</summary>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => Frame.Suspend(ref _frame, ref awaiter, ref stateMachine);

    /// <inheritdoc cref="AwaitOnCompleted"/>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => Frame.Suspend(ref _frame, ref awaiter, ref stateMachine);
}
