using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Interleave.Routines;

/// <summary>Builds <c>async Routine&lt;T&gt;</c> methods; used by the compiler only.</summary>
/// <typeparam name="T">The method's result.</typeparam>
public struct RoutineMethodBuilder<T>
{
    private Frame? _frame;
    private ExceptionDispatchInfo? _fault;
    private T _result;

    /// <summary>What the method returns to its caller.</summary>
    public readonly Routine<T> Task => new(_frame, _fault, _result);

    /// <summary>A builder for one call.</summary>
    public static RoutineMethodBuilder<T> Create() => default;

#pragma warning disable CA1822 // the compiler calls it on an instance
    /// <summary>Runs the method up to its first step.</summary>
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();
#pragma warning restore CA1822

    /// <summary>Points a cloned state machine's builder at the frame that now holds it.</summary>
    public void SetStateMachine(IAsyncStateMachine stateMachine) => _frame = (Frame)stateMachine;

    /// <summary>The method returned <paramref name="result"/>.</summary>
    public void SetResult(T result)
    {
        if (_frame is null)
        {
            _result = result;
        }
        else
        {
            _frame.Return(result);
        }
    }

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
