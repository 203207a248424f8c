using System.Runtime.CompilerServices;
using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Tests.Traps;

/// <summary>What the compiler makes of an async method without optimization: a class.</summary>
internal sealed class DebugCompiled : IAsyncStateMachine
{
    private readonly Cell _x;
    private RoutineMethodBuilder _builder;
    private Step<int> _step;
    private int _state = -1;

    private DebugCompiled(Cell x) => _x = x;

    public static Routine Start(Cell x)
    {
        var stateMachine = new DebugCompiled(x) { _builder = RoutineMethodBuilder.Create() };
        stateMachine._builder.Start(ref stateMachine);
        return stateMachine._builder.Task;
    }

    public void MoveNext()
    {
        var self = this;
        if (_state == 0)
        {
            _step.GetResult();
            _builder.SetResult();
            return;
        }

        _state = 0;
        _step = _x.Load().GetAwaiter();
        _builder.AwaitUnsafeOnCompleted(ref _step, ref self);
    }

    public void SetStateMachine(IAsyncStateMachine stateMachine) => _builder.SetStateMachine(stateMachine);
}
