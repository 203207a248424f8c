using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Interleave.Routines;

/// <summary>As <see cref="Routine"/>, with a result.</summary>
/// <typeparam name="T">The result: an integer, a bool, an enum, or a reference to an immutable object.</typeparam>
[AsyncMethodBuilder(typeof(RoutineMethodBuilder<>))]
public readonly struct Routine<T>
{
    private readonly Frame? _frame;
    private readonly ExceptionDispatchInfo? _fault;
    private readonly T _result;

    internal Routine(Frame? frame, ExceptionDispatchInfo? fault, T result)
    {
        _frame = frame;
        _fault = fault;
        _result = result;
    }

    /// <summary>A routine that took no step and returns <paramref name="result"/>.</summary>
    public static Routine<T> Of(T result) => new(null, null, result);

    /// <summary>Supports <c>await</c>; called by the compiler.</summary>
    public RoutineAwaiter<T> GetAwaiter() => new(_frame, _fault, _result);
}
